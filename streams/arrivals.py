"""Log time from arrival: records are logged in the order in which the broker appended them, and at that time.

While intake keeps up, what was polled is released at once. When it has been away, an input partition may
be read far ahead of another; its records are held until the others have come as far. So an hour that was
missed goes by in the log as it went by, and no rule takes the backlog for one moment. Pure: no Kafka, no
clock; the loop around it is intake.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct, field

from models.times import EPOCH, from_ms, to_ms

SLICE_MS = 1000
"""Records of one second of the backlog are logged at one moment. Source: E: rules go by seconds, and a clock
record is told each second; a slice for each millisecond would cut blocks into crumbs."""

MOMENT = timedelta(milliseconds=1)
"""Records of a slice are logged at one moment. Its end says that it is over, so that the desk need not wait
for the next clock record to know that nothing of that moment will follow."""

Source = tuple[str, int]
"""An input topic's full name and a partition."""


class Arrived(Protocol):
    """What is needed of a polled message."""

    @property
    def offset(self) -> int:
        """Return its offset in the input partition."""

    @property
    def timestamp(self) -> int:
        """Return when the broker appended it (ms since 1970); on older topics, when its producer says."""

    @property
    def value(self) -> bytes | None:
        """Return its bytes; None for a message without value."""


class Held(Struct):
    """One input partition: what was polled and not yet released."""

    messages: deque[tuple[int, Arrived]] = field(default_factory=deque)
    """Each with its time in ms, never lower than the one before it."""
    latest_ms: int = 0
    size_bytes: int = 0


class Slice(Struct, frozen=True):
    """What is logged at one moment."""

    at: datetime
    messages: Mapping[Source, Sequence[Arrived]]


class Arrivals:
    """The input partitions of one intake."""

    def __init__(self) -> None:
        self.clock = EPOCH
        """How far the log's time has come."""
        self._held: dict[Source, Held] = {}

    def forget(self) -> None:
        """Drop what is held: partitions were given or taken, and are read anew from what was committed."""
        self._held.clear()

    def add(self, source: Source, messages: Iterable[Arrived], now: datetime) -> None:
        """Hold polled messages of one source, in their order."""
        held = self._held.setdefault(source, Held())
        now_ms = to_ms(now)
        for message in messages:
            # A producer's clock may be wrong; what arrives cannot come from the future, nor go back.
            held.latest_ms = max(held.latest_ms, min(message.timestamp, now_ms))
            held.messages.append((held.latest_ms, message))
            held.size_bytes += len(message.value or b"")

    def held_bytes(self) -> dict[Source, int]:
        """Return how much is held of each source."""
        return {source: held.size_bytes for source, held in self._held.items()}

    def release(self, behind: Mapping[Source, bool], now: datetime) -> Iterator[Slice]:
        """Yield what may be logged, in order, and move the clock.

        ``behind`` says of every source that is read whether it has more to poll. One that has speaks only
        for the time up to its latest record; one that has none, for now.
        """
        until_ms = min((self._told_ms(source, more, now) for source, more in behind.items()), default=0)
        while (first_ms := self._first_ms()) is not None and first_ms <= until_ms:
            end_ms = min(until_ms, first_ms // SLICE_MS * SLICE_MS + SLICE_MS - 1)
            taken = {source: self._take(held, end_ms) for source, held in self._held.items()}
            messages = {source: each for source, (each, _) in taken.items() if each}
            at = max(self.clock, from_ms(max(latest_ms for each, latest_ms in taken.values() if each)))
            self.clock = at + MOMENT
            yield Slice(at, messages)
        self.clock = max(self.clock, from_ms(until_ms))

    def _told_ms(self, source: Source, more: bool, now: datetime) -> int:
        if not more:
            return to_ms(now)
        held = self._held.get(source)
        return 0 if held is None else held.latest_ms

    def _first_ms(self) -> int | None:
        return min((held.messages[0][0] for held in self._held.values() if held.messages), default=None)

    @staticmethod
    def _take(held: Held, end_ms: int) -> tuple[list[Arrived], int]:
        messages = held.messages
        taken: list[Arrived] = []
        latest_ms = 0
        while messages and messages[0][0] <= end_ms:
            latest_ms, message = messages.popleft()
            held.size_bytes -= len(message.value or b"")
            taken.append(message)
        return taken, latest_ms
