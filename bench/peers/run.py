"""All peers, one after another on the same filled topic, each on one core.

python -m bench.peers.run starts an Apache Kafka of its own, fills it and runs both forms. With --bootstrap
and --topic it reads a topic that bench.fill has filled, and leaves it as it was.
"""

import argparse
import asyncio
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import msgspec
from aiokafka.admin import AIOKafkaAdminClient

from bench.apache import ROOT, kafka_jars
from bench.data import CYCLE_TICKS, Plan, cameras_on_incident, is_on_incident, is_recording, plan_for
from bench.fill import count_messages, create_topics, fill, topics_named
from bench.peers.environments import command_of
from bench.peers.job import Form, Job, Result
from bench.peers.rule import fold, new_state
from streams.broker.apache import ApacheKafka

PEERS = ("bare", "bare_confluent", "quix", "streams")

RUN_WITHIN_S = 600
"""A peer that takes longer than this hangs."""


async def run_peers(
    bootstrap: str, topic: str, form: Form, plan: Plan, peers: Sequence[str] = PEERS
) -> list[Result]:
    """Run peers one after another on a topic filled from a plan; an error if one finds other alerts."""
    wanted = expected_alerts(plan)
    results = []
    for peer in peers:
        result = await run_peer(peer, bootstrap, topic, form, plan)
        if result.alerts != wanted:
            raise RuntimeError(f"{peer} found {result.alerts} alerts, there are {wanted}")
        results.append(result)
    return results


async def run_peer(peer: str, bootstrap: str, topic: str, form: Form, plan: Plan) -> Result:
    """Run one peer in its own environment, pinned to one core where that can be done."""
    command = command_of(peer)
    with tempfile.TemporaryDirectory(prefix="jingjian-peer-") as name:
        folder = Path(name)
        on_incident = folder / "on-incident.json"
        on_incident.write_bytes(msgspec.json.encode(cameras_on_incident(plan)))
        job = Job(
            peer=peer,
            bootstrap=bootstrap,
            topic=topic,
            output=f"peer-{peer}-{uuid4().hex[:8]}",
            form=form,
            records=plan.records,
            on_incident=str(on_incident),
            state=str(folder / "state"),
        )
        await create_topics(bootstrap, [job.output], plan.partitions)
        try:
            return result_of(await output_of([*pinned(), *command, msgspec.json.encode(job).decode()]))
        finally:
            await _remove_topics(bootstrap, job.output)


def expected_alerts(plan: Plan) -> int:
    """Return how many alerts the rule finds in all, from the plan alone."""
    stations = ((s, c) for s in range(plan.stations) for c in range(plan.cameras) if is_on_incident(c))
    # A camera's pattern is told by where it begins in it and how long it stops.
    known: dict[tuple[bool, ...], int] = {}
    alerts = 0
    for station, camera in stations:
        pattern = tuple(is_recording(station, camera, tick) for tick in range(CYCLE_TICKS))
        if pattern not in known:
            known[pattern] = _alerts_of(pattern, plan)
        alerts += known[pattern]
    return alerts


def pinned() -> list[str]:
    """Return the words that keep a command on the last core that we may use; none where there is no taskset."""
    if shutil.which("taskset") is None:
        return []
    return ["taskset", "--cpu-list", str(max(os.sched_getaffinity(0)))]


def result_of(output: str) -> Result:
    """Return the result in a peer's output: its last line that is JSON."""
    lines = [line for line in output.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(f"a peer ended without a result:\n{output[-2000:]}")
    return msgspec.json.decode(lines[-1], type=Result)


def table(title: str, results: Sequence[Result]) -> str:
    """Return results as a table for the screen."""
    head = f"{title:<24}{'records/s':>12}{'CPU s/million':>15}{'memory MB':>11}"
    rows = [
        f"{one.peer:<24}{one.records_per_second:>12,}{one.cpu_s / one.records * 1e6:>15.2f}{one.rss_mb:>11,}"
        for one in results
    ]
    return "\n".join([head, *rows])


def _alerts_of(pattern: tuple[bool, ...], plan: Plan) -> int:
    state = new_state()
    starts_s = plan.starts_at.timestamp()
    found = (
        fold(state, starts_s + tick * plan.tick_s, pattern[tick % CYCLE_TICKS]) for tick in range(plan.ticks)
    )
    return sum(kind is not None for kind in found)


async def output_of(command: Sequence[str]) -> str:
    """Run a command from the project's root and return what it prints; an error if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), RUN_WITHIN_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    text = output.decode(errors="replace")
    if process.returncode:
        raise RuntimeError(f"a peer ended with code {process.returncode}:\n{text[-4000:]}")
    return text


async def _remove_topics(bootstrap: str, output: str) -> None:
    """Remove a peer's output and the topics that it made for its state, which have the same name in theirs."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        names = await admin.list_topics()
        await admin.delete_topics([name for name in names if output in name])
    finally:
        await admin.close()


async def _plan_of(bootstrap: str, topic: str, form: Form) -> Plan:
    """Return the plan from which a topic was filled, told by its size."""
    messages = await count_messages(bootstrap, topic)
    plan = plan_for(messages if form == "single" else messages * Plan().cameras)
    if plan.records != (messages if form == "single" else messages * plan.cameras):
        raise ValueError(f"{topic} holds {messages} messages: not what bench.fill writes")
    return plan


async def _main(arguments: argparse.Namespace) -> dict[Form, list[Result]]:
    peers = arguments.peers.split(",")
    if arguments.bootstrap:
        plan = await _plan_of(arguments.bootstrap, arguments.topic, arguments.form)
        return {
            arguments.form: await run_peers(arguments.bootstrap, arguments.topic, arguments.form, plan, peers)
        }
    jars = await asyncio.to_thread(kafka_jars)
    plan, topics = plan_for(arguments.records), topics_named("bench-")
    async with ApacheKafka(jars) as kafka:
        await fill(kafka.bootstrap, plan, topics)
        return {
            "single": await run_peers(kafka.bootstrap, topics.single, "single", plan, peers),
            "batched": await run_peers(kafka.bootstrap, topics.batched, "batched", plan, peers),
        }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.peers.run", description=__doc__)
    parser.add_argument("--bootstrap", help="a Kafka with a filled topic; without it one is started")
    parser.add_argument("--topic", help="the topic that bench.fill filled")
    parser.add_argument(
        "--form", choices=("single", "batched"), default="single", help="what the topic holds"
    )
    parser.add_argument(
        "--records", type=int, default=2_000_000, help="how many to make, without --bootstrap"
    )
    parser.add_argument("--peers", default=",".join(PEERS), help="which, separated by commas")
    parser.add_argument("--json", action="store_true", help="one line of JSON for each peer")
    arguments = parser.parse_args()
    if bool(arguments.bootstrap) != bool(arguments.topic):
        parser.error("--bootstrap and --topic go together")
    return arguments


def main() -> None:
    """Run the peers and print what they measured."""
    arguments = _arguments()
    for form, results in asyncio.run(_main(arguments)).items():
        if arguments.json:
            for result in results:
                print(msgspec.json.encode({"form": form, **msgspec.structs.asdict(result)}).decode())
        else:
            print(table({"single": "one record a message", "batched": "50 records a message"}[form], results))


if __name__ == "__main__":
    main()
