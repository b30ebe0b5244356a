"""Follow the alerts topic, as any Kafka client could."""

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from config.settings import Settings
from models.alerts import Alert
from streams.checkpoint import Mark, is_mark
from streams.kafka import client_options, partitions_of
from streams.topics import Topic, topics_of

_alert = msgspec.json.Decoder(Alert)
_mark = msgspec.json.Decoder(Mark)


async def alerts(settings: Settings, *, follow: bool) -> AsyncIterator[Alert]:
    """Yield every version of every alert that is kept, then, if told to follow, new ones as they come."""
    topics = topics_of(settings)
    sources = partitions_of(topics, Topic.ALERTS)
    consumer = AIOKafkaConsumer(enable_auto_commit=False, **client_options(settings))
    await consumer.start()
    try:
        consumer.assign(sources)
        await consumer.seek_to_beginning(*sources)
        ends = await consumer.end_offsets(sources)
        while follow or await _before(consumer, ends):
            polled = await consumer.getmany(timeout_ms=200)
            for messages in polled.values():
                for message in messages:
                    yield _alert.decode(message.value)
    finally:
        await consumer.stop()


async def _before(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    positions = [(await consumer.position(source), end) for source, end in ends.items()]
    return any(position < end for position, end in positions)


async def wait_for_desk(settings: Settings, until: datetime) -> None:
    """Wait until the desk has taken everything up to a time of the log, in every partition.

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
                if any(_mark.decode(mark).now >= until for mark in marks):
                    waiting.discard(source.partition)
    finally:
        await consumer.stop()
