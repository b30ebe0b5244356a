"""How many camera records a second, on a real Apache Kafka: intake, one supervisor, a whole worker, peers.

python -m bench.throughput [--records N] [--json] fills the topics, then measures one process after
another, each pinned to one core where that can be done; Kafka has the others. 10,000 cameras in 200
stations, JSON, 4 partitions.
"""

import argparse
import asyncio
import gc
import os
import sys
import tempfile
from pathlib import Path

import msgspec

from agents.fold import Fold
from bench.apache import kafka_jars
from bench.data import Plan, incident_events, plan_for, roster_entries, station_ticks
from bench.fill import Topics as FilledTopics
from bench.fill import fill
from bench.fill_log import fill_log
from bench.own import OwnJob, settings_of, stations
from bench.peers.job import Result
from bench.peers.run import PEERS, output_of, pinned, result_of, run_peers
from config.loader import load_rulebook
from jingjian.wiring import SUPERVISORS, TABLES
from models.telemetry import Telemetry
from streams.broker.apache import ApacheKafka
from streams.intake import route_of
from streams.topic_admin import create_topics
from streams.validation import limits_of

ROLES = ("intake", "recording", "worker")


async def measure_all(records: int, peers: tuple[str, ...], forms: tuple[str, ...]) -> dict[str, object]:
    """Fill an Apache Kafka and measure our roles and the peers on it, one after another."""
    plan = plan_for(records)
    jars = await asyncio.to_thread(kafka_jars)
    measured: dict[str, object] = {}
    async with ApacheKafka(jars) as kafka:
        keep_off_the_measured_core(kafka.pids)
        with tempfile.TemporaryDirectory(prefix="jingjian-bench-") as folder:
            for form in forms:
                for result in await _own(kafka.bootstrap, plan, form, Path(folder)):
                    measured[f"{form}.{result.peer}"] = result
        named = FilledTopics("peers-single", "peers-batched", "peers-incidents", "peers-roster")
        if peers:
            await fill(kafka.bootstrap, plan, named)
        for form in forms if peers else ():
            topic = named.single if form == "single" else named.batched
            for result in await run_peers(kafka.bootstrap, topic, form, plan, peers):
                measured[f"{form}.{result.peer}"] = result
    return measured


def keep_off_the_measured_core(pids: list[int]) -> None:
    """Give Kafka the cores that the measured process does not have; does nothing where there is one."""
    measured = pinned()
    others = os.sched_getaffinity(0) - {int(measured[-1])} if measured else set()
    if not others:
        return
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), others)


async def _own(bootstrap: str, plan: Plan, form: str, folder: Path) -> list[Result]:
    """Measure our roles; the log is the same for both forms but for how records came in."""
    prefix = f"bench-{form}"
    settings = settings_of(bootstrap, prefix, folder)
    await create_topics(settings, TABLES)
    unused = f"{prefix}-unused"
    names = (f"{prefix}.telemetry", unused) if form == "single" else (unused, f"{prefix}.telemetry")
    await fill(bootstrap, plan, FilledTopics(*names, f"{prefix}.incidents", f"{prefix}.roster"))
    others = len(list(roster_entries(plan))) + len(list(incident_events(plan)))
    messages = plan.records if form == "single" else plan.records // plan.cameras
    results = [await _run("intake", bootstrap, prefix, messages, others)]
    if form == "single":
        for role in ROLES[1:]:
            log_prefix = f"{prefix}-{role}"
            log_settings = settings_of(bootstrap, log_prefix, folder)
            await create_topics(log_settings, TABLES)
            directory = stations(plan)
            limits = limits_of(log_settings, directory)
            await fill_log(log_settings, plan, limits, route_of(directory, plan.partitions))
            results.append(await _run(role, bootstrap, log_prefix, plan.records, others))
    else:
        # Intake counts messages; each has a station's cameras.
        results[0] = msgspec.structs.replace(
            results[0],
            records=results[0].records * plan.cameras,
            records_per_second=results[0].records_per_second * plan.cameras,
        )
    return results


async def _run(role: str, bootstrap: str, prefix: str, records: int, others: int) -> Result:
    job = OwnJob(role=role, bootstrap=bootstrap, prefix=prefix, records=records, others=others)
    command = [*pinned(), sys.executable, "-m", "bench.own", msgspec.json.encode(job).decode()]
    return result_of(await output_of(command))


def bytes_per_camera() -> int:
    """Return how much memory all supervisors take for one more camera, from the growth of a process."""
    sizes = []
    for stations_count in (200, 1000):
        plan = Plan(stations=stations_count, ticks=2)
        folds = [Fold(each, load_rulebook()) for each in SUPERVISORS]
        decode = msgspec.json.Decoder(Telemetry).decode
        before = _rss_bytes()
        for events in (roster_entries(plan), incident_events(plan)):
            for event in events:
                _take(folds, event, plan)
        for tick in station_ticks(plan):
            _take(folds, decode(tick.batched), plan)
        gc.collect()
        sizes.append((_rss_bytes() - before, plan.stations * plan.cameras))
        del folds
        gc.collect()
    (small, few), (large, many) = sizes
    return (large - small) // (many - few)


def _take(folds: list[Fold[object]], event: object, plan: Plan) -> None:
    for fold in folds:
        fold.advance(plan.starts_at, [])
        if type(event) in fold.supervisor.takes:
            fold.take(event, 0, [])


def _rss_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.throughput", description=__doc__)
    parser.add_argument("--records", type=int, default=2_000_000, help="camera records to make")
    parser.add_argument("--peers", default=",".join(PEERS), help="which, separated by commas; empty: none")
    parser.add_argument("--forms", default="single,batched", help="single, batched")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    peers = tuple(name for name in arguments.peers.split(",") if name)
    forms = tuple(arguments.forms.split(","))
    measured = asyncio.run(measure_all(arguments.records, peers, forms))
    summary: dict[str, object] = {"bytes_per_camera": bytes_per_camera()}
    for key, name in (("intake_records_per_second", "intake"), ("records_per_second", "worker")):
        result = measured.get(f"single.{name}")
        summary[key] = result.records_per_second if isinstance(result, Result) else None
    if arguments.json:
        print(msgspec.json.encode(summary | measured).decode())
        return
    for name, result in measured.items():
        if isinstance(result, Result):
            print(
                f"{name:<24}{result.records_per_second:>10,} records/s"
                f"{result.cpu_s / result.records * 1e6:>8.2f} CPU s/million{result.rss_mb:>7,} MB"
            )
    for key, value in summary.items():
        print(f"{key}: {value}")


if __name__ == "__main__":
    main()
