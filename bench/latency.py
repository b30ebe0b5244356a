"""How long from the log record that makes an alert due to the alert on its topic, in wall time.

python -m bench.latency [--alerts N] [--json] runs intake and a worker as processes against an Apache Kafka,
with 300 cameras in the background that report every 5 s. Three looks at a uniform make a candidate: the
alert is due by the third. Times are Kafka's own, of the log's message and of the alert's; a consumer's
clock says when the alert had arrived.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import yaml
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from msgspec import Struct

from bench.apache import kafka_jars
from bench.data import Plan, station_ticks
from bench.own import stations
from config.settings import Settings
from jingjian.keeper import Keeper
from jingjian.wiring import TABLES
from models.alerts import Alert, Step
from models.observations import Look, Observation, Seen
from models.telemetry import Telemetry
from streams.broker.apache import ApacheKafka
from streams.codecs import decode_block, encode
from streams.kafka import client_options, producer_options
from streams.topic_admin import create_topics
from streams.topics import Topic, topics_of

BACKGROUND = Plan(stations=10, cameras=30, ticks=1)
LOOKS = 3
"""As many as the rule needs."""
EVERY_S = 0.05
"""Between looks, so that alerts fall at all moments of a second."""
GIVE_UP_S = 120.0


class Delays(Struct):
    """What was measured, in milliseconds."""

    alerts: int
    published_p50_ms: float
    published_p95_ms: float
    published_p99_ms: float
    published_max_ms: float
    arrived_p99_ms: float


class Times(Struct):
    """When things happened, in milliseconds since 1970, by camera."""

    logged: dict[str, list[int]] = {}
    """Each look's message in the log."""
    published: dict[str, int] = {}
    arrived: dict[str, float] = {}


async def measure(wanted: int) -> Delays:
    """Run the roles and measure so many alerts."""
    jars = await asyncio.to_thread(kafka_jars)
    with tempfile.TemporaryDirectory(prefix="jingjian-bench-") as name:
        folder = Path(name)
        directory = [msgspec.to_builtins(station) for station in stations(BACKGROUND).values()]
        (folder / "stations.yaml").write_text(yaml.safe_dump(directory))
        async with ApacheKafka(jars) as kafka:
            settings = Settings.model_validate({"broker": {"bootstrap": kafka.bootstrap}})
            await create_topics(settings, TABLES)
            keeper = Keeper(
                {
                    "JINGJIAN_BROKER_BOOTSTRAP": kafka.bootstrap,
                    "JINGJIAN_BUREAU_STATIONS": str(folder / "stations.yaml"),
                    "JINGJIAN_WORKER_STATE_DIR": str(folder / "state"),
                }
            )
            try:
                for role in ("intake", "worker"):
                    keeper.keep(role, [role], {})
                return delays(await _watch(settings, wanted))
            finally:
                await keeper.stop()


async def _watch(settings: Settings, wanted: int) -> Times:
    times = Times()
    topics = topics_of(settings)
    consumer = AIOKafkaConsumer(
        topics.name(Topic.LOG),
        topics.name(Topic.ALERTS),
        auto_offset_reset="earliest",
        **client_options(settings),
    )
    async with (
        consumer,
        AIOKafkaProducer(**producer_options(settings)) as producer,
        asyncio.timeout(GIVE_UP_S),
    ):
        sending = [
            asyncio.create_task(_background(producer, topics.name(Topic.TELEMETRY))),
            asyncio.create_task(_look(producer, topics.name(Topic.OBSERVATIONS))),
        ]
        try:
            while len(times.published) < wanted:
                polled = await consumer.getmany(timeout_ms=100)
                arrived = time.time() * 1000
                for source, messages in polled.items():
                    for message in messages:
                        if source.topic == topics.name(Topic.LOG):
                            _note_looks(times, message.value, message.timestamp)
                        else:
                            _note_alert(times, message.value, message.timestamp, arrived)
        finally:
            for task in sending:
                task.cancel()
            await asyncio.gather(*sending, return_exceptions=True)
    return times


def _note_looks(times: Times, block: bytes, logged_ms: int) -> None:
    for run in decode_block(block).runs:
        for record in run.records:
            if isinstance(record, Observation):
                times.logged.setdefault(record.camera, []).append(logged_ms)


def _note_alert(times: Times, raw: bytes, published_ms: int, arrived_ms: float) -> None:
    alert = msgspec.json.decode(raw, type=Alert)
    if alert.history[-1].step is Step.RAISED and alert.camera is not None:
        times.published[alert.camera] = published_ms
        times.arrived[alert.camera] = arrived_ms


async def _background(producer: AIOKafkaProducer, topic: str) -> None:
    """Send a tick of every station each 5 s, spread over them."""
    ticks = list(station_ticks(BACKGROUND))
    while True:
        for tick in ticks:
            message = msgspec.json.decode(tick.batched, type=Telemetry)
            now = msgspec.structs.replace(message, occurred_at=datetime.now(UTC))
            await producer.send_and_wait(topic, encode(now), key=tick.key)
            await asyncio.sleep(BACKGROUND.tick_s / len(ticks))


async def _look(producer: AIOKafkaProducer, topic: str) -> None:
    """Send looks that find a fault, three at each new camera."""
    for observation in _looks():
        await producer.send_and_wait(topic, encode(observation), key=observation.station.encode())
        await asyncio.sleep(EVERY_S)


def _looks() -> Iterator[Observation]:
    names = sorted(stations(BACKGROUND))
    number = 0
    while True:
        for _ in range(LOOKS):
            yield Observation(
                station=names[number % len(names)],
                camera=f"looked-at-{number}",
                occurred_at=datetime.now(UTC),
                kind=Look.VEST,
                seen=Seen.FAULT,
                picture=f"still-{number}",
            )
        number += 1


def delays(times: Times) -> Delays:
    """Return the delays of all alerts but those of the first fifth, while roles were still joining."""
    cameras = [camera for camera in times.published if len(times.logged.get(camera, ())) >= LOOKS]
    counted = cameras[len(cameras) // 5 :]
    due = {camera: times.logged[camera][LOOKS - 1] for camera in counted}
    published = [float(times.published[camera] - due[camera]) for camera in counted]
    arrived = [times.arrived[camera] - due[camera] for camera in counted]
    cuts = statistics.quantiles(published, n=100, method="inclusive")
    return Delays(
        alerts=len(counted),
        published_p50_ms=cuts[49],
        published_p95_ms=cuts[94],
        published_p99_ms=cuts[98],
        published_max_ms=max(published),
        arrived_p99_ms=round(statistics.quantiles(arrived, n=100, method="inclusive")[98], 1),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.latency", description=__doc__)
    parser.add_argument("--alerts", type=int, default=300, help="how many to measure")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    measured = asyncio.run(measure(arguments.alerts))
    if arguments.json:
        print(msgspec.json.encode(measured).decode())
        return
    for name, value in msgspec.structs.asdict(measured).items():
        print(f"{name}: {value:g}")


if __name__ == "__main__":
    main()
