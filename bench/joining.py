"""How workers come to their work that join at the same time, which is when Faust may drop what it fetched of tables.

python -m bench.joining [--times N] [--seed S] [--json FILE]
starts an Apache Kafka; each time three workers and an intake begin on topics of their own, at moments of the seed.
Told are how long it took from the last one's start until all were ready, how often tables had to be read again, and
how often a worker did not get there by itself and ended as stuck.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from random import Random

from msgspec import Struct

from bench.apache import kafka_jars
from bench.chaos.processes import Role
from bench.readiness import until_ready
from bench.telling import keep
from config.settings import Settings
from jingjian.demo import environment_of
from jingjian.wiring import CHANGELOGS
from simulator.plan import made_plan
from simulator.write import STATIONS, write
from streams.broker.apache import ApacheKafka
from streams.broker.process import free_ports
from streams.topic_admin import create_topics

WORKERS = 3
APART_S = 3.5
"""At most, between two starts: the second then comes before, within or after the first one's share-out."""
READY_WITHIN_S = 120.0
"""A worker that is stuck ends after a minute, and is started again."""


class Joined(Struct, frozen=True):
    """One time."""

    ready_s: float
    """From the last start until all were ready."""
    read_again: int
    """Workers that read tables again."""
    ended: int
    """How often a worker ended by itself."""


async def _join(settings: Settings, random: Random, folder: Path) -> Joined:
    folder.mkdir()
    await create_topics(settings, CHANGELOGS)
    environment = dict(environment_of(settings))
    intake = Role("intake", "intake", environment, folder)
    ports = free_ports(WORKERS)
    workers = [
        Role(f"worker-{number}", "worker", environment | {"JINGJIAN_HEALTH_PORT": str(port)}, folder)
        for number, port in enumerate(ports)
    ]
    intake.start()
    try:
        for worker in workers:
            await asyncio.sleep(random.uniform(0, APART_S))
            worker.start()
        began_s = time.monotonic()
        async with asyncio.timeout(READY_WITHIN_S):
            await until_ready(ports)
        ready_s = round(time.monotonic() - began_s, 1)
        ended = sum(len(worker.statuses) for worker in workers)
    finally:
        await asyncio.gather(*(role.stop() for role in (intake, *workers)))
    read_again = sum("tables are read again" in worker.log.read_text(encoding="utf-8") for worker in workers)
    return Joined(ready_s, read_again, ended)


async def _run(folder: Path, times: int, seed: int) -> list[Joined]:
    write(made_plan(cameras=60, hours=1, incidents=10, faults=0, seed=1), folder / "day")
    random = Random(seed)  # noqa: S311  no secrets: moments
    found = []
    async with ApacheKafka(kafka_jars()) as kafka:
        for number in range(times):
            settings = Settings.model_validate(
                {
                    "broker": {"bootstrap": kafka.bootstrap},
                    "topics": {"prefix": f"joining-{number}"},
                    "bureau": {"stations": folder / "day" / STATIONS},
                }
            )
            found.append(await _join(settings, random, folder / str(number)))
            print(found[-1], flush=True)
    return found


def main() -> None:
    """Measure, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.joining", description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jingjian-joining-") as folder:
        found = asyncio.run(_run(Path(folder), order.times, order.seed))
    times_s = sorted(each.ready_s for each in found)
    print(f"ready after {times_s[len(times_s) // 2]} s, at most {times_s[-1]} s")
    print(f"read again: {sum(each.read_again for each in found)}, ended: {sum(each.ended for each in found)}")
    keep(found, order.json)


if __name__ == "__main__":
    main()
