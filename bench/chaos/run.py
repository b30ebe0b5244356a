"""One run: brokers, roles, events, faults; then the comparison."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct, field

from bench.chaos.compare import Comparison, Differences
from bench.chaos.events import Sender, Sent, Stretch, make_stretch, write_quick_rules
from bench.chaos.faults import Cluster, Faults, NoCluster
from bench.chaos.plan import WAKES_ZOMBIES, Fault, Kind, make_plan
from bench.chaos.processes import Role
from bench.chaos.proxy import Proxy
from bench.chaos.store import until_projected
from bench.chaos.watch import Watch
from bench.topic import read_topic
from config.settings import Settings
from jingjian.demo import environment_of
from jingjian.wiring import CHANGELOGS
from streams.broker.apache import ApacheKafka
from streams.broker.embedded import EmbeddedBroker
from streams.follow import wait_for_desk, wait_for_marks
from streams.share import EMPTY
from streams.store import compare
from streams.topic_admin import create_topics
from streams.topics import Topic, topics_of

PROJECTION = "projection"
STARTED_WITHIN_S = 60.0
SETTLED_WITHIN_S = 150.0
"""How long it may take until all is folded after the last event."""
NODES = 3
BROKER_SETTINGS = {
    # A node that was killed may come back at once; Kafka's own 9 s would have it wait.
    "broker.session.timeout.ms": "3000",
    "num.partitions": "1",
}


class Order(Struct, frozen=True, kw_only=True):
    """What to run."""

    seed: int
    minutes: float
    workers: int
    kinds: list[Kind]
    folder: Path
    intakes: int = 1


class Felt(Struct, frozen=True):
    """What a fault did."""

    fault: Fault
    silence_s: float
    """The longest time in which the desk stood still in a partition, from the fault to the next one."""
    recovered_s: float | None
    """From the fault's end until every partition had taken what was logged then."""


class Outcome(Struct):
    """What came of a run."""

    order: Order
    differences: Differences
    felt: list[Felt] = field(default_factory=list)
    acknowledged: int = 0
    refused: int = 0
    statuses: dict[str, list[int]] = field(default_factory=dict)
    well: bool = False


async def run(order: Order, jars: Path | None) -> Outcome:
    """Run and compare; without jars on the embedded broker, which is one node and takes one worker."""
    order.folder.mkdir(parents=True)
    stretch = make_stretch(order.folder / "day", order.seed, order.minutes)
    write_quick_rules(order.folder / "rules")
    if jars is None:
        async with EmbeddedBroker() as broker:
            return await _run(order, _settings(order, broker.bootstrap, nodes=1), stretch, NoCluster())
    kafka = ApacheKafka(
        jars, brokers=NODES, folder=order.folder, heap_mb=400, settings=BROKER_SETTINGS, proxied=True
    )
    async with kafka, Proxy(kafka.proxy_ports) as proxy:
        settings = _settings(order, kafka.bootstrap, NODES)
        return await _run(order, settings, stretch, Cluster(kafka, proxy))


async def _run(order: Order, settings: Settings, stretch: Stretch, cluster: Cluster | NoCluster) -> Outcome:
    await create_topics(settings, CHANGELOGS)
    roles = _roles(order, settings, cluster.through_proxy())
    watch = Watch(settings)
    watching = asyncio.create_task(watch.run())
    felt: list[tuple[Fault, float, float, datetime]] = []
    try:
        for role in roles.values():
            role.start()
        await _until_started(settings)
        sender = Sender(settings, stretch)
        sending = asyncio.create_task(sender.run())
        await _hurt(order, roles, Faults(cluster, roles), felt)
        await sending
        async with asyncio.timeout(SETTLED_WITHIN_S):
            await wait_for_desk(settings, datetime.now(UTC) + timedelta(seconds=1))
        ended_s = time.monotonic()
        # One after another: what intake logs after a worker has ended is decided by nobody.
        await _stop(roles, "intake")
        async with asyncio.timeout(SETTLED_WITHIN_S):
            await _until_all_is_decided(settings)
        await _stop(roles, "worker")
        async with asyncio.timeout(SETTLED_WITHIN_S):
            await until_projected(settings)
    finally:
        await asyncio.gather(*(role.stop() for role in roles.values()))
        watching.cancel()
        await asyncio.wait({watching})
    return await _compared(order, settings, roles, sender.sent, _feelings(felt, watch, settings, ended_s))


