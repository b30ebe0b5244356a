"""Live alerts for browsers: every version once, in order, from any place that is not too long ago.

A place is where a reader of the alerts topic stands, partition by partition. The store tells which place its
rows are from, so a page that loads them and goes on from there has no gap and nothing twice.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator, Mapping

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer
from msgspec import Struct

from config.settings import Settings
from models.alerts import Alert
from streams.kafka import client_options, partitions_of
from streams.topics import Topic, topics_of

KEPT = 20_000
"""E: versions kept for browsers that come back: a storm of 20 a second for a quarter of an hour, some 40 MB."""
WAITING_MOST = 2_000
"""E: versions that may wait for one browser; one that is slower loads its page anew."""

NOTHING_FOR_S = 5.0
"""E: often enough to see that a reader may not read any more."""

_decoder = msgspec.json.Decoder(Alert)
log = structlog.get_logger(__name__)

Place = Mapping[int, int]
"""By partition, the next offset to be told."""


class Version(Struct, frozen=True):
    """One version of an alert as it came."""

    alert: Alert
    document: str
    """The JSON as it is on the topic."""
    partition: int
    offset: int
    place: str
    """Where a reader stands who has it and everything before."""


class BadPlace(ValueError):
    """A place that is none of ours."""


class TooOld(Exception):
    """What comes after a place is not kept any more: load the page anew."""


def place_in_words(place: Place) -> str:
    """Return a place as browsers keep it: 12.0.7 are the next offsets of partitions 0, 1 and 2."""
    return ".".join(str(offset) for _, offset in sorted(place.items()))


def place_of(words: str, partitions: int) -> dict[int, int]:
    """Return a place; raises ``BadPlace``."""
    parts = words.split(".")
    if len(parts) != partitions or not all(
        part.isascii() and part.isdigit() and len(part) < 20 for part in parts
    ):
        raise BadPlace(f"{words[:100]!r} is no place in {partitions} partitions")
    return {number: int(part) for number, part in enumerate(parts)}


class Live:
    """Follows the alerts topic for all browsers at once."""

    def __init__(self, settings: Settings) -> None:
        self.counts: Counter[str] = Counter()
        self.ready = asyncio.Event()
        self._settings = settings
        self._topics = topics_of(settings)
        self._kept: deque[Version] = deque(maxlen=KEPT)
        self._next: dict[int, int] = {}
        self._first: dict[int, int] = {}
        """The first offset of each partition that is kept."""
        self._ends: dict[int, int] = {}
        """Where each partition ended when we began: up to there we may still have to catch up."""
        self._newest: dict[str, Version] = {}
        """Of each alert that is kept, the newest version."""
        self._readers: set[asyncio.Queue[Version | None]] = set()
        self._ended = asyncio.Event()

    def station_of(self, alert: str) -> str | None:
        """Return the station of an alert that was told lately."""
        known = self._newest.get(alert)
        return None if known is None else known.alert.station

    def readers(self) -> int:
        """Return how many follow."""
        return len(self._readers)

    def began(self) -> Place:
        """Return the place after which lies what has come since we follow; one that never moves."""
        return dict(self._ends)

    def end(self) -> Place:
        """Return the place of whoever wants nothing but what is still to come."""
        return {number: max(at, self._ends[number]) for number, at in self._next.items()}

    def keeps(self, place: Place) -> bool:
        """Say whether everything after a place can still be told."""
        return all(self._has(number, offset) for number, offset in place.items())

    async def run(self, stop: asyncio.Event, begin: Place) -> None:
        """Follow until told to stop, from before a place: pages may come back that know another console."""
        consumer = AIOKafkaConsumer(
            enable_auto_commit=False, auto_offset_reset="none", **client_options(self._settings)
        )
        await consumer.start()
        try:
            await self._begin(consumer, begin)
            while not stop.is_set():
                polled = await consumer.getmany(timeout_ms=200)
                for source, messages in polled.items():
                    for message in messages:
                        self._take(source.partition, message.offset, message.value)
        finally:
            self.end_all()
            await consumer.stop()

    def end_all(self) -> None:
        """End all readers: their pages come back to whoever serves next, from where they were."""
        self._ended.set()
        for reader in list(self._readers):
            self._let_go(reader)

    async def _begin(self, consumer: AIOKafkaConsumer, begin: Place) -> None:
        sources = partitions_of(self._topics, Topic.ALERTS)
        consumer.assign(sources)
        firsts = await consumer.beginning_offsets(sources)
        ends = await consumer.end_offsets(sources)
        before = KEPT // len(sources)
        for source in sources:
            wanted = max(begin.get(source.partition, 0) - before, firsts[source])
            at = min(wanted, ends[source])
            self._first[source.partition] = self._next[source.partition] = at
            self._ends[source.partition] = ends[source]
            consumer.seek(source, at)
        self.ready.set()

    def _take(self, partition: int, offset: int, value: bytes) -> None:
        self._next[partition] = offset + 1
        try:
            alert = _decoder.decode(value)
        except msgspec.DecodeError as error:
            # Only the desk and the watchdog may write here; whatever else does must not stop the room.
            self.counts["unreadable"] += 1
            log.error("an alert cannot be read", partition=partition, offset=offset, reason=str(error))  # noqa: TRY400
            return
        if len(self._kept) == KEPT:
            gone = self._kept[0]
            self._first[gone.partition] = gone.offset + 1
            if self._newest[gone.alert.alert] is gone:
                del self._newest[gone.alert.alert]
        version = Version(alert, value.decode(), partition, offset, place_in_words(self._next))
        self._kept.append(version)
        self._newest[alert.alert] = version
        self.counts["versions"] += 1
        for reader in list(self._readers):
            if reader.full():
                self.counts["too_slow"] += 1
                self._let_go(reader)
            else:
                reader.put_nowait(version)

    def _let_go(self, reader: "asyncio.Queue[Version | None]") -> None:
        """End a reader; what waits for it is dropped, since its page loads it anew."""
        self._readers.discard(reader)
        while not reader.empty():
            reader.get_nowait()
        reader.put_nowait(None)

    def _has(self, partition: int, offset: int) -> bool:
        """Say whether everything from an offset on can be told; one that was never reached is of another topic."""
        return self._first[partition] <= offset <= max(self._next[partition], self._ends[partition])

    async def after(self, place: Place) -> AsyncGenerator[Version | None, None]:
        """Yield every version after a place, then each new one, and None when there was none for a while.

        Ends where the console does. Raises ``TooOld`` where what follows is not kept, or whoever reads is too slow.
        """
        await self.ready.wait()
        if self._ended.is_set():
            return
        if not self.keeps(place):
            raise TooOld
        reader: asyncio.Queue[Version | None] = asyncio.Queue(WAITING_MOST)
        # No await between these lines: nothing can come in between.
        kept = [version for version in self._kept if version.offset >= place[version.partition]]
        self._readers.add(reader)
        stands = dict(place)
        try:
            for version in kept:
                stands[version.partition] = version.offset + 1
                yield _at(version, stands)
            while True:
                try:
                    new = await asyncio.wait_for(reader.get(), NOTHING_FOR_S)
                except TimeoutError:
                    yield None
                    continue
                if new is None and self._ended.is_set():
                    return
                if new is None:
                    raise TooOld
                if new.offset >= stands[new.partition]:
                    stands[new.partition] = new.offset + 1
                    yield _at(new, stands)
        finally:
            self._readers.discard(reader)


def _at(version: Version, stands: Place) -> Version:
    return Version(version.alert, version.document, version.partition, version.offset, place_in_words(stands))
