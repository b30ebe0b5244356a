"""Log time from the input: records wait until every input partition has told how late it is.

A player sends each record with the moment at which it is to be logged and its line in the recording,
and tells every input partition how far it has come. What is released is therefore the same whatever
the order in which partitions were polled.
"""

import heapq
from collections import deque
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct, field

from models.times import EPOCH, from_ms, to_ms

AT_HEADER = "jingjian-at"
"""Milliseconds since 1970: when the record is to be logged."""
LINE_HEADER = "jingjian-line"
"""The record's line in the recording: the order among records logged at one moment."""
CLOCK_HEADER = "jingjian-clock"
"""Present on a message that only tells the time."""


class Waiting(Struct, order=True):
    """A polled record that waits for its moment."""

    at: datetime
    line: int
    topic: str
    partition: int
    offset: int
    value: bytes


class Told(Struct):
    """How far one input partition has come."""

    clock: datetime = EPOCH
    marks: deque[tuple[datetime, int]] = field(default_factory=deque)
    """Times told and the offset behind each: what may be committed once that time is delivered."""


def record_headers(at: datetime, line: int) -> list[tuple[str, bytes]]:
    """Return the headers with which a player sends a record."""
    return [(AT_HEADER, b"%d" % to_ms(at)), (LINE_HEADER, b"%d" % line)]


def clock_headers(at: datetime) -> list[tuple[str, bytes]]:
    """Return the headers with which a player tells the time."""
    return [(AT_HEADER, b"%d" % to_ms(at)), (CLOCK_HEADER, b"1")]


class Merge:
    """Put the records of several input partitions in the order of their recording."""

    def __init__(self, sources: Iterable[tuple[str, int]]) -> None:
        self._told: dict[tuple[str, int], Told] = {source: Told() for source in sources}
        self._waiting: list[Waiting] = []

    def add(
        self,
        topic: str,
        partition: int,
        offset: int,
        value: bytes | None,
        headers: Iterable[tuple[str, bytes]],
    ) -> bool:
        """Take one polled message; False when it has no time, so that it has no place in the order."""
        named = dict(headers)
        try:
            at, line = from_ms(int(named[AT_HEADER])), int(named.get(LINE_HEADER, b"0"))
        except (KeyError, TypeError, ValueError, OverflowError):
            # Whoever sent it is no player: headers are bytes, and anybody may write anything into them.
            return False
        if CLOCK_HEADER in named:
            told = self._told[topic, partition]
            told.clock = max(told.clock, at)
            told.marks.append((at, offset + 1))
            return True
        heapq.heappush(self._waiting, Waiting(at, line, topic, partition, offset, value or b""))
        return True

    def clock(self) -> datetime:
        """Return how far all input partitions have come."""
        return min((told.clock for told in self._told.values()), default=EPOCH)

    def release(self) -> list[Waiting]:
        """Return what is due, in order; call when the clock has moved on."""
        clock = self.clock()
        due: list[Waiting] = []
        while self._waiting and self._waiting[0].at <= clock:
            due.append(heapq.heappop(self._waiting))
        return due

    def delivered(self) -> dict[tuple[str, int], int]:
        """Return the offsets to commit when everything released so far is delivered."""
        clock = self.clock()
        offsets: dict[tuple[str, int], int] = {}
        for source, told in self._told.items():
            while told.marks and told.marks[0][0] <= clock:
                offsets[source] = told.marks.popleft()[1]
        return offsets