def _settings(order: Order, bootstrap: str, nodes: int) -> Settings:
    folder = order.folder
    return Settings.model_validate(
        {
            "broker": {"bootstrap": bootstrap},
            "topics": {"prefix": f"chaos-{order.seed}", "replication": nodes, "min_insync": (nodes + 1) // 2},
            "bureau": {"stations": folder / "day" / "stations.yaml", "rules_dir": folder / "rules"},
            "store": {"url": f"sqlite+aiosqlite:///{folder / 'store.db'}"},
        }
    )


def _roles(order: Order, settings: Settings, through_proxy: str | None) -> dict[str, Role]:
    environment = dict(environment_of(settings))
    kept = {f"intake-{number}": "intake" for number in range(order.intakes)} | {PROJECTION: PROJECTION}
    roles = {name: Role(name, command, environment, order.folder) for name, command in kept.items()}
    for number in range(order.workers):
        name = f"worker-{number}"
        own = {} if number or through_proxy is None else {"JINGJIAN_BROKER_BOOTSTRAP": through_proxy}
        roles[name] = Role(name, "worker", environment | own, order.folder)
    return roles


async def _until_started(settings: Settings) -> None:
    """Wait until the desk decides in every partition."""
    async with asyncio.timeout(STARTED_WITHIN_S):
        await wait_for_desk(settings, datetime.now(UTC))


async def _until_all_is_decided(settings: Settings) -> None:
    """Wait until the desk has taken the log to its end; nothing is logged any more."""
    log = await read_topic(settings, topics_of(settings).name(Topic.LOG))
    ends = {
        partition: max((each.offset for each in messages if each.value != EMPTY[Topic.LOG]), default=-1)
        for partition, messages in log.items()
    }
    await wait_for_marks(settings, lambda partition, mark: mark.log_position >= ends[partition])


async def _stop(roles: dict[str, Role], command: str) -> None:
    await asyncio.gather(*(role.stop() for role in roles.values() if role.name.startswith(command)))


async def _hurt(
    order: Order,
    roles: dict[str, Role],
    faults: Faults,
    felt: list[tuple[Fault, float, float, datetime]],
) -> None:
    began_s = time.monotonic()
    others = [name for name in roles if not name.startswith("worker")]
    for fault in make_plan(order.seed, order.minutes, order.workers, order.kinds, others):
        await asyncio.sleep(max(0.0, began_s + fault.at_s - time.monotonic()))
        started_s = time.monotonic()
        await faults.do(fault)
        felt.append((fault, started_s, time.monotonic(), datetime.now(UTC)))


def _feelings(
    felt: list[tuple[Fault, float, float, datetime]], watch: Watch, settings: Settings, ended_s: float
) -> list[Felt]:
    partitions = settings.topics.partitions
    starts = [started_s for _, started_s, _, _ in felt]
    return [
        Felt(
            fault,
            round(watch.silence_s(started_s, until_s, partitions), 1),
            _rounded(watch.recovered_s(over_s, over, partitions)),
        )
        for (fault, started_s, over_s, over), until_s in zip(felt, [*starts[1:], ended_s], strict=True)
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


async def _compared(
    order: Order, settings: Settings, roles: dict[str, Role], sent: Sent, felt: list[Felt]
) -> Outcome:
    differences = await Comparison(settings).run(sent)
    differences.rows_differing = await compare.differences(settings)
    zombies = bool(WAKES_ZOMBIES & set(order.kinds))
    if not zombies:
        differences.alerts_repeated = ["a version twice"] * differences.identical_repeats
    return Outcome(
        order,
        differences,
        felt,
        acknowledged=len(sent.acknowledged),
        refused=len(sent.lost),
        statuses={name: role.statuses for name, role in roles.items()},
        well=differences.well(zombies=zombies),
    )
