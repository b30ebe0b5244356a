"""Readers of videos in tests: started, waited for, and ended."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from models.observations import StreamState
from vision.sources.reader import STOP_WITHIN_S, Reader

WITHIN_S = 30.0
STOPPED_WITHIN_S = STOP_WITHIN_S + 6.0
"""E: a machine that stutters, and still less than any server is waited for."""


@contextmanager
def reading(address: str, *, loop: bool = False) -> Iterator[Reader]:
    """Read, and end."""
    reader = Reader("camera", address, loop=loop)
    reader.start()
    try:
        yield reader
    finally:
        began_s = time.monotonic()
        reader.stop()
        assert time.monotonic() - began_s < STOPPED_WITHIN_S


def until(done: Callable[[], object], within_s: float = WITHIN_S) -> None:
    """Wait for something."""
    end_s = time.monotonic() + within_s
    while not done():
        assert time.monotonic() < end_s, "it did not happen"
        time.sleep(0.02)


def until_state(reader: Reader, state: StreamState) -> None:
    """Wait for a state."""
    try:
        until(lambda: reader.status().state is state)
    except AssertionError:
        raise AssertionError(f"it is {reader.status()} and not {state}") from None
