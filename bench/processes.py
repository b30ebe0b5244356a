"""Our own processes, started for a measurement or a test: what they say, and their end, whatever happens."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.apache import ROOT
from config.settings import Settings
from jingjian.demo import environment_of
from streams.broker.process import freeze

WITHIN_S = 60.0
"""How long anything may take before it has failed: many times what it takes on a machine at rest."""

LINES_SHOWN = 40


class Process:
    """One of our processes, with a session of its own; all that it says goes to a file."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: Path, folder: Path = ROOT
    ) -> None:
        self.log = log
        with log.open("wb") as sink:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    def poll(self) -> int | None:
        """Return its status if it has ended."""
        return self._process.poll()

    def said(self) -> str:
        """Return all that it has said."""
        return self.log.read_text(errors="replace")

    async def says(self, words: str, times: int = 1) -> None:
        """Wait until it has said something so many times; fail with what it said instead."""
        await self.until(lambda: self.said().count(words) >= times, f"{times} times {words!r}")

    async def until(self, done: Callable[[], object], what: str) -> None:
        """Wait for something that this process brings about."""
        try:
            async with asyncio.timeout(WITHIN_S):
                while not done():
                    if self._process.poll() is not None:
                        raise AssertionError(f"it ended before {what}:\n{self._tail()}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"no {what} within {WITHIN_S:g} s:\n{self._tail()}") from None

    async def ends(self, number: signal.Signals | None = None) -> int:
        """Wait until it ends, by a signal if one is given; return its status."""
        if number is not None:
            self._process.send_signal(number)
        try:
            async with asyncio.timeout(WITHIN_S):
                while (status := self._process.poll()) is None:
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"no end within {WITHIN_S:g} s:\n{self._tail()}") from None
        return status

    async def freeze(self) -> None:
        """Let it stand still; returns when it does."""
        await freeze(self._process)

    def thaw(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it whatever it does."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def _tail(self) -> str:
        return "\n".join(self.said().splitlines()[-LINES_SHOWN:])


@contextmanager
def process(
    command: Sequence[str], environment: Mapping[str, str], log: Path, folder: Path = ROOT
) -> Iterator[Process]:
    """Run a process in a folder, and end it whatever the test does."""
    running = Process(command, environment, log, folder)
    try:
        yield running
    finally:
        running.kill()


@contextmanager
def role(settings: Settings, name: str, folder: Path, state: Path | None = None) -> Iterator[Process]:
    """Run ``jingjian NAME`` with these settings, its state below the folder or elsewhere."""
    own = {"JINGJIAN_WORKER_STATE_DIR": str(state or folder / f"{name}-state")}
    command = [sys.executable, "-m", "jingjian", name]
    with process(command, {**environment_of(settings), **own}, folder / f"{name}.log") as running:
        yield running
