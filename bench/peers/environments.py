"""What each peer needs to run, set up once under .cache/ and not in our own environment."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from bench.apache import CACHE, ROOT
from streams.broker.jars import fetch_jars

PEERS = ROOT / "bench" / "peers"

STREAMS_HEAP_MB = 1024
"""More than it uses: Java's own choice would be a quarter of the machine."""


def command_of(peer: str) -> list[str]:
    """Return the command that runs a peer, setting up what it needs; its job comes as the last argument."""
    if peer == "streams":
        return _streams_command()
    if peer == "bare":
        return [sys.executable, "-m", "bench.peers.bare"]
    return [str(_python()), "-m", f"bench.peers.{peer}"]


def _python() -> Path:
    """Return the interpreter of the Python peers' environment."""
    requirements = PEERS / "requirements.txt"
    folder = CACHE / f"peers-{_digest(requirements)}-{sys.version_info.major}.{sys.version_info.minor}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _run(str(python), "-m", "pip", "install", "--quiet", "--requirement", str(requirements))
        (folder / "complete").touch()
    return python


def _streams_command() -> list[str]:
    pom = PEERS / "streams" / "pom.xml"
    source = PEERS / "streams" / "src" / "main" / "java" / "jingjian" / "bench" / "Peer.java"
    jars = fetch_jars(pom, CACHE)
    classes = CACHE / f"{jars.name}-{_digest(source)}"
    if not (classes / "complete").exists():
        shutil.rmtree(classes, ignore_errors=True)
        _run("javac", "-Xlint:all,-processing", "-cp", f"{jars}/*", "-d", str(classes), str(source))
        (classes / "complete").touch()
    heap = f"-Xmx{STREAMS_HEAP_MB}m"
    quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
    return ["java", heap, quiet, "-cp", f"{classes}:{jars}/*", "jingjian.bench.Peer"]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
