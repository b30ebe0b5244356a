"""How fast an outage is caught up with: nothing was taken in for an hour, while the cameras went on.

python -m bench.outage [--minutes M] [--json FILE]
fills the input topics with so many minutes of 10,000 cameras in 200 stations, a message for each camera each
5 s, dated as they would have come; then starts one intake and one worker, as processes on the cores that
Kafka has too, and waits until the desk has decided everything. Times real time: minutes of the log a minute.
"""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

from bench.apache import kafka_jars
from bench.chaos.processes import Role
from bench.data import Plan, incident_events, roster_entries, station_ticks
from bench.fill import TopicWriter, create_topics, filling_producer, write_events
from bench.memory import peak_mb
from bench.own import stations
from bench.telling import tell
from bench.topic import read_topic
from config.settings import Settings
from jingjian.demo import environment_of
from jingjian.wiring import CHANGELOGS
from streams.broker.apache import ApacheKafka
from streams.desk import PAST_HEADER
from streams.follow import wait_for_desk
from streams.topic_admin import create_topics as create_missing_topics
from streams.topics import Topic, topics_of

ROLES = ("intake", "worker")
FILLED = (Topic.ROSTER, Topic.INCIDENTS, Topic.TELEMETRY)
CAUGHT_UP_WITHIN_S = 1800.0


class CaughtUp(Struct, frozen=True):
    """What came of it."""

    outage_minutes: float
    records: int
    seconds: float
    """From the start of both processes until the desk had decided everything."""
    times_real_time: float
    records_per_second: int
    versions_for_the_record: int
    """Versions of alerts that were over when they were told; they call for nobody."""
    versions_open: int
    """Versions of alerts that were still open."""
    peak_mb: dict[str, int]
    """The most memory that each role had in use."""


async def measure(minutes: float, folder: Path) -> CaughtUp:
    """Fill, start, wait, and count."""
    jars = await asyncio.to_thread(kafka_jars)
    async with ApacheKafka(jars, folder=folder) as kafka:
        settings = settings_of(kafka.bootstrap, folder)
        ticks = round(minutes * 60 / Plan().tick_s)
        plan = Plan(ticks=ticks, starts_at=datetime.now(UTC) - timedelta(minutes=minutes))
        print(f"writing {plan.records} records", flush=True)
        await fill_inputs(settings, plan)
        await create_missing_topics(settings, CHANGELOGS)
        roles = [Role(name, name, environment_of(settings), folder) for name in ROLES]
        started_s = time.monotonic()
        for role in roles:
            role.start()
        try:
            async with asyncio.timeout(CAUGHT_UP_WITHIN_S):
                await wait_for_desk(settings, plan.at(plan.ticks - 1))
            seconds = time.monotonic() - started_s
            peaks = {role.name: round(peak_mb(role.pid)) for role in roles}
        finally:
            await asyncio.gather(*(role.stop() for role in roles))
        told = await count_told(settings)
    return CaughtUp(
        outage_minutes=minutes,
        records=plan.records,
        seconds=round(seconds, 1),
        times_real_time=round(minutes * 60 / seconds, 1),
        records_per_second=round(plan.records / seconds),
        versions_for_the_record=told[True],
        versions_open=told[False],
        peak_mb=peaks,
    )


def settings_of(bootstrap: str, folder: Path) -> Settings:
    """Return settings as in real use, with the benchmark's stations."""
    directory = [msgspec.to_builtins(station) for station in stations(Plan()).values()]
    (folder / "stations.yaml").write_text(yaml.safe_dump(directory))
    return Settings.model_validate(
        {"broker": {"bootstrap": bootstrap}, "bureau": {"stations": folder / "stations.yaml"}}
    )


async def fill_inputs(settings: Settings, plan: Plan) -> None:
    """Write the messages with the times at which they would have come, which Kafka takes as they are."""
    topics = topics_of(settings)
    bootstrap = settings.broker.bootstrap
    await create_topics(bootstrap, [topics.name(topic) for topic in FILLED], plan.partitions)
    async with filling_producer(bootstrap) as producer:
        roster = TopicWriter(producer, topics.name(Topic.ROSTER))
        await write_events(roster, roster_entries(plan), plan)
        incidents = TopicWriter(producer, topics.name(Topic.INCIDENTS))
        await write_events(incidents, incident_events(plan), plan)
        telemetry = TopicWriter(producer, topics.name(Topic.TELEMETRY))
        for tick in station_ticks(plan):
            for value in tick.singles:
                await telemetry.write(tick.partition, tick.key, value, tick.timestamp_ms)
        await telemetry.close()
        await producer.flush()


async def count_told(settings: Settings) -> Counter[bool]:
    """Return how many versions of alerts were told, by whether they were past."""
    told = await read_topic(settings, topics_of(settings).name(Topic.ALERTS))
    return Counter(PAST_HEADER in dict(message.headers) for messages in told.values() for message in messages)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.outage", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jingjian-outage-") as folder:
        measured = asyncio.run(measure(order.minutes, Path(folder)))
    tell(measured, order.json)


if __name__ == "__main__":
    main()
