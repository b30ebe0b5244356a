"""A broker's process: started in a process group of its own, and ended with everything that it started."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

LOOK_EVERY_S = 0.1
"""How often a starting broker is asked whether it answers."""

STILL_LOOK_EVERY_S = 0.002
"""E: nobody waits long for it; a node beside others that want the same cores stands still after some 15 ms."""

TAIL_LINES = 20
"""How much of its log an error shows: enough for a Java stack trace's head."""

_returned: set[int] = set()
"""What ``free_ports`` has returned in this process."""


class BrokerError(RuntimeError):
    """A broker could not be started; the message says why and what to do."""


class Broker(ABC):
    """A broker on this machine, to be used in ``async with``: started on entering, ended on leaving."""

    @abstractmethod
    async def start(self) -> None:
        """Start it and wait until it answers."""

    @abstractmethod
    async def stop(self) -> None:
        """End it; what it held is gone."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


class BrokerProcess:
    """One broker's process. A process group of its own: Ctrl-C ends our roles first, then it.

    Start it from a thread that lasts as long as it should: on Linux it ends with the thread that began it.
    """

    def __init__(self, command: Sequence[str | Path], log: Path) -> None:
        self.log = log
        with log.open("ab") as sink:
            self._process = subprocess.Popen(
                [*dying_with_us(signal.SIGKILL), *(str(part) for part in command)],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Return the process id, which is the id of its group too."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """Return how it ended, None while it runs."""
        return self._process.poll()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group; to one that has gone, none."""
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return

    async def freeze(self) -> None:
        """Let it stand still; returns when it does."""
        await freeze(self._process)

    async def wait(self) -> int:
        """Wait until it ends; return how."""
        while (code := self.exit_code) is None:
            await asyncio.sleep(LOOK_EVERY_S)
        return code

    async def stop(self, grace_s: float) -> None:
        """End the group politely, and by force what is left of it after ``grace_s``."""
        self.signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.wait(), grace_s)
        except TimeoutError:
            pass
        finally:
            self.signal(signal.SIGKILL)
        await self.wait()

    def tail(self) -> str:
        """Return the last lines of its log."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])


async def freeze(process: subprocess.Popen[bytes]) -> None:
    """Let a process stand still; returns when none of its threads runs any more, or it has ended.

    The signal alone only asks for it: the others run on until the thread that takes it has had a CPU.
    """
    process.send_signal(signal.SIGSTOP)
    while process.poll() is None and not _has_stopped(process.pid):
        await asyncio.sleep(STILL_LOOK_EVERY_S)


def _has_stopped(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WSTOPPED | os.WNOHANG) is not None


def dying_with_us(number: signal.Signals) -> list[str]:
    """Return the words before a command that let it get a signal when we die, where Linux's setpriv is there.

    Where we are killed, nobody calls stop().
    """
    if sys.platform != "linux" or shutil.which("setpriv") is None:
        return []
    return ["setpriv", "--pdeathsig", number.name.removeprefix("SIG"), "--"]


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nobody listens on now, all different, and none a second time.

    Whoever got one before may not listen on it yet.
    """
    sockets: list[socket.socket] = []
    found: list[int] = []
    try:
        while len(found) < count:
            one = socket.socket()
            sockets.append(one)
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            if port not in _returned:
                found.append(port)
    finally:
        for one in sockets:
            one.close()
    _returned.update(found)
    return found


def refuse_taken(port: int) -> None:
    """Raise an error where somebody listens on a port already: it would answer in the broker's place."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError as error:
            raise BrokerError(f"port {port} cannot be had: {error.strerror}") from None


async def until_answering(
    processes: Sequence[BrokerProcess], bootstrap: str, brokers: int, within_s: float
) -> None:
    """Wait until each address answers and knows so many brokers; say why, if that never happens."""
    try:
        async with asyncio.timeout(within_s):
            # Each by itself: the others go on naming a killed broker for some seconds.
            for address in bootstrap.split(","):
                while await _count_brokers(address) < brokers:
                    _refuse_ended(processes)
                    await asyncio.sleep(LOOK_EVERY_S)
            _refuse_ended(processes)
    except TimeoutError:
        tails = "\n".join(process.tail() for process in processes)
        raise BrokerError(f"no broker answered at {bootstrap} within {within_s:g} s:\n{tails}") from None


def _refuse_ended(processes: Sequence[BrokerProcess]) -> None:
    for process in processes:
        if process.exit_code is not None:
            raise BrokerError(f"the broker ended at once, with code {process.exit_code}:\n{process.tail()}")


async def _count_brokers(address: str) -> int:
    """Return how many brokers the one at an address knows of; 0 if it does not answer."""
    if not await _anyone_listens(address):
        return 0
    client = AIOKafkaClient(bootstrap_servers=address, request_timeout_ms=2000)
    try:
        await client.bootstrap()
        return len(client.cluster.brokers())
    except (KafkaError, OSError):
        return 0
    finally:
        await client.close()


async def _anyone_listens(address: str) -> bool:
    # A bare connection first: aiokafka logs an error for each refused one.
    host, port = address.rsplit(":", 1)
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    writer.close()
    return True
