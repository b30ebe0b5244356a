"""The watchdog and the health pages, with real roles that are killed."""

import asyncio
import json
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.processes import WITHIN_S, Process, process, role
from config.settings import Settings
from jingjian.demo import environment_of
from models.actions import Act, Action
from models.alerts import Alert, AlertState, Step
from models.rules import Priority, Rule
from streams.broker.process import free_ports
from streams.follow import alerts
from streams.topics import Topic
from tests.integration.live_system import message, page, send, settings_of, until_page, with_health
from tests.integration.scenes import Scene, quick_bureau

BLIND_AFTER_S = 5
OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"


def bureau(folder: Path) -> dict[str, Path]:
    """Return a bureau whose watchdog is quick."""
    own = quick_bureau(folder)
    file = own["rules_dir"] / "watchdog.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("value: 30") == 1
    file.write_text(text.replace("value: 30", f"value: {BLIND_AFTER_S}"), encoding="utf-8")
    return own


async def blind(settings: Settings, wanted: Callable[[list[Alert]], bool]) -> list[Alert]:
    """Wait until what the watchdog has told is as wanted; return it."""
    told: list[Alert] = []
    async with asyncio.timeout(WITHIN_S):
        while True:
            told = [a async for a in alerts(settings, follow=False) if a.rule is Rule.SUPERVISION_BLIND]
            if wanted(told):
                return told
            await asyncio.sleep(0.2)


def raised(subject: str) -> Callable[[list[Alert]], bool]:
    """Want an alert about a part that stands still now."""
    return lambda told: bool(told) and told[-1].subject == subject and told[-1].active


def over(told: list[Alert]) -> bool:
    """Want the last one to have returned."""
    return bool(told) and not told[-1].active


async def test_intake_and_worker_that_are_gone_are_told_and_nothing_is_doubled(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """One alert for all partitions, of the highest priority; over when it goes on; acknowledged by anybody."""
    settings = settings_of(apache_kafka, prefix, bureau=bureau(tmp_path))
    with ExitStack() as stack:
        worker = stack.enter_context(role(settings, "worker", tmp_path))
        intake = stack.enter_context(role(settings, "intake", tmp_path))
        await worker.says("role started")
        dog = stack.enter_context(role(settings, "watchdog", tmp_path))
        await dog.says("role started")
        scene = Scene()
        await scene.begin(settings)

        assert await intake.ends(signal.SIGKILL) == -signal.SIGKILL
        told = await blind(settings, raised("log"))
        assert (told[-1].priority, told[-1].station) == (Priority.URGENT, "*")
        assert "请立即转人工巡查" in told[-1].sentence.zh
        acknowledged = acknowledgement(told[-1])
        await send(settings, acknowledged)
        await blind(settings, lambda told: told[-1].state is AlertState.ACKNOWLEDGED)

        # Killed while the alert stands: the next watchdog knows of it.
        assert await dog.ends(signal.SIGKILL) == -signal.SIGKILL
        (tmp_path / "2").mkdir()
        dog = stack.enter_context(role(settings, "watchdog", tmp_path / "2"))
        stack.enter_context(role(settings, "intake", tmp_path / "2"))
        told = await blind(settings, over)
        assert told[-1].history[-1].step in (Step.RETURNED, Step.CLOSED)

        assert await worker.ends(signal.SIGKILL) == -signal.SIGKILL
        await blind(settings, raised("desk"))
        stack.enter_context(role(settings, "worker", tmp_path / "2"))
        told = await blind(settings, over)
        times = Counter((alert.alert, alert.version) for alert in told)
        assert max(times.values()) == 1
        assert {alert.subject for alert in told} == {"log", "desk"}
        for name in {alert.alert for alert in told}:
            versions = [alert.version for alert in told if alert.alert == name]
            assert versions == list(range(1, len(versions) + 1))


def acknowledgement(alert: Alert) -> tuple[Topic, bytes]:
    """Return an operator's act on an alert."""
    action = Action(
        action=f"act-{alert.alert}",
        station=alert.station,
        act=Act.ACKNOWLEDGE,
        operator="op1",
        occurred_at=alert.changed_at,
        alert=alert.alert,
    )
    return message(Topic.ACTIONS, action)


@pytest.mark.parametrize("name", ["intake", "worker", "projection"])
async def test_a_role_says_whether_it_is_ready(
    apache_kafka: str, prefix: str, tmp_path: Path, name: str
) -> None:
    """Not before it has its partitions; then its figures are there; and behind it is not ready."""
    (port,) = free_ports(1)
    store = {"url": f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"}
    settings = settings_of(
        apache_kafka, prefix, bureau=bureau(tmp_path), store=store, health={"port": port, "most_behind_s": 3}
    )
    others = with_health(settings, 0)
    with ExitStack() as stack:
        go = tmp_path / "go"
        environment = {**environment_of(settings), "JINGJIAN_WORKER_STATE_DIR": str(tmp_path / "state")}
        command = [sys.executable, "-m", "tests.integration.holding", name, str(go)]
        running = stack.enter_context(process(command, environment, tmp_path / f"{name}-held.log"))
        text = await until_page(port, "ready", 503)
        assert json.loads(text)["problems"]
        assert json.loads((await page(port, "health"))[1]) == {"role": name, "alive": True}
        go.touch()
        intake: Process | None = None
        for other in {"intake", "worker"} - {name}:
            beside = stack.enter_context(role(others, other, tmp_path))
            intake = beside if other == "intake" else intake
        scene = Scene()
        await scene.begin(others)
        await send(others, scene.telemetry())
        await scene.alert_steps(others, Step.RAISED)
        await until_page(port, "ready", 200)
        figures = await until_figure(port, expected_figure(name))
        names = set(re.findall(r"^# HELP (jingjian_\w+?)(?:_created)? ", figures, re.MULTILINE))
        assert len(names) >= 3
        assert names <= set(re.findall(r"jingjian_\w+", OPERATING.read_text(encoding="utf-8")))
        if name == "worker":
            assert intake is not None
            assert await intake.ends(signal.SIGKILL) == -signal.SIGKILL
            behind = json.loads(await until_page(port, "ready", 503))
            assert "s behind in log/" in behind["problems"][0]
        assert await running.ends(signal.SIGTERM) == 0
        assert "Traceback" not in running.said()


async def until_figure(port: int, line: str) -> str:
    """Wait until a line is among a role's figures, which follow what it does; return them all."""
    async with asyncio.timeout(WITHIN_S):
        while line not in (figures := (await page(port, "metrics"))[1]):
            await asyncio.sleep(0.2)
    return figures


def expected_figure(name: str) -> str:
    """Return a line that a role's figures have after one record of each kind."""
    return {
        "intake": 'jingjian_intake_records_total{topic="telemetry"} 1.0',
        "worker": 'jingjian_alert_versions_total{state="unacknowledged"} 1.0',
        "projection": "jingjian_projection_records_total 3.0",
    }[name]


async def test_a_watchdog_needs_the_walls_time(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """A replay has none."""
    settings = settings_of(apache_kafka, prefix, bureau=bureau(tmp_path), time={"source": "input"})
    with role(settings, "watchdog", tmp_path) as dog:
        assert await dog.ends() == 2
        assert "time.source is 'input'" in dog.said()
        assert "Traceback" not in dog.said()
