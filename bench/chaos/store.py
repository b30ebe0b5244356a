"""The store beside the pipeline: waited for before it is compared."""

import asyncio

from bench.topic import read_topic
from config.settings import Settings
from streams.kafka import partitions_of
from streams.store.connect import database
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
    """Return the end of each partition that has anything; read, since the embedded broker tells it too low."""
    topics = topics_of(settings)
    ends: dict[tuple[str, int], int] = {}
    for topic in PROJECTED:
        partitions = await read_topic(settings, topics.name(topic), len(partitions_of(topics, topic)))
        ends |= {(topic.value, number): each[-1].offset + 1 for number, each in partitions.items() if each}
    return ends
