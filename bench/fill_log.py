"""The log filled as intake would have filled it, each tick logged at its own moment."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from aiokafka import AIOKafkaProducer
from msgspec import Struct

from bench.data import Plan, incident_events, roster_entries, station_ticks
from config.settings import Settings
from models.log import Record
from streams.admission import Batch, Route, admit
from streams.blocks import encode_blocks, encode_clock
from streams.kafka import producer_options
from streams.topics import Topic, topics_of
from streams.validation import Limits


class _Message(Struct):
    offset: int
    value: bytes


async def fill_log(settings: Settings, plan: Plan, limits: Limits, route: Route) -> int:
    """Write all of a plan's records, one block a partition and tick; return how many are no camera's."""
    topics = topics_of(settings)
    log = topics.name(Topic.LOG)
    offsets = dict.fromkeys((topic, partition) for topic in Topic for partition in range(plan.partitions))
    next_offset = dict.fromkeys(offsets, 0)

    def messages(topic: Topic, partition: int, values: Iterable[bytes]) -> list[_Message]:
        made = []
        for value in values:
            made.append(_Message(next_offset[topic, partition], value))
            next_offset[topic, partition] += 1
        return made

    async with AIOKafkaProducer(**producer_options(settings)) as producer:

        async def append(batch: Batch, at: datetime) -> None:
            if batch.dead:
                raise ValueError(f"the benchmark's data is not valid: {batch.dead[0].reason}")
            for partition in range(plan.partitions):
                for block in [*encode_blocks(batch.runs.get(partition, [])), encode_clock(at)]:
                    await producer.send(log, block, partition=partition)
            await producer.flush()

        first = Batch()
        for topic, events in _events(plan):
            values = [msgspec.json.encode(event) for event in events]
            admit(topic, 0, messages(topic, 0, values), plan.starts_at, limits, route, first)
        await append(first, plan.starts_at)
        batch, at = Batch(), plan.starts_at
        for number, tick in enumerate(station_ticks(plan)):
            now = plan.at(number // plan.stations)
            if now != at:
                await append(batch, at)
                batch, at = Batch(), now
            polled = messages(Topic.TELEMETRY, tick.partition, tick.singles)
            admit(Topic.TELEMETRY, tick.partition, polled, at, limits, route, batch)
        await append(batch, at)
    return next_offset[Topic.ROSTER, 0] + next_offset[Topic.INCIDENTS, 0]


def _events(plan: Plan) -> tuple[tuple[Topic, Iterable[Record]], ...]:
    return (Topic.ROSTER, roster_entries(plan)), (Topic.INCIDENTS, incident_events(plan))
