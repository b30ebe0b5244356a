"""Keep roles running as processes of their own: a role that ends is started again, with growing pauses."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence

import structlog

from streams.broker.process import dying_with_us

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""E: a role that cannot work costs next to nothing, and is back within a minute of its cure."""
STEADY_AFTER_S = 60.0
"""E: a role that ran this long had started well; its next pause is the first one again."""
STOP_WITHIN_S = 20.0
"""E: more than a worker takes to leave its group."""

log = structlog.get_logger(__name__)


class Keeper:
    """Roles of this machine."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {**os.environ, **environment}
        self._stopping = asyncio.Event()
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.restarts = 0

    def keep(self, name: str, arguments: Sequence[str], extra: Mapping[str, str]) -> None:
        """Start a role and start it again whenever it ends."""
        self._tasks.append(asyncio.create_task(self._keep(name, arguments, extra)))

    async def stop(self) -> None:
        """End all roles, those included that are just being started."""
        self._stopping.set()
        for process in self._processes.values():
            _signal(process, signal.SIGTERM)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_WITHIN_S)
        for process in self._processes.values():
            _signal(process, signal.SIGKILL)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep(self, name: str, arguments: Sequence[str], extra: Mapping[str, str]) -> None:
        pause_s = FIRST_PAUSE_S
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            started = loop.time()
            status = await self._run(name, arguments, extra)
            if self._stopping.is_set():
                return
            if loop.time() - started >= STEADY_AFTER_S:
                pause_s = FIRST_PAUSE_S
            self.restarts += 1
            log.warning("role ended", role=name, status=status, again_in_s=pause_s)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _run(self, name: str, arguments: Sequence[str], extra: Mapping[str, str]) -> int | str:
        """Run a role until it ends; return how, or why it could not even be started."""
        try:
            process = await asyncio.create_subprocess_exec(
                *dying_with_us(signal.SIGTERM),
                sys.executable,
                "-m",
                "jingjian",
                *arguments,
                env={**self._environment, **extra},
                start_new_session=True,
            )
        except OSError as error:
            return str(error)
        self._processes[name] = process
        if self._stopping.is_set():
            _signal(process, signal.SIGTERM)
        return await process.wait()


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Send a signal to a role; to one that has ended, none."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
