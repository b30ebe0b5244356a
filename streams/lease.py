"""Know that this process was frozen: a worker that stood still for long has lost its partitions meanwhile.

A frozen process (stopped, suspended, its machine paused) cannot tell Kafka that it lives, so another
worker takes over; when it goes on, it would still write what it had in hand. It must not: what it knows
is old. A thread that does nothing but look at the clock notices, before anything is written. What was
already on its way when the process froze cannot be held back; readers recognise it (docs/guarantee.md).
"""

import threading
import time
from collections.abc import Callable

from config.settings import WorkerSettings

LOOK_EVERY_S = 0.2
"""E: often enough to notice a freeze that is a tenth longer than allowed."""


class Frozen(Exception):
    """The process stood still for longer than it may; what it holds may be another's."""


def lease_of(worker: WorkerSettings) -> "Lease":
    """Return a lease for a member of a group: the last heartbeat before a freeze may be one interval old."""
    return Lease(worker.session_timeout_s - 2 * worker.heartbeat_s)


class Lease:
    """The right to write, as long as the process has not stood still."""

    def __init__(self, limit_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit_s = limit_s
        self._clock = clock
        self._looked_at = clock()
        self._frozen_s = 0.0
        self._ended = threading.Event()

    def start(self) -> None:
        """Begin to look at the clock, in a thread of its own: a busy event loop is not a frozen process."""
        self._looked_at = self._clock()
        threading.Thread(target=self._watch, name="lease", daemon=True).start()

    def end(self) -> None:
        """Look no more."""
        self._ended.set()

    def look(self) -> None:
        """Note that the process runs, and whether it did not."""
        now = self._clock()
        gap_s = now - self._looked_at
        self._looked_at = now
        if gap_s > self._limit_s:
            self._frozen_s = max(self._frozen_s, gap_s)

    def check(self) -> None:
        """Raise ``Frozen`` if the process has stood still for too long, ever."""
        self.look()
        if self._frozen_s:
            raise Frozen(
                f"this process stood still for {self._frozen_s:.1f} s, longer than the {self._limit_s:g} s "
                "after which others take over its partitions; it starts anew"
            )

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            self.look()
