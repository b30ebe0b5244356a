"""The live system says, byte for byte, what the plain driver says: on any broker, at any speed, shared or not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from aiokafka.errors import GroupCoordinatorNotAvailableError

from bench.processes import WITHIN_S, role
from config.settings import Settings, TimeSource
from jingjian.demo import DemoPlan, play_day
from jingjian.files import write_alerts
from jingjian.wiring import TABLES
from models.alerts import Alert
from streams.broker.process import free_ports
from streams.follow import alerts, wait_for_desk
from streams.intake import log_partition
from streams.kafka import administering
from streams.play import play_recording
from streams.topic_admin import create_topics
from tests.integration.live_system import Day, beside, make_day, settings_of

LEAST_ALERTS = 8
LEAST_RULES = 4
PLAYED_WITHIN_S = 110.0
"""The slowest takes some 50 s on a machine at rest."""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Return an hour and a half with faults, which takes 9 s at speed 600."""
    return make_day(tmp_path_factory.mktemp("day"), 1.5)


@pytest.fixture(scope="module")
def short_day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Return half an hour with faults, which takes half a minute at speed 60."""
    return make_day(tmp_path_factory.mktemp("short"), 0.5)


async def played(day: Day, settings: Settings, folder: Path, speed: float, workers: int = 1) -> list[Alert]:
    """Play a day through real roles; return every version of every alert that was shown."""
    plan = DemoPlan(
        events=day.events,
        stations=day.stations,
        speed=speed,
        workers=workers,
        once=True,
        alerts_file=None,
        folder=folder,
        port=free_ports(1)[0],
    )
    shown: list[Alert] = []
    async with asyncio.timeout(PLAYED_WITHIN_S):
        await play_day(settings, plan, shown.append, lambda _lines, _at: None, lambda: None)
    return shown


def assert_equal(shown: list[Alert], day: Day, folder: Path) -> None:
    """Compare final states byte by byte, and see that enough was there to be compared."""
    expected = day.expected
    assert len(expected.alerts) >= LEAST_ALERTS
    assert len({alert.rule for alert in expected.alerts.values()}) >= LEAST_RULES
    assert not expected.failures
    assert not expected.dead
    live, plain = folder / "live.jsonl", folder / "plain.jsonl"
    write_alerts(live, {alert.alert: alert for alert in shown})
    write_alerts(plain, expected.alerts)
    assert live.read_bytes() == plain.read_bytes()
    assert len(shown) == expected.versions, "every version was shown, and none twice"


@asynccontextmanager
async def watching(settings: Settings) -> AsyncIterator[list[dict[str, set[int]]]]:
    """Note, while it runs, which partitions of the log each worker owns."""
    seen: list[dict[str, set[int]]] = []

    async def watch() -> None:
        async with administering(settings) as admin:
            while True:
                owned = await _owned(admin, settings)
                if owned not in seen:
                    seen.append(owned)
                await asyncio.sleep(0.2)

    async with beside(watch()):
        yield seen


async def until_shared(seen: list[dict[str, set[int]]]) -> None:
    """Wait until two workers have something each."""
    async with asyncio.timeout(WITHIN_S):
        while not (seen and len(seen[-1]) == 2 and all(seen[-1].values())):
            await asyncio.sleep(0.1)


async def _owned(admin: AIOKafkaAdminClient, settings: Settings) -> dict[str, set[int]]:
    name = settings.topics.prefix
    try:
        (response,) = await admin.describe_consumer_groups([f"{name}-worker"])
    except GroupCoordinatorNotAvailableError:
        # Kafka has yet to make the topic in which it keeps its groups.
        return {}
    ((_error, _group, _state, _kind, _protocol, members, *_rest),) = response.groups
    owned: dict[str, set[int]] = {}
    for member, _client, _host, _metadata, assignment in members:
        if assignment:
            shares = dict(ConsumerProtocolMemberAssignment.decode(assignment).assignment)
            owned[member] = set(shares.get(f"{name}.log", ()))
    return owned


def prefixed(bootstrap: str, prefix: str, day: Day) -> Settings:
    """Return settings of this test's own topics."""
    return settings_of(bootstrap, prefix, bureau={"stations": day.stations})


async def test_live_equals_the_driver_on_the_embedded_broker(
    embedded_broker: str, prefix: str, day: Day, tmp_path: Path
) -> None:
    """One worker, ten hours a minute."""
    shown = await played(day, prefixed(embedded_broker, prefix, day), tmp_path, 600)
    assert_equal(shown, day, tmp_path)


async def test_live_equals_the_driver_at_another_speed(
    embedded_broker: str, prefix: str, short_day: Day, tmp_path: Path
) -> None:
    """An hour a minute: blocks are cut elsewhere, and nothing comes out differently."""
    shown = await played(short_day, prefixed(embedded_broker, prefix, short_day), tmp_path, 60)
    assert_equal(shown, short_day, tmp_path)


async def test_live_equals_the_driver_on_apache_kafka(
    apache_kafka: str, prefix: str, day: Day, tmp_path: Path
) -> None:
    """The demo with two workers on the real thing; whether they share the work, the next test tells."""
    shown = await played(day, prefixed(apache_kafka, prefix, day), tmp_path, 600, workers=2)
    assert_equal(shown, day, tmp_path)


async def test_two_workers_share_the_work_and_say_the_same(
    apache_kafka: str, prefix: str, day: Day, tmp_path: Path
) -> None:
    """Both own partitions of the log in which alerts arise, all four are owned, and each by one only."""
    settings = settings_of(
        apache_kafka, prefix, bureau={"stations": day.stations}, time={"source": TimeSource.INPUT}
    )
    await create_topics(settings, TABLES)
    with ExitStack() as stack:
        stack.enter_context(role(settings, "intake", tmp_path))
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            stack.enter_context(role(settings, "worker", tmp_path / name))
        async with watching(settings) as seen:
            # The day is over within seconds, and a second worker may take as long to join.
            await until_shared(seen)
            last = await play_recording(settings, day.events, 600, lambda _lines, _at: None)
            assert last is not None
            async with asyncio.timeout(WITHIN_S):
                await wait_for_desk(settings, last)
    assert_equal([alert async for alert in alerts(settings, follow=False)], day, tmp_path)
    first, second = seen[-1].values()
    assert first | second == {0, 1, 2, 3}
    assert not first & second
    stations = {alert.station for alert in day.expected.alerts.values()}
    busy = {log_partition(station, settings.topics.partitions) for station in stations}
    assert first & busy
    assert second & busy
