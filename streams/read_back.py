"""Read back the end of the alerts: what was delivered is known exactly, whoever delivered it."""

import time
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from streams.desk import CAUSE_HEADER, NO_CAUSE, Cause
from streams.position import SILENT_S, SilentBroker

READ_BACK = 1000
"""E: how many messages are read at once. The highest cause among them counts and not the last one's: a desk
that had lost the partition may have delivered once more what it had in hand, which is one block's alerts."""

READ_BACK_WAIT_MS = 500
"""E: a broker that has an answer gives it within this; each partition waits it out once an assignment."""


async def last_cause(topic: str, partition: int, options: dict[str, Any]) -> Cause:
    """Return the highest cause among the last alerts of a partition; messages that name none are not the desk's."""
    source = TopicPartition(topic, partition)
    consumer = AIOKafkaConsumer(enable_auto_commit=False, **options)
    await consumer.start()
    try:
        consumer.assign([source])
        first = (await consumer.beginning_offsets([source]))[source]
        end = (await consumer.end_offsets([source]))[source]
        while end > first:
            begin = max(first, end - READ_BACK)
            consumer.seek(source, begin)
            causes = await _causes(consumer, source, end)
            if causes:
                return max(causes)
            end = begin
        return NO_CAUSE
    finally:
        await consumer.stop()


async def _causes(consumer: AIOKafkaConsumer, source: TopicPartition, end: int) -> list[Cause]:
    """Read up to the end, and on until nothing more comes: the embedded broker's end is its last batch's begin."""
    causes: list[Cause] = []
    heard_at = time.monotonic()
    while True:
        polled = await consumer.getmany(source, timeout_ms=READ_BACK_WAIT_MS)
        messages = polled.get(source, [])
        causes += [cause for message in messages if (cause := _cause(message)) is not None]
        if messages:
            heard_at = time.monotonic()
        elif await consumer.position(source) >= end:
            return causes
        elif time.monotonic() - heard_at > SILENT_S:
            raise SilentBroker(f"{source.topic}/{source.partition}: its end was not given for {SILENT_S:g} s")


def _cause(message: ConsumerRecord) -> Cause | None:
    raw = dict(message.headers).get(CAUSE_HEADER)
    try:
        return None if raw is None else Cause.of_header(raw)
    except ValueError:
        # Not told by a desk.
        return None
