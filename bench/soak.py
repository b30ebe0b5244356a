"""Whether memory stays flat through an hour at half of what it can do.

python -m bench.soak [--minutes M] [--records-per-second N] [--json FILE]
runs intake, a worker, a projection and a watchdog as processes against an Apache Kafka in wall time, and sends
them 10,000 cameras' records, 50 a message, at a steady rate: by default half of what bench.outage measured on
two cores. Every record differs from the one before it; recording goes on and off by the clock, so that each of
200 stations has an alert every 150 s. Compared is what each role has in use at the end with what it had after
ten minutes, each the mean of a minute.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import aiohttp
import msgspec
from aiokafka import AIOKafkaProducer
from msgspec import Struct

from bench.apache import kafka_jars
from bench.chaos.processes import Role
from bench.data import CYCLE_TICKS, Plan, incident_events, roster_entries, station_id, station_ticks
from bench.memory import resident_mb
from bench.outage import settings_of as settings_for_stations
from bench.telling import tell
from config.settings import Settings
from jingjian.demo import environment_of
from jingjian.wiring import CHANGELOGS
from streams.broker.apache import ApacheKafka
from streams.broker.process import free_ports
from streams.kafka import producer_options
from streams.topic_admin import create_topics
from streams.topics import Topic, topics_of

ROLES = ("intake", "worker", "projection", "watchdog")
KEPT_S = 300
"""The disk has room for so much of the input and the log."""
SEGMENTS = {"log.segment.bytes": str(64 * 1024**2), "log.retention.check.interval.ms": "15000"}
VARIANTS = 2
"""Of each record, sent in turn, so that no camera ever says the same twice."""
LOOK_EVERY_S = 10.0
SETTLED_AFTER_S = 600.0
"""Where the comparison begins: caches are full, the garbage collector has its habits."""
MEAN_OVER_S = 60.0
MOST_GROWTH = 1.05
WATCHED = ("jingjian_lag_seconds", "jingjian_intake_lag_seconds")


class Sample(Struct, frozen=True):
    """One look at all roles."""

    at_s: float
    resident_mb: dict[str, float]
    behind_s: float
    """The most that any part of intake or worker was behind."""
    sent: int
    """Camera records so far."""


class Soaked(Struct, frozen=True):
    """What came of it."""

    minutes: float
    records_per_second: int
    """Really sent."""
    most_behind_s: float
    settled_mb: dict[str, float]
    ended_mb: dict[str, float]
    growth: dict[str, float]
    restarts: int
    """Roles that ended by themselves; any is a failure."""


class Load:
    """Sends the city's records at a steady rate."""

    def __init__(self, settings: Settings, records_per_second: int) -> None:
        self.sent = 0
        self._settings = settings
        self._per_second = records_per_second
        self._plan = Plan(ticks=CYCLE_TICKS * VARIANTS, starts_at=datetime.now(UTC))
        self._topics = topics_of(settings)

    async def run(self) -> None:
        """Send until cancelled."""
        async with AIOKafkaProducer(**producer_options(self._settings)) as producer:
            await self._introduce(producer)
            bodies = self._bodies()
            began_s = time.monotonic()
            for station, variant in self._turns():
                tick = int((time.monotonic() - began_s) / self._plan.tick_s) % CYCLE_TICKS
                await self._send(producer, station, bodies[variant * CYCLE_TICKS + tick][station])
                self.sent += self._plan.cameras
                ahead_s = self.sent / self._per_second - (time.monotonic() - began_s)
                if ahead_s > 0:
                    await asyncio.sleep(ahead_s)

    async def _introduce(self, producer: AIOKafkaProducer) -> None:
        for topic, events in (
            (Topic.ROSTER, roster_entries(self._plan)),
            (Topic.INCIDENTS, incident_events(self._plan)),
        ):
            for event in events:
                await producer.send(self._topics.name(topic), msgspec.json.encode(event))
        await producer.flush()

    def _bodies(self) -> list[list[bytes]]:
        """Return every station's message for each variant and tick, but for its time.

        The pattern of recording goes by the tick, and is the same for both variants.
        """
        found: list[list[bytes]] = [[] for _ in range(self._plan.ticks)]
        marker = b'"occurred_at":"'
        for number, tick in enumerate(station_ticks(self._plan)):
            head, _, tail = tick.batched.partition(marker)
            found[number // self._plan.stations].append(head + marker + b"%s" + tail[tail.index(b'"') :])
        return found

    def _turns(self) -> Iterator[tuple[int, int]]:
        while True:
            for variant in range(VARIANTS):
                for station in range(self._plan.stations):
                    yield station, variant

    async def _send(self, producer: AIOKafkaProducer, station: int, body: bytes) -> None:
        now = datetime.now(UTC)
        value = body.replace(b"%s", now.isoformat(timespec="milliseconds").encode(), 1)
        # Handed over, not awaited one by one; a producer that is not acknowledged holds up send() by itself.
        await producer.send(self._topics.name(Topic.TELEMETRY), value, key=station_id(station).encode())


async def measure(minutes: float, records_per_second: int, folder: Path) -> Soaked:
    """Run all of it and compare."""
    jars = await asyncio.to_thread(kafka_jars)
    async with ApacheKafka(jars, folder=folder, settings=SEGMENTS) as kafka:
        settings = _settings(kafka.bootstrap, folder)
        await create_topics(settings, CHANGELOGS)
        ports = dict(zip(ROLES, free_ports(len(ROLES)), strict=True))
        roles = [_role(name, port, settings, folder) for name, port in ports.items()]
        for role in roles:
            role.start()
        load = Load(settings, records_per_second)
        sending = asyncio.create_task(load.run())
        try:
            samples = await _watch(minutes, roles, ports, load, sending)
        finally:
            sending.cancel()
            await asyncio.wait({sending})
            restarts = sum(len(role.statuses) for role in roles)
            await asyncio.gather(*(role.stop() for role in roles))
    return soaked(samples, restarts)


def _settings(bootstrap: str, folder: Path) -> Settings:
    named = settings_for_stations(bootstrap, folder)
    kept = named.topics.model_copy(
        update={"retention_s": {"telemetry": KEPT_S, "log": KEPT_S}, "longest_outage_s": 0}
    )
    store = named.store.model_copy(update={"url": f"sqlite+aiosqlite:///{folder / 'store.db'}"})
    return named.model_copy(update={"topics": kept, "store": store})


def _role(name: str, port: int, settings: Settings, folder: Path) -> Role:
    return Role(name, name, dict(environment_of(settings)) | {"JINGJIAN_HEALTH_PORT": str(port)}, folder)


async def _watch(
    minutes: float, roles: list[Role], ports: dict[str, int], load: Load, sending: asyncio.Task[None]
) -> list[Sample]:
    samples: list[Sample] = []
    began_s = time.monotonic()
    async with aiohttp.ClientSession() as session:
        while (at_s := time.monotonic() - began_s) < minutes * 60:
            await asyncio.sleep(LOOK_EVERY_S)
            if sending.done():
                sending.result()
            behind = [await _behind_s(session, ports[name]) for name in ("intake", "worker")]
            resident = {role.name: round(resident_mb(role.pid), 1) for role in roles}
            samples.append(Sample(round(at_s), resident, max(behind), load.sent))
            print(msgspec.json.encode(samples[-1]).decode(), flush=True)
    return samples


async def _behind_s(session: aiohttp.ClientSession, port: int) -> float:
    """Return the most that a role says of any of its parts; of one that does not answer, nothing."""
    try:
        async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
            if answer.status != HTTPStatus.OK:
                return 0.0
            lines = (await answer.text()).splitlines()
    except aiohttp.ClientError:
        return 0.0
    return max((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(WATCHED)), default=0.0)


def soaked(samples: list[Sample], restarts: int) -> Soaked:
    """Return what the samples say."""
    last = samples[-1]
    settled = min(SETTLED_AFTER_S, last.at_s / 2)
    then = [each for each in samples if settled - MEAN_OVER_S <= each.at_s <= settled]
    ended = [each for each in samples if each.at_s > last.at_s - MEAN_OVER_S]
    counted = [each for each in samples if each.at_s >= settled]
    seconds = counted[-1].at_s - counted[0].at_s
    settled_mb, ended_mb = _mean_mb(then), _mean_mb(ended)
    return Soaked(
        minutes=round(last.at_s / 60, 1),
        records_per_second=round((counted[-1].sent - counted[0].sent) / seconds),
        most_behind_s=round(max(each.behind_s for each in counted), 1),
        settled_mb=settled_mb,
        ended_mb=ended_mb,
        growth={name: round(ended_mb[name] / settled_mb[name], 3) for name in ended_mb},
        restarts=restarts,
    )


def _mean_mb(samples: list[Sample]) -> dict[str, float]:
    return {
        name: round(statistics.mean(each.resident_mb[name] for each in samples), 1)
        for name in samples[0].resident_mb
    }


def main() -> None:
    """Measure, print, and say by the status whether memory stayed flat."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--records-per-second", type=int, default=40_000)
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jingjian-soak-") as folder:
        measured = asyncio.run(measure(order.minutes, order.records_per_second, Path(folder)))
    tell(measured, order.json)
    flat = all(each <= MOST_GROWTH for each in measured.growth.values())
    sys.exit(0 if flat and not measured.restarts else 1)


if __name__ == "__main__":
    main()
