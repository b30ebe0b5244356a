"""How long a partition stands still when its worker is killed, stopped, or started again.

python -m bench.takeover [--times N] [--json FILE]
starts an Apache Kafka, an intake and workers, and hurts one worker after another. The log's clock comes each
second and the desk's marks say how far alerts have been decided: the longest time between two marks of a
partition, less the second in which there is nothing to decide, is how late an alert may be.
"""

import argparse
import asyncio
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from bench.apache import kafka_jars
from bench.chaos.events import write_quick_rules
from bench.chaos.processes import Role
from bench.chaos.watch import Watch
from bench.telling import keep
from config.settings import Settings
from jingjian.demo import environment_of
from jingjian.wiring import CHANGELOGS
from simulator.plan import made_plan
from simulator.write import write
from streams.broker.apache import ApacheKafka
from streams.follow import wait_for_desk
from streams.topic_admin import create_topics

WORKERS = 3
STARTED_WITHIN_S = 60.0
CALM_S = 8.0
"""Between two hurts, after all is at work again."""


class Measured(Struct, frozen=True):
    """One thing that was done, several times."""

    what: str
    silences_s: list[float]


class Bench:
    """A pipeline, and what is done to it."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        environment = dict(environment_of(settings))
        self._intake = Role("intake", "intake", environment, folder)
        self._workers = [Role(f"worker-{n}", "worker", environment, folder) for n in range(WORKERS)]
        self._watch = Watch(settings)

    async def run(self, times: int) -> list[Measured]:
        """Do everything so many times."""
        watching = asyncio.create_task(self._watch.run())
        self._intake.start()
        for worker in self._workers:
            worker.start()
        try:
            await self._settled()
            rolling = await self._measured("rolling restart of three workers", times, self._roll)
            await self._workers[2].stop()
            killed = await self._measured("SIGKILL of one of two workers", times, self._kill)
            stopped = await self._measured("SIGTERM of one of two workers", times, self._stop)
            return [killed, stopped, rolling]
        finally:
            await asyncio.gather(*(role.stop() for role in (self._intake, *self._workers)))
            watching.cancel()
            await asyncio.wait({watching})

    async def _measured(self, what: str, times: int, hurt: Callable[[Role], Awaitable[None]]) -> Measured:
        silences = []
        for number in range(times):
            worker = self._workers[number % 2]
            await self._settled()
            began_s = time.monotonic()
            await hurt(worker)
            await self._settled()
            silence_s = self._watch.silence_s(began_s, time.monotonic(), self._settings.topics.partitions)
            silences.append(round(silence_s, 1))
            print(f"{what}: {silence_s:.1f} s", flush=True)
            if not worker.wanted:
                worker.start()
        return Measured(what, silences)

    async def _settled(self) -> None:
        """Wait until the desk decides in every partition, and a little longer."""
        async with asyncio.timeout(STARTED_WITHIN_S):
            await wait_for_desk(self._settings, datetime.now(UTC))
        await asyncio.sleep(CALM_S)

    async def _kill(self, worker: Role) -> None:
        await worker.end(signal.SIGKILL)

    async def _stop(self, worker: Role) -> None:
        await worker.end(signal.SIGTERM)

    async def _roll(self, _worker: Role) -> None:
        for worker in self._workers:
            worker.restart_at_once()
            await self._settled()


async def _run(folder: Path, times: int) -> list[Measured]:
    write(made_plan(cameras=60, hours=1, incidents=10, faults=0, seed=1), folder / "day")
    write_quick_rules(folder / "rules")
    async with ApacheKafka(kafka_jars()) as kafka:
        settings = Settings.model_validate(
            {
                "broker": {"bootstrap": kafka.bootstrap},
                "topics": {"prefix": "takeover"},
                "bureau": {"stations": folder / "day" / "stations.yaml", "rules_dir": folder / "rules"},
            }
        )
        await create_topics(settings, CHANGELOGS)
        return await Bench(settings, folder).run(times)


def main() -> None:
    """Measure, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.takeover", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jingjian-takeover-") as folder:
        measured = asyncio.run(_run(Path(folder), order.times))
    for each in measured:
        print(f"{each.what}: at most {max(each.silences_s)} s ({each.silences_s})")
    keep(measured, order.json)


if __name__ == "__main__":
    main()
