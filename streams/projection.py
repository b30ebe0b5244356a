"""The projection: what the topics say, as rows of the SQL store that the screens read.

Its Kafka offsets are rows too, written in the same transaction: killed at any moment it loses and doubles
nothing. It belongs to no consumer group; the store says where to go on.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from config.settings import Settings
from models.alerts import Alert
from models.rules import RuleBook
from models.times import EPOCH
from streams.blocks import Taken
from streams.codecs import UNREADABLE, decode_block, decode_dead_letter
from streams.desk import PAST_HEADER
from streams.kafka import client_options, partitions_of
from streams.memory import Memory, mark_of
from streams.store.connect import StoreProblem, database, upgrade
from streams.store.marks import Mark
from streams.store.rows import Rows
from streams.store.transitions import Numbers
from streams.store.troubles import TROUBLES, first_line, is_away, is_refused
from streams.store.write import (
    Offset,
    Source,
    forget_transitions,
    read_last_transitions,
    read_offsets,
    write_offsets,
    write_rows,
)
from streams.topics import Topic, topics_of

READ = (Topic.LOG, Topic.ALERTS, Topic.DEAD_LETTERS)
"""What it reads."""

POLL_RECORDS = 200
"""E: messages a transaction; one of the log is a block of up to some thousand records."""
FETCH_BYTES = 1 << 20
"""E: of one partition at once; with 12 partitions the most that waits in memory is 12 MiB."""
POLL_WAIT_MS = 200
"""E: how long a poll waits on a quiet system."""
LEAST_APART_S = 0.1
"""E: between transactions; a screen that is a tenth of a second behind is live."""
FORGET_EVERY = timedelta(hours=1)
"""E: by the log's time; an hour more or less of half a year is nothing."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
"""E: as while waiting for Kafka."""

_alert = msgspec.json.Decoder(Alert)

log = structlog.get_logger(__name__)


