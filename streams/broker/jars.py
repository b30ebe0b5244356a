"""Java archives that a pom.xml names, copied by Maven into a cache folder once."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from streams.broker.process import BrokerError

NEEDED = ("java", "mvn")
"""The programs without which there is no Apache Kafka here."""

FETCH_WITHIN_S = 600
"""Some 50 MB, once."""


def missing_programs() -> list[str]:
    """Return which of the programs that Apache Kafka needs are absent."""
    return [name for name in NEEDED if shutil.which(name) is None]


def fetch_jars(pom: Path, cache: Path) -> Path:
    """Return the folder with all jars that a pom names; an unchanged pom is not resolved again."""
    digest = hashlib.sha256(pom.read_bytes()).hexdigest()[:12]
    wanted = cache / f"{pom.parent.name}-{digest}"
    if wanted.is_dir():
        return wanted
    partial = cache / f".{wanted.name}.{os.getpid()}"
    partial.mkdir(parents=True)
    try:
        run_maven(pom, "dependency:copy-dependencies", f"-DoutputDirectory={partial.resolve()}")
        _put_in_place(partial, wanted)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return wanted


def run_maven(pom: Path, *goals: str) -> None:
    """Run Maven on a pom; on failure say what it said."""
    missing = missing_programs()
    if missing:
        raise BrokerError(f"not installed: {', '.join(missing)} (a Java 17 and Maven are needed)")
    command = ["mvn", "--quiet", "--batch-mode", "--file", str(pom), *goals]
    done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_WITHIN_S, check=False)
    if done.returncode != 0:
        raise BrokerError(f"Maven could not do {' '.join(goals)} for {pom}:\n{done.stdout}{done.stderr}")


def _put_in_place(partial: Path, wanted: Path) -> None:
    try:
        partial.rename(wanted)
    except OSError:
        # Somebody else fetched the same jars meanwhile: theirs are as good.
        if not wanted.is_dir():
            raise
