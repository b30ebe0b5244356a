"""Read the retained log as it lies in Kafka: a plain consumer without a group, so that nobody notices."""

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from config.settings import Settings
from streams.kafka import client_options
from streams.position import LostRange
from streams.topics import Topic, topics_of

HELD_BYTES = 64 << 20
"""E: what all partitions together may hold that was read ahead; a bureau's log has a handful of partitions."""

LEAST_FETCH_BYTES = 64 << 10
"""E: below this a partition costs more in requests than it saves in memory. A larger block comes all the same."""

MOST_FETCH_BYTES = 4 << 20
"""E: a fetch of several blocks; more is no faster."""

READ_WAIT_MS = 500
"""E: how long one poll waits; it is repeated until the end is reached."""


class Logged(NamedTuple):
    """One message of the log."""

    partition: int
    offset: int
    value: bytes
    timestamp_ms: int
    """Kafka's: when it was appended. The log's own time is in the block."""


class LogReader:
    """The partitions of the log, from their beginnings to their ends, each in its order."""

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        topic: str,
        first: Mapping[int, int],
        ends: Mapping[int, int],
        exact: bool,
    ) -> None:
        self.first = dict(first)
        """The oldest offset that is retained, by partition."""
        self._consumer = consumer
        self._topic = topic
        self._ends = ends
        self._exact = exact
        self._open = {number for number, end in ends.items() if first[number] < end}
        self._ahead: dict[int, deque[Logged]] = {number: deque() for number in ends}

    async def messages(self) -> AsyncGenerator[Logged, None]:
        """Yield all messages, partitions mixed as they come."""
        while self._open:
            for each in await self._poll():
                yield each

    async def partition(self, number: int) -> AsyncGenerator[Logged, None]:
        """Yield the messages of one partition; several may be read by turns, the others then wait."""
        ahead = self._ahead[number]
        source = self._source(number)
        while ahead or number in self._open:
            if ahead:
                yield ahead.popleft()
                continue
            self._consumer.resume(source)
            for each in await self._poll():
                self._ahead[each.partition].append(each)
            # Whoever has something waits until it is asked for more: what is read ahead is one fetch each.
            self._consumer.pause(*(self._source(other) for other in self._open if self._ahead[other]))

    async def _poll(self) -> list[Logged]:
        try:
            polled = await self._consumer.getmany(timeout_ms=READ_WAIT_MS)
        except OffsetOutOfRangeError as error:
            raise LostRange(
                f"{self._topic}: part of it was deleted while it was read, because it was older than its "
                "retention; begin again"
            ) from error
        found: list[Logged] = []
        for source, messages in polled.items():
            number, end = source.partition, self._ends[source.partition]
            if number not in self._open:
                continue
            found += [
                Logged(number, message.offset, message.value, message.timestamp)
                for message in messages
                if message.offset < end or not self._exact
            ]
            if messages and messages[-1].offset >= end - 1:
                self._close(number)
        return found

    def _close(self, number: int) -> None:
        self._open.discard(number)
        self._consumer.pause(self._source(number))

    def _source(self, number: int) -> TopicPartition:
        return TopicPartition(self._topic, number)


@asynccontextmanager
async def log_reader(
    settings: Settings,
    until: Mapping[int, int] | None = None,
    partitions: Sequence[int] | None = None,
) -> AsyncIterator[LogReader]:
    """Open the log: all of it that is retained now, or up to before the offsets given in ``until``.

    What is not there yet is waited for.     Without ``until`` the poll that reaches the end is taken whole: the embedded broker says that a
    partition ends where its last batch begins, and a batch comes whole.
    """
    topics = topics_of(settings)
    numbers = range(topics.partitions) if partitions is None else partitions
    name = topics.name(Topic.LOG)
    sources = [TopicPartition(name, number) for number in numbers]
    share = min(MOST_FETCH_BYTES, max(LEAST_FETCH_BYTES, HELD_BYTES // max(1, len(sources))))
    consumer = AIOKafkaConsumer(
        enable_auto_commit=False,
        # Without it a range that is gone would be left out in silence.
        auto_offset_reset="none",
        max_partition_fetch_bytes=share,
        fetch_max_bytes=HELD_BYTES,
        **client_options(settings),
    )
    await consumer.start()
    try:
        consumer.assign(sources)
        beginnings = await consumer.beginning_offsets(sources)
        known = await consumer.end_offsets(sources)
        first = {source.partition: offset for source, offset in beginnings.items()}
        ends = {source.partition: offset for source, offset in known.items()}
        if until is not None:
            ends = {number: until.get(number, end) for number, end in ends.items()}
        for source in sources:
            consumer.seek(source, beginnings[source])
        yield LogReader(consumer, name, first, ends, exact=until is not None)
    finally:
        await consumer.stop()
