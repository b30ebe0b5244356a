"""Intake: input topics in, one ordered log out, in blocks. A plain aiokafka loop, not a Faust agent.

The order of its acts is the guarantee: blocks and dead letters are delivered, then input offsets are
committed. A crash in between appends records again, and readers of the log leave out what they have.

It also tells the log's time, so that time stands still while nothing is taken in (decisions/0007).
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalGenerationError, UnknownMemberIdError
from aiokafka.partitioner import murmur2

from config.settings import Settings
from models.log import Wrong
from models.times import EPOCH
from streams.admission import Batch, Route, admit, dead_letter
from streams.arrivals import MOMENT, Slice
from streams.blocks import encode_blocks, encode_clock
from streams.codecs import encode
from streams.kafka import consumer_options, producer_options
from streams.merge import Merge
from streams.sources import Sources
from streams.topics import Topic, Topics, topics_of
from streams.validation import Objection, limits_of

POLL_RECORDS = 8000
"""Records a poll. Measured: 4 partitions then get blocks of some 2,000 records, and a block costs a
Faust agent 100-300 µs whatever is in it."""

POLL_WAIT_MS = 20
"""How long a poll waits on a quiet system."""

CLOCK_EVERY = timedelta(seconds=1)
"""How often the log's time goes on when nothing else happens."""

COMMIT_EVERY_S = 1.0
"""How often input offsets are committed; what was delivered since is appended again after a crash."""

log = structlog.get_logger(__name__)

_NO_TIME = Objection(Wrong.NO_TIME, "no time: while time.source is 'input', records come from jingjian play")


def log_partition(station: str, partitions: int) -> int:
    """Return the log partition of a station: as Kafka's own partitioner places the key."""
    placed: int = (murmur2(station.encode()) & 0x7FFFFFFF) % partitions
    return placed


def route_of(stations: Mapping[str, object], partitions: int) -> Route:
    """Return the log partition of every station."""
    return Route({station: log_partition(station, partitions) for station in stations})