class Projection:
    """Reads topics and writes rows."""

    def __init__(self, settings: Settings, rules: RuleBook) -> None:
        self.settings = settings
        self.topics = topics_of(settings)
        self.counts: Counter[str] = Counter()
        self.lag: dict[Source, int] = {}
        """Messages behind the end, by partition, as of the last poll."""
        self.waits_for_store = False
        self._names = {self.topics.name(topic): topic for topic in READ}
        self._offsets: dict[Source, Offset] = {}
        self._numbers = Numbers.of(rules)
        self._memory = Memory(self._numbers, {})
        self._kept = timedelta(seconds=settings.topics.kept_s(Topic.ALERTS))
        self._forget_at = EPOCH

    def positions(self) -> dict[Source, int]:
        """Return the next offset of each partition, as the store has it."""
        return {source: offset.position for source, offset in self._offsets.items()}

    async def run(self, stop: asyncio.Event) -> None:
        """Run until told to stop; raises ``Overtaken``, ``StoreProblem`` and errors of Kafka."""
        async with database(self.settings.store) as engine:
            consumer = AIOKafkaConsumer(
                enable_auto_commit=False,
                max_partition_fetch_bytes=FETCH_BYTES,
                **client_options(self.settings),
            )
            try:
                await self._project(engine, consumer, stop)
            finally:
                await consumer.stop()

    async def _project(self, engine: AsyncEngine, consumer: AIOKafkaConsumer, stop: asyncio.Event) -> None:
        if not await self._prepared(engine, stop):
            return
        await consumer.start()
        await self._memory.hear_again(consumer, self._heard())
        await self._go_on_from_the_store(consumer)
        log.info("projecting", store=self.settings.store.url)
        while not stop.is_set():
            began_s = time.monotonic()
            polled = await consumer.getmany(timeout_ms=POLL_WAIT_MS, max_records=POLL_RECORDS)
            if polled and not await self._taken(engine, polled, stop):
                return
            self._look_at_lag(consumer)
            await asyncio.sleep(max(0.0, LEAST_APART_S - (time.monotonic() - began_s)))

    async def _prepared(self, engine: AsyncEngine, stop: asyncio.Event) -> bool:
        """Bring the tables to this version and read where to go on; False when told to stop meanwhile."""

        async def prepare() -> None:
            await upgrade(engine)
            async with engine.connect() as connection:
                self._offsets = await read_offsets(connection)
                self._memory = Memory(self._numbers, await read_last_transitions(connection))

        return await self._until_done(prepare, stop)

    def _heard(self) -> dict[TopicPartition, tuple[Mark, int]]:
        """Return the partitions of the log, each with from where to hear it again, and up to where."""
        return {
            source: (mark, known.position)
            for source in partitions_of(self.topics, Topic.LOG)
            if (known := self._offsets.get((Topic.LOG, source.partition))) is not None
            and (mark := mark_of(known.mark)) is not None
        }

    async def _go_on_from_the_store(self, consumer: AIOKafkaConsumer) -> None:
        sources = [source for topic in READ for source in partitions_of(self.topics, topic)]
        consumer.assign(sources)
        beginnings = await consumer.beginning_offsets(sources)
        for source, first in beginnings.items():
            known = self._offsets.get((self._names[source.topic], source.partition))
            if known is not None and known.position < first:
                log.error(
                    "messages are gone before they were projected: rows are missing",
                    topic=source.topic,
                    partition=source.partition,
                    first=known.position,
                    last=first - 1,
                )
            consumer.seek(source, max(first, 0 if known is None else known.position))

    async def _taken(
        self, engine: AsyncEngine, polled: Mapping[TopicPartition, list[ConsumerRecord]], stop: asyncio.Event
    ) -> bool:
        """Write what was polled, however long the database is away; False when told to stop meanwhile."""
        tried = False
        read, after = self._read(polled)
        before = {source: self._offsets.get(source) for source in after}

        async def take() -> None:
            nonlocal tried
            rows = structs.replace(read, counts=Counter(read.counts))
            async with engine.begin() as connection:
                # Cut off at the very commit, nobody knows whether it was made: the offsets do.
                if not tried or not await _are_there(connection, after):
                    tried = True
                    await write_offsets(connection, before, after)
                    await write_rows(connection, rows)
                    await self._forget(connection)
            self._offsets |= after
            self.counts.update(rows.counts)
            self.counts["transactions"] += 1

        return await self._until_done(take, stop)

    async def _forget(self, connection: AsyncConnection) -> None:
        """Remove, once in a while, the transitions that are older than the oldest alert."""
        now = self._memory.now
        if now >= self._forget_at:
            await forget_transitions(connection, now - self._kept)
            self._forget_at = now + FORGET_EVERY

    def _read(
        self, polled: Mapping[TopicPartition, list[ConsumerRecord]]
    ) -> tuple[Rows, dict[Source, Offset]]:
        rows = Rows()
        after: dict[Source, Offset] = {}
        for source, messages in polled.items():
            topic = self._names[source.topic]
            known = self._offsets.get((topic, source.partition))
            taken = Taken(dict(known.taken) if known is not None else {})
            for message in messages:
                try:
                    self._add(rows, topic, message, taken)
                except UNREADABLE as error:
                    # Not ours, or of a newer version: the rest is worth having.
                    rows.counts["unreadable"] += 1
                    log.error("unreadable", topic=topic, offset=message.offset, reason=str(error))  # noqa: TRY400
            mark = self._memory.mark(source.partition) if topic is Topic.LOG else None
            after[topic, source.partition] = Offset(
                messages[-1].offset + 1, taken.highest, msgspec.to_builtins(mark)
            )
        return rows, after

    def _add(self, rows: Rows, topic: Topic, message: ConsumerRecord, taken: Taken) -> None:
        if topic is Topic.LOG:
            block = decode_block(message.value or b"")
            self._memory.take(message.partition, message.offset, block, taken, rows)
        elif topic is Topic.ALERTS:
            past = any(name == PAST_HEADER for name, _ in message.headers)
            rows.add_alert(_alert.decode(message.value or b""), past=past)
        else:
            rows.add_dead_letter(decode_dead_letter(message.value or b""))

    async def _until_done(self, work: Callable[[], Awaitable[None]], stop: asyncio.Event) -> bool:
        pause_s = FIRST_PAUSE_S
        while not stop.is_set():
            try:
                await work()
            except TROUBLES as error:
                if is_refused(error):
                    raise StoreProblem(f"{self.settings.store.url}: {first_line(error)}") from error
                if not is_away(error):
                    raise
                # The transaction was rolled back, or it was not and the offsets are not where they were.
                log.warning("the store does not answer", reason=first_line(error), again_in_s=pause_s)
                self.counts["store_away"] += 1
                self.waits_for_store = True
                try:
                    await asyncio.wait_for(stop.wait(), pause_s)
                except TimeoutError:
                    pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            else:
                self.waits_for_store = False
                return True
        return False

    def _look_at_lag(self, consumer: AIOKafkaConsumer) -> None:
        for source in consumer.assignment():
            end = consumer.highwater(source)
            known = self._offsets.get((self._names[source.topic], source.partition))
            if end is not None:
                self.lag[self._names[source.topic], source.partition] = end - (known.position if known else 0)


async def _are_there(connection: AsyncConnection, after: Mapping[Source, Offset]) -> bool:
    stored = await read_offsets(connection)
    return all(stored.get(source) == offset for source, offset in after.items())
