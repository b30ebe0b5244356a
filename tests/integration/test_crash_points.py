"""A worker dies at each point of its work, on a real Kafka: nothing is lost, nothing is told twice.

docs/guarantee.md says of each point what it leaves behind.
"""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.processes import WITHIN_S, Process, process, role
from config.settings import Settings
from jingjian.demo import environment_of
from jingjian.wiring import TABLES
from streams.broker.process import free_ports
from streams.follow import alerts, wait_for_desk
from streams.play import play_recording
from streams.recorded import end_of
from streams.topic_admin import create_topics
from tests.integration.live_system import (
    Day,
    assert_told_once,
    make_day,
    page,
    settings_of,
    until_page,
    with_health,
)

SPEED = 1200
SESSION_S = 6
"""The least that a broker allows: for so long the dead worker's partitions are nobody's."""
HEARTBEAT_S = 1
"""A worker that stood still for longer than the session but two of these ends, and here nobody starts it again."""

ONE_DEATH = [
    ("before_findings", 3),
    ("after_findings", 3),
    ("before_alerts", 4),
    ("among_alerts", 6),
    ("after_alerts", 4),
    ("among_table_writes", 9),
    ("after_table_writes", 9),
]
AFTER_A_DEATH = [("in_a_backfill", 3), ("in_a_table_s_recovery", 1), ("in_a_rebalance", 1)]
"""What happens only to a worker that takes over from one that died."""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Return an hour and a half with faults."""
    return make_day(tmp_path_factory.mktemp("day"), 1.5)


@contextmanager
def crashing(settings: Settings, folder: Path, point: str, nth: int) -> Iterator[Process]:
    """Run a worker that dies at a point."""
    environment = {**environment_of(settings), "JINGJIAN_WORKER_STATE_DIR": str(folder / "state")}
    command = [sys.executable, "-m", "tests.integration.crashing", point, str(nth)]
    with process(command, environment, folder / f"{point}.log") as running:
        yield running


def settings_for(bootstrap: str, prefix: str, day: Day, checkpoint_s: float) -> Settings:
    """Return settings of this test's own topics."""
    return settings_of(
        bootstrap,
        prefix,
        bureau={"stations": day.stations},
        time={"source": "input"},
        worker={"session_timeout_s": SESSION_S, "heartbeat_s": HEARTBEAT_S, "checkpoint_s": checkpoint_s},
    )


async def survived(settings: Settings, day: Day, folder: Path, points: list[tuple[str, int]]) -> None:
    """Play a day to workers that die one after another, then to one that lives; compare what was told."""
    await create_topics(settings, TABLES)
    _, _, last = end_of(day.events)
    assert last is not None
    with role(settings, "intake", folder):
        playing = asyncio.create_task(play_recording(settings, day.events, SPEED, lambda _lines, _at: None))
        for point, nth in points:
            with crashing(settings, folder, point, nth) as worker:
                assert await worker.ends() == -signal.SIGKILL, worker.said()
                assert "dying now" in worker.said()
        (port,) = free_ports(1)
        telling = with_health(settings, port)
        with role(telling, "worker", folder) as worker:
            await playing
            try:
                async with asyncio.timeout(WITHIN_S):
                    await wait_for_desk(settings, last)
            except TimeoutError:
                pages = [text for name in ("ready", "metrics") for _, text in [await page(port, name)]]
                pytest.fail("\n".join(["the desk did not come to the end", *pages, worker.said()]))
        shown = [alert async for alert in alerts(settings, follow=False)]
    assert_told_once(shown, day)


async def test_what_was_fetched_of_its_tables_and_dropped_is_fetched_again(
    apache_kafka: str, prefix: str, day: Day, tmp_path: Path
) -> None:
    """A worker would wait for it without end; it goes on long before it would count as stuck, and tells nothing anew."""
    settings = settings_for(apache_kafka, prefix, day, checkpoint_s=0.5)
    await create_topics(settings, TABLES)
    with role(settings, "intake", tmp_path):
        with role(settings, "worker", tmp_path) as first:
            last = await play_recording(settings, day.events, SPEED, lambda _lines, _at: None)
            assert last is not None
            async with asyncio.timeout(WITHIN_S):
                await wait_for_desk(settings, last)
            assert await first.ends(signal.SIGTERM) == 0
        (port,) = free_ports(1)
        own = {"JINGJIAN_WORKER_STATE_DIR": str(tmp_path / "state"), "JINGJIAN_HEALTH_PORT": str(port)}
        command = [sys.executable, "-m", "tests.integration.dropping"]
        with process(command, {**environment_of(settings), **own}, tmp_path / "second.log") as second:
            await second.says("tables are read again")
            async with asyncio.timeout(settings.health.stuck_after_s / 2):
                await until_page(port, "ready", 200)
            assert "dropped what was fetched" in second.said()
            assert await second.ends(signal.SIGTERM) == 0
        shown = [alert async for alert in alerts(settings, follow=False)]
    assert_told_once(shown, day)


@pytest.mark.parametrize(("point", "nth"), ONE_DEATH)
async def test_dead_at_a_point_of_its_work(
    apache_kafka: str, prefix: str, day: Day, tmp_path: Path, point: str, nth: int
) -> None:
    """Checkpoints come often, so that there are some before and some in between."""
    settings = settings_for(apache_kafka, prefix, day, checkpoint_s=0.5)
    await survived(settings, day, tmp_path, [(point, nth)])


@pytest.mark.parametrize(("point", "nth"), AFTER_A_DEATH)
async def test_dead_again_while_it_takes_over(
    apache_kafka: str, prefix: str, day: Day, tmp_path: Path, point: str, nth: int
) -> None:
    """The first dies with what it read committed and no checkpoint of the supervisors: there is much to fill in."""
    settings = settings_for(apache_kafka, prefix, day, checkpoint_s=300)
    await survived(settings, day, tmp_path, [("after_a_commit", 12), (point, nth)])
