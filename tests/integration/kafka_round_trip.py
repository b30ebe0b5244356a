"""What the broker tests share: three messages there and back, and a look at process groups."""

import asyncio
import os
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

WITHIN_S = 60.0

WORDS = [b"one", b"two", b"three"]


async def round_trip(bootstrap: str, topic: str) -> list[bytes]:
    """Produce three words to a topic, consume them in a group that goes on where it was; return them."""
    async with asyncio.timeout(WITHIN_S):
        async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all") as producer:
            for word in WORDS:
                await producer.send_and_wait(topic, word, partition=0)
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=bootstrap, group_id=f"{topic}-readers", auto_offset_reset="earliest"
        )
        async with consumer:
            return [(await consumer.getone()).value for _ in WORDS]


async def create_topic(bootstrap: str, topic: str, copies: int = 1) -> None:
    """Create a topic with two partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=2, replication_factor=copies)])
    finally:
        await admin.close()


def group_is_gone(pid: int) -> bool:
    """Say whether no process is left in a process group."""
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return True
    return False


def is_empty(folder: Path) -> bool:
    """Say whether nothing is left in a folder."""
    return not any(folder.iterdir())
