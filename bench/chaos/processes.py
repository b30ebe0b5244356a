"""The roles as processes: started, hurt, and started again as whoever keeps them would."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.apache import ROOT
from streams.broker.process import dying_with_us

AGAIN_AFTER_S = 1.0
"""As jingjian.keeper pauses the first time."""
STOP_WITHIN_S = 30.0


class Role:
    """One role, kept running until it is told to stop."""

    def __init__(self, name: str, command: str, environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.state = folder / f"{name}-state"
        self.log = folder / f"{name}.log"
        self.environment = dict(environment) | {"JINGJIAN_WORKER_STATE_DIR": str(self.state)}
        self.statuses: list[int] = []
        """How it ended, each time."""
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self.wanted = False
        self._keeping: asyncio.Task[None] | None = None
        self._at_once = False

    @property
    def pid(self) -> int:
        """Return the id of its latest process."""
        if self._process is None:
            raise RuntimeError(f"{self.name} has not been started")
        return self._process.pid

    def start(self) -> None:
        """Start it, and again whenever it ends."""
        self.wanted = True
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End it in good order, and do not start it again."""
        await self.end(signal.SIGTERM)

    async def end(self, number: signal.Signals) -> None:
        """End it with a signal, and do not start it again."""
        self.wanted = False
        self.signal(number)
        if self._keeping is not None:
            try:
                await asyncio.wait_for(asyncio.shield(self._keeping), STOP_WITHIN_S)
            except TimeoutError:
                self.signal(signal.SIGKILL)
                await self._keeping

    def restart_at_once(self) -> None:
        """End it in good order; it is started again without a pause."""
        self._at_once = True
        self.signal(signal.SIGTERM)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; to one that has ended, none."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _keep(self) -> None:
        while self.wanted:
            with self.log.open("ab") as sink:
                self._process = await asyncio.create_subprocess_exec(
                    *dying_with_us(signal.SIGKILL),
                    sys.executable,
                    "-m",
                    "jingjian",
                    self._command,
                    cwd=ROOT,
                    env={**os.environ, "PYTHONPATH": str(ROOT), **self.environment},
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                    start_new_session=True,
                )
            self.statuses.append(await self._process.wait())
            if self.wanted and not self._at_once:
                await asyncio.sleep(AGAIN_AFTER_S)
            self._at_once = False
