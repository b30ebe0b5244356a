"""A role that cannot go on ends: it is started anew, instead of lingering where nobody looks."""

import asyncio
import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple

LOOK_EVERY_S = 1.0


class Stuck(Exception):
    """There is work and nothing is done; says for how long."""


class Place(NamedTuple):
    """One thing that must come on while it has work."""

    progress: Hashable
    """Changes whenever something is done."""
    busy: bool
    """Whether there is anything to do."""


Look = Callable[[], Mapping[str, Place]]


async def until_stuck(look: Look, after_s: float, clock: Callable[[], float] = time.monotonic) -> None:
    """Raise ``Stuck`` when any place has had work, and made no progress, for so long."""
    moved: dict[str, tuple[Hashable, float]] = {}
    while True:
        places = look()
        now = clock()
        moved = {
            name: moved[name]
            if place.busy and name in moved and moved[name][0] == place.progress
            else (place.progress, now)
            for name, place in places.items()
        }
        stuck = [name for name, (_, at) in moved.items() if now - at > after_s]
        if stuck:
            raise Stuck(f"there is work, and nothing was done for {after_s:g} s: {', '.join(sorted(stuck))}")
        await asyncio.sleep(LOOK_EVERY_S)


def tell_failure(done: asyncio.Future[None], on_fatal: Callable[[BaseException], None]) -> None:
    """Tell why a task has failed, as a callback of it; one that was cancelled or has ended well is no failure."""
    if not done.cancelled() and (error := done.exception()) is not None:
        on_fatal(error)


class Heart:
    """Ends the process when the event loop has not turned for too long; nothing in the loop could."""

    def __init__(self, after_s: float, end: Callable[[], None] | None = None) -> None:
        self._after_s = after_s
        self._look_every_s = min(LOOK_EVERY_S, after_s / 4)
        self._end = end or _end_at_once
        self._beat_at = time.monotonic()
        self._stopped = threading.Event()

    async def beat(self) -> None:
        """Beat in the loop that is watched, until cancelled."""
        threading.Thread(target=self._watch, name="heart", daemon=True).start()
        try:
            while True:
                self._beat_at = time.monotonic()
                await asyncio.sleep(self._look_every_s)
        finally:
            self._stopped.set()

    def _watch(self) -> None:
        looked_at = time.monotonic()
        while not self._stopped.wait(self._look_every_s):
            now = time.monotonic()
            if now - looked_at > 2 * self._look_every_s:
                # This thread stood still too: the whole process was frozen, which is no fault of the loop.
                self._beat_at = now
            looked_at = now
            if now - self._beat_at > self._after_s:
                sys.stderr.write(f"role failed: its event loop has not turned for {self._after_s:g} s\n")
                faulthandler.dump_traceback(all_threads=True)
                self._end()
                return


def end_within(after_s: float, status: int) -> None:
    """End the process after a time, whatever still runs in it; nothing happens where it has ended before.

    Where Kafka went away, Faust's thread waits for it without end, and Python waits for that thread.
    """

    def end() -> None:
        time.sleep(after_s)
        sys.stderr.write(f"something still ran {after_s:g} s after the end; the process ends without it\n")
        os._exit(status)

    threading.Thread(target=end, name="end", daemon=True).start()


def _end_at_once() -> None:
    os._exit(1)
