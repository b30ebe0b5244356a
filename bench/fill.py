"""Topics filled before a benchmark starts, so that nobody waits for whoever makes the data."""

from collections.abc import Iterator

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.producer.message_accumulator import BatchBuilder
from msgspec import Struct

from bench.data import Plan, incident_events, roster_entries, station_ticks
from models.incidents import IncidentEvent
from models.roster import RosterEntry
from models.times import to_ms

BATCH_BYTES = 900_000
"""Just under the largest batch that a broker takes as it comes (message.max.bytes, 1 MiB)."""

FOREVER = {"retention.ms": "-1", "retention.bytes": "-1", "message.timestamp.type": "CreateTime"}
"""The data is dated in the past: with the usual retention of a week it would be gone at once."""

_encode = msgspec.json.Encoder().encode


class Topics(Struct, frozen=True):
    """Where the data goes: the same camera records twice, and what is needed to judge them."""

    single: str
    """One message for each camera and tick."""
    batched: str
    """One message for each station and tick, with its 50 cameras."""
    incidents: str
    roster: str


def topics_named(prefix: str) -> Topics:
    """Return topics with a common prefix."""
    return Topics(f"{prefix}telemetry", f"{prefix}telemetry-batched", f"{prefix}incidents", f"{prefix}roster")


class TopicWriter:
    """Writes messages to one topic in the largest batches there may be, uncompressed."""

    def __init__(self, producer: AIOKafkaProducer, topic: str) -> None:
        self._producer = producer
        self._topic = topic
        self._open: dict[int, BatchBuilder] = {}

    async def write(self, partition: int, key: bytes, value: bytes, timestamp_ms: int) -> None:
        """Add a message to its partition's batch; send the batch when it is full."""
        batch = self._open.get(partition)
        if batch is None:
            batch = self._open[partition] = self._producer.create_batch()
        if batch.append(key=key, value=value, timestamp=timestamp_ms) is None:
            await self._send(partition)
            batch = self._open[partition] = self._producer.create_batch()
            if batch.append(key=key, value=value, timestamp=timestamp_ms) is None:
                raise ValueError(f"a message of {len(value)} bytes does not fit a batch")

    async def close(self) -> None:
        """Send what is left."""
        for partition in sorted(self._open):
            await self._send(partition)

    async def _send(self, partition: int) -> None:
        batch = self._open.pop(partition)
        await self._producer.send_batch(batch, self._topic, partition=partition)


async def fill(bootstrap: str, plan: Plan, topics: Topics) -> None:
    """Create the topics and write everything that a plan names."""
    await create_topics(bootstrap, list(msgspec.structs.astuple(topics)), plan.partitions)
    async with filling_producer(bootstrap) as producer:
        for topic, events in (
            (topics.roster, roster_entries(plan)),
            (topics.incidents, incident_events(plan)),
        ):
            await write_events(TopicWriter(producer, topic), events, plan)
        single, batched = TopicWriter(producer, topics.single), TopicWriter(producer, topics.batched)
        for tick in station_ticks(plan):
            for value in tick.singles:
                await single.write(tick.partition, tick.key, value, tick.timestamp_ms)
            await batched.write(tick.partition, tick.key, tick.batched, tick.timestamp_ms)
        await single.close()
        await batched.close()
        await producer.flush()


def filling_producer(bootstrap: str) -> AIOKafkaProducer:
    """Return a producer for the largest batches there may be."""
    return AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks=1, max_batch_size=BATCH_BYTES, max_request_size=BATCH_BYTES + 65536
    )


async def create_topics(bootstrap: str, names: list[str], partitions: int) -> None:
    """Create topics that keep everything."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, partitions, 1, topic_configs=FOREVER) for name in names])
    finally:
        await admin.close()


async def count_messages(bootstrap: str, topic: str) -> int:
    """Return how many messages a topic holds; an error if there is no such topic."""
    places = await _partitions_of(bootstrap, topic)
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        first, end = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        return sum(end[place] - first[place] for place in places)


async def _partitions_of(bootstrap: str, topic: str) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        (known,) = await admin.describe_topics([topic])
    finally:
        await admin.close()
    if not known["partitions"]:
        raise ValueError(f"there is no topic {topic} at {bootstrap}")
    return [TopicPartition(topic, one["partition"]) for one in known["partitions"]]


async def write_events(
    writer: TopicWriter, events: Iterator[RosterEntry] | Iterator[IncidentEvent], plan: Plan
) -> None:
    """Write what is no camera's, and send it."""
    partitions: dict[str, int] = {}
    for event in events:
        # As with telemetry: stations go round the partitions in the order of their numbers.
        partition = partitions.setdefault(event.station, len(partitions) % plan.partitions)
        await writer.write(partition, event.station.encode(), _encode(event), to_ms(event.occurred_at))
    await writer.close()
