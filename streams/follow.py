"""Follow the alerts topic, as any Kafka client could."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from datetime import datetime

import msgspec
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from msgspec import Struct

from config.settings import Settings
from models.alerts import Alert
from streams.checkpoint import Mark, is_mark
from streams.kafka import client_options, partitions_of
from streams.replay_send import OPEN_AT_START, STATE_HEADER
from streams.replay_topics import ReplayTopics, there
from streams.topics import Topic, topics_of

LOOK_EVERY_S = 1.0
"""E: how often a quiet replay's topics are looked for; whoever follows it ends so long after it."""

_alert = msgspec.json.Decoder(Alert)
_mark = msgspec.json.Decoder(Mark)


async def alerts(settings: Settings, *, follow: bool) -> AsyncIterator[Alert]:
    """Yield every version of every alert that is kept, then, if told to follow, new ones as they come."""
    sources = partitions_of(topics_of(settings), Topic.ALERTS)
    async with aclosing(_polls(settings, sources, follow=follow)) as polls:
        async for messages in polls:
            for message in messages:
                yield _alert.decode(message.value)


class ReplayedAlert(Struct, frozen=True):
    """One version of an alert, as a replay shows it."""

    alert: Alert
    open_at_start: bool
    """It was told before the replay's range begins, and the alert is open there."""


async def replayed_alerts(
    settings: Settings, topics: ReplayTopics, *, follow: bool
) -> AsyncGenerator[ReplayedAlert, None]:
    """Yield what a replay has shown, then, if told to follow, what it shows until its topics are deleted."""
    sources = [TopicPartition(topics.alerts, 0)]
    looked_at = time.monotonic()
    async with aclosing(_polls(settings, sources, follow=follow)) as polls:
        async for messages in polls:
            for message in messages:
                state = dict(message.headers).get(STATE_HEADER)
                yield ReplayedAlert(_alert.decode(message.value), state == OPEN_AT_START)
            if not messages and time.monotonic() - looked_at > LOOK_EVERY_S:
                looked_at = time.monotonic()
                if topics.replay not in await there(settings):
                    return


async def _polls(
    settings: Settings, sources: list[TopicPartition], *, follow: bool
) -> AsyncGenerator[list[ConsumerRecord], None]:
    """Yield what each poll brings, be it nothing."""
    consumer = AIOKafkaConsumer(enable_auto_commit=False, **client_options(settings))
    await consumer.start()
    try:
        consumer.assign(sources)
        await consumer.seek_to_beginning(*sources)
        ends = await consumer.end_offsets(sources)
        while follow or await _before(consumer, ends):
            polled = await consumer.getmany(timeout_ms=200)
            yield [message for messages in polled.values() for message in messages]
    finally:
        await consumer.stop()


async def _before(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    positions = [(await consumer.position(source), end) for source, end in ends.items()]
    return any(position < end for position, end in positions)


async def wait_for_desk(settings: Settings, until: datetime) -> None:
    """Wait until the desk has taken everything up to a time of the log, in every partition."""
    await wait_for_marks(settings, lambda _partition, mark: mark.now >= until)


async def wait_for_marks(settings: Settings, far_enough: Callable[[int, Mark], bool]) -> None:
    """Wait until the desk has come far enough in every partition.

    Reads the desk's own marks from its table's changelog: they are written after the alerts are delivered.
    """
    topics = topics_of(settings)
    name = topics.changelog("desk")
    waiting = set(range(topics.partitions))
    consumer = AIOKafkaConsumer(enable_auto_commit=False, **client_options(settings))
    await consumer.start()
    try:
        sources = [TopicPartition(name, number) for number in sorted(waiting)]
        consumer.assign(sources)
        await consumer.seek_to_beginning(*sources)
        while waiting:
            polled = await consumer.getmany(timeout_ms=200)
            for source, messages in polled.items():
                marks = [m.value for m in messages if m.key and is_mark(m.key) and m.value]
                if any(far_enough(source.partition, _mark.decode(mark)) for mark in marks):
                    waiting.discard(source.partition)
    finally:
        await consumer.stop()
