"""How long a worker takes to have its state again: 10,000 cameras in 200 stations.

python -m bench.recovery [--times N] [--json FILE]
fills the log with an hour, lets one worker fold it and write a checkpoint four times a second, as many as in
a quarter of an hour, waits until Kafka has compacted them, ends the worker and starts it again. Tables are in
memory, so all of them are rebuilt from their changelogs. Measured from the start of the process until it says
on /ready that it has its partitions and its states; a new Python and its imports are in it.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from msgspec import Struct

from bench.apache import kafka_jars
from bench.chaos.processes import Role
from bench.data import Plan
from bench.fill_log import fill_log
from bench.outage import settings_of as settings_for_stations
from bench.own import settings_of, stations
from bench.readiness import until_ready
from bench.telling import tell
from config.settings import Settings, TimeSource
from jingjian.demo import environment_of
from jingjian.wiring import CHANGELOGS
from streams.broker.apache import ApacheKafka
from streams.broker.process import free_ports
from streams.follow import wait_for_desk
from streams.intake import route_of
from streams.topic_admin import create_topics
from streams.validation import limits_of

TICKS = 720
CHECKPOINT_S = 0.25
COMPACTED_AFTER_S = 40.0
"""Kafka looks every 15 s whether there is something to compact; in real life checkpoints come so slowly that it
is never far behind."""
FOLDED_WITHIN_S = 300.0
READY_WITHIN_S = 60.0


class Recovered(Struct, frozen=True):
    """What came of it."""

    cameras: int
    changelog_mb: float
    """All tables' changelogs, as they lie on Kafka's disk: what is read again."""
    seconds: list[float]
    """From the start of the process until it was ready, each time."""


async def measure(times: int, folder: Path) -> Recovered:
    """Fold once, then end and start the worker so many times."""
    jars = await asyncio.to_thread(kafka_jars)
    plan = Plan(ticks=TICKS)
    async with ApacheKafka(jars, folder=folder) as kafka:
        settings = _settings(kafka.bootstrap, folder)
        await create_topics(settings, CHANGELOGS)
        directory = stations(plan)
        route = route_of(directory, plan.partitions)
        await fill_log(settings, plan, limits_of(settings, directory), route)
        worker = Role("worker", "worker", environment_of(settings), folder)
        worker.start()
        try:
            async with asyncio.timeout(FOLDED_WITHIN_S):
                await wait_for_desk(settings, plan.at(plan.ticks - 1))
            await asyncio.sleep(COMPACTED_AFTER_S)
            changelog_mb = _changelog_mb(folder)
            seconds = [await _again(worker, settings) for _ in range(times)]
        finally:
            await worker.stop()
        return Recovered(plan.stations * plan.cameras, changelog_mb, seconds)


def _settings(bootstrap: str, folder: Path) -> Settings:
    """Return settings for data that is dated in the past, with the stations in a file and a health page."""
    own = settings_of(bootstrap, "recovery", folder)
    named = settings_for_stations(bootstrap, folder)
    (port,) = free_ports(1)
    return own.model_copy(
        update={
            "bureau": named.bureau,
            "time": own.time.model_copy(update={"source": TimeSource.INPUT}),
            "worker": own.worker.model_copy(update={"checkpoint_s": CHECKPOINT_S}),
            "health": own.health.model_copy(update={"port": port}),
        }
    )


async def _again(worker: Role, settings: Settings) -> float:
    await worker.stop()
    started_s = time.monotonic()
    worker.start()
    async with asyncio.timeout(READY_WITHIN_S):
        await until_ready([settings.health.port])
    seconds = round(time.monotonic() - started_s, 2)
    print(f"ready after {seconds} s", flush=True)
    return seconds


def _changelog_mb(folder: Path) -> float:
    files = folder.glob("**/*-changelog-*/*.log")
    return round(sum(file.stat().st_size for file in files) / 1e6, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.recovery", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jingjian-recovery-") as folder:
        measured = asyncio.run(measure(order.times, Path(folder)))
    tell(measured, order.json)


if __name__ == "__main__":
    main()
