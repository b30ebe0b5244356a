"""The store beside the pipeline: waited for before it is compared."""

import asyncio

from aiokafka import AIOKafkaConsumer

from bench.databases import database
from config.settings import Settings
from streams.kafka import client_options, partitions_of
from streams.store.write import read_offsets
from streams.topics import Topic, topics_of

PROJECTED = (Topic.LOG, Topic.ALERTS, Topic.DEAD_LETTERS)
LOOK_EVERY_S = 0.5


async def until_projected(settings: Settings) -> None:
    """Wait until the store has everything that is there now; whoever writes the topics has stopped."""
    ends = await _ends(settings)
    async with database(settings.store) as engine:
        while True:
            async with engine.connect() as connection:
                offsets = await read_offsets(connection)
            if all(place in offsets and offsets[place].position >= end for place, end in ends.items()):
                return
            await asyncio.sleep(LOOK_EVERY_S)


async def _ends(settings: Settings) -> dict[tuple[str, int], int]:
    """Return the end of each partition that has anything."""
    topics = topics_of(settings)
    consumer = AIOKafkaConsumer(enable_auto_commit=False, **client_options(settings))
    await consumer.start()
    try:
        ends = {
            (topic.value, source.partition): end
            for topic in PROJECTED
            for source, end in (await consumer.end_offsets(partitions_of(topics, topic))).items()
        }
    finally:
        await consumer.stop()
    return {place: end for place, end in ends.items() if end}