class Intake:
    """Read all input topics and append what is valid to the log."""

    def __init__(self, settings: Settings, stations: Mapping[str, object]) -> None:
        self.topics: Topics = topics_of(settings)
        self.settings = settings
        self.route = route_of(stations, self.topics.partitions)
        self.limits = limits_of(settings, stations)
        self.counts: Counter[str] = Counter()
        self._names = self.topics.inputs()
        self._committed_at = time.monotonic()
        self.started = False
        self.sources: Sources | None = None
        """What is read, in wall time."""

    async def run(self, stop: asyncio.Event) -> None:
        """Run until told to stop; an error of Kafka that does not pass ends the role."""
        consumer = AIOKafkaConsumer(
            group_id=self.topics.intake(),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=8 << 20,
            fetch_max_bytes=32 << 20,
            **consumer_options(self.settings),
        )
        producer = AIOKafkaProducer(**producer_options(self.settings))
        async with contextlib.AsyncExitStack() as stack:
            await producer.start()
            stack.push_async_callback(producer.stop)
            self.started = True
            if self.settings.time.is_played:
                await self._run_merged(consumer, producer, stack, stop)
            else:
                await self._run_by_wall(consumer, producer, stack, stop)

    async def _run_by_wall(
        self,
        consumer: AIOKafkaConsumer,
        producer: AIOKafkaProducer,
        stack: contextlib.AsyncExitStack,
        stop: asyncio.Event,
    ) -> None:
        sources = self.sources = Sources(consumer, partial(self._commit, consumer))
        consumer.subscribe(list(self._names), listener=sources)
        await consumer.start()
        stack.push_async_callback(consumer.stop)
        told = EPOCH
        while not stop.is_set():
            polled = await consumer.getmany(timeout_ms=POLL_WAIT_MS, max_records=POLL_RECORDS)
            behind = await sources.take(polled)
            for released in sources.arrivals.release(behind, datetime.now(UTC)):
                await self._deliver(producer, self._admitted(released), over=released.at + MOMENT)
                sources.delivered(released)
            clock = sources.arrivals.clock
            if behind and clock - told >= CLOCK_EVERY:
                told = clock
                await self._deliver(producer, Batch(), clock)
            await self._commit_sometimes(consumer, sources)
        await self._commit(consumer, sources.done())

    def _admitted(self, released: Slice) -> Batch:
        batch = Batch()
        for (name, partition), messages in released.messages.items():
            topic = self._names[name]
            admit(topic, partition, messages, released.at, self.limits, self.route, batch)
        return batch

    async def _run_merged(
        self,
        consumer: AIOKafkaConsumer,
        producer: AIOKafkaProducer,
        stack: contextlib.AsyncExitStack,
        stop: asyncio.Event,
    ) -> None:
        """Take time from the input; one intake then reads all partitions, or there is no one order."""
        sources = [
            TopicPartition(name, partition)
            for name in self._names
            for partition in range(self.topics.partitions)
        ]
        await consumer.start()
        stack.push_async_callback(consumer.stop)
        consumer.assign(sources)
        merge = Merge((source.topic, source.partition) for source in sources)
        clock = merge.clock()
        while not stop.is_set():
            polled = await consumer.getmany(timeout_ms=POLL_WAIT_MS, max_records=POLL_RECORDS)
            untimed = self._merge(merge, polled)
            if untimed.dead:
                await self._deliver(producer, untimed)
            if merge.clock() > clock:
                clock = merge.clock()
                await self._deliver(producer, self._admit_due(merge), clock)
                await consumer.commit(
                    {TopicPartition(*source): offset for source, offset in merge.delivered().items()}
                )

    def _merge(self, merge: Merge, polled: Mapping[TopicPartition, list[ConsumerRecord]]) -> Batch:
        batch = Batch()
        for source, messages in polled.items():
            for message in messages:
                timed = merge.add(
                    source.topic, source.partition, message.offset, message.value, message.headers
                )
                if not timed:
                    batch.dead.append(
                        dead_letter(
                            merge.clock(),
                            self._names[source.topic],
                            source.partition,
                            message.offset,
                            _NO_TIME,
                            message.value or b"",
                        )
                    )
        return batch

    def _admit_due(self, merge: Merge) -> Batch:
        batch = Batch()
        for waiting in merge.release():
            topic = self._names[waiting.topic]
            source = waiting.partition
            admit(topic, source, [waiting], waiting.at, self.limits, self.route, batch)
        return batch

    async def _deliver(
        self,
        producer: AIOKafkaProducer,
        batch: Batch,
        clock: datetime | None = None,
        over: datetime | None = None,
    ) -> None:
        """Deliver blocks and dead letters; only then may offsets be committed."""
        sent = [
            await producer.send(self.topics.name(Topic.LOG), block, partition=partition)
            for partition, block in self._blocks(batch, clock, over)
        ]
        sent += [
            await producer.send(
                self.topics.name(Topic.DEAD_LETTERS),
                encode(letter),
                key=f"{letter.topic}/{letter.partition}/{letter.offset}".encode(),
            )
            for letter in batch.dead
        ]
        for delivery in sent:
            await delivery
        self.counts.update(batch.counts)

    def _blocks(
        self, batch: Batch, clock: datetime | None, over: datetime | None
    ) -> Iterator[tuple[int, bytes]]:
        for partition, runs in batch.runs.items():
            for block in encode_blocks(runs, over):
                yield partition, block
        if clock is not None:
            for partition in range(self.topics.partitions):
                yield partition, encode_clock(clock)

    async def _commit_sometimes(self, consumer: AIOKafkaConsumer, sources: Sources) -> None:
        now = time.monotonic()
        if now - self._committed_at >= COMMIT_EVERY_S:
            self._committed_at = now
            await self._commit(consumer, sources.done())

    @staticmethod
    async def _commit(consumer: AIOKafkaConsumer, done: dict[TopicPartition, int]) -> None:
        """Commit what was delivered, not what was polled."""
        if not done:
            return
        try:
            await consumer.commit(done)
        except (CommitFailedError, IllegalGenerationError, UnknownMemberIdError) as error:
            # Partitions went to another intake: it appends again, and readers leave out what they have.
            log.warning("commit refused", reason=str(error))
