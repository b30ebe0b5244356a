"""Jingjian's own roles under measurement, each in a process of its own: intake, one supervisor, a worker."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from agents.desk import desk
from bench.data import Plan, station_id
from bench.peers.job import WARM_UP_SHARE, Result, peak_rss_mb
from config.loader import load_rulebook
from config.settings import Settings
from jingjian.wiring import SUPERVISORS
from models.stations import Station
from streams.app import Pipeline
from streams.intake import Intake
from streams.topics import Topic
from streams.tuning import be_patient_with_garbage, quieten, use_uvloop
from streams.worker import run_worker

LONG_S = 10 * 365 * 86400
"""Longer ago than the benchmark's data is dated."""

LOOK_EVERY_S = 0.01
"""How often the counts are read."""


class OwnJob(Struct, frozen=True, kw_only=True):
    """One run; the only argument of this program, as JSON."""

    role: str
    """``intake``, ``worker``, or the name of one supervisor."""
    bootstrap: str
    prefix: str
    records: int
    """Camera records in the input topic or the log."""
    others: int
    """Records that are no camera's: roster entries and incident events."""


def stations(plan: Plan) -> dict[str, Station]:
    """Return the stations of the benchmark's city."""
    names = [station_id(number) for number in range(plan.stations)]
    return {name: Station(station=name, name_zh=name, name_en=name, call_zh=name) for name in names}


def settings_of(bootstrap: str, prefix: str, folder: Path) -> Settings:
    """Return settings as in real use, but for data that is dated in the past."""
    return Settings.model_validate(
        {
            "broker": {"bootstrap": bootstrap},
            # Kafka deletes by the records' own times, which lie in the past.
            "topics": {"prefix": prefix, "retention_s": dict.fromkeys(Topic, LONG_S)},
            "limits": {"farthest_past_s": LONG_S},
            "worker": {"state_dir": folder},
        }
    )


async def measure(job: OwnJob, count: Callable[[], int], alerts: Callable[[], int]) -> Result:
    """Watch a count go up to the job's records and return how fast it went after the warm-up."""
    total = job.records + job.others
    while (seen := count()) < total * WARM_UP_SHARE:
        await asyncio.sleep(LOOK_EVERY_S)
    wall, cpu = time.perf_counter(), time.process_time()
    while count() < total:
        await asyncio.sleep(LOOK_EVERY_S)
    seconds = time.perf_counter() - wall
    return Result(
        peer=job.role,
        records=total - seen,
        seconds=round(seconds, 3),
        records_per_second=round((total - seen) / seconds),
        cpu_s=round(time.process_time() - cpu, 3),
        rss_mb=peak_rss_mb(),
        alerts=alerts(),
    )


async def run_intake(job: OwnJob, folder: Path) -> Result:
    """Measure intake of what the input topics hold."""
    intake = Intake(settings_of(job.bootstrap, job.prefix, folder), stations(Plan()))
    stop = asyncio.Event()
    running = asyncio.create_task(intake.run(stop))

    def count() -> int:
        if running.done():
            running.result()
        return sum(number for name, number in intake.counts.items() if name.startswith("records."))

    result = await measure(job, count, lambda: 0)
    stop.set()
    await running
    return result


async def run_pipeline(job: OwnJob, folder: Path) -> Result:
    """Measure a worker, or one supervisor of it, on what the log holds."""
    # Time is in the blocks that were filled in; no clock records of ours among them.
    settings = settings_of(job.bootstrap, job.prefix, folder)
    settings = settings.model_copy(update={"time": settings.time.model_copy(update={"source": "input"})})
    chosen = [each for each in SUPERVISORS if job.role in ("worker", each.name)]
    made: list[Pipeline] = []

    def make(on_fatal: Callable[[BaseException], None]) -> Pipeline:
        directory = stations(Plan())
        at_desk = desk(directory, settings.time.zone)
        made.append(Pipeline(settings, load_rulebook(), directory, chosen, at_desk, on_fatal))
        return made[0]

    stop = asyncio.Event()
    running = asyncio.create_task(run_worker(make, stop))

    def count() -> int:
        if running.done():
            running.result()
        return min((bound.counts["records"] for bound in made[0].bound), default=0) if made else 0

    result = await measure(job, count, lambda: made[0].desk.counts["alerts"])
    stop.set()
    await running
    return result


def main() -> None:
    """Run the job and print its result as one line of JSON."""
    job = msgspec.json.decode(sys.argv[1], type=OwnJob)
    with tempfile.TemporaryDirectory(prefix="jingjian-bench-") as name:
        run = run_intake if job.role == "intake" else run_pipeline
        use_uvloop()
        be_patient_with_garbage()
        quieten()
        result = asyncio.run(run(job, Path(name)))
    print(msgspec.json.encode(result).decode(), flush=True)


if __name__ == "__main__":
    main()
