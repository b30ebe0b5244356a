"""The retained log, folded without Faust, says what the live system said: version for version, cause for cause."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from config.settings import Settings
from jingjian import wiring
from jingjian.cli import app
from jingjian.demo import DemoPlan, environment_of, play_day
from jingjian.files import write_alerts
from models.alerts import Alert
from streams.broker.jars import FETCH_WITHIN_S
from streams.broker.process import free_ports
from streams.desk import CAUSE_HEADER, Cause
from streams.logged import read_log
from streams.topics import Topic
from tests.integration.live_system import Day, make_day, messages_of, settings_of

PLAYED_WITHIN_S = 110.0


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Return half an hour with faults."""
    return make_day(tmp_path_factory.mktemp("day"), 0.5)


BROKERS = (
    "embedded_broker",
    pytest.param("apache_kafka", marks=[pytest.mark.kafka, pytest.mark.timeout(FETCH_WITHIN_S)]),
)


@pytest.fixture(params=BROKERS)
def bootstrap(request: pytest.FixtureRequest) -> str:
    """Return one broker after the other."""
    address: str = request.getfixturevalue(request.param)
    return address


async def told(settings: Settings) -> dict[int, list[tuple[Cause, Alert]]]:
    """Return what the alerts topic has now: by partition, each alert's version and cause."""
    found: dict[int, list[tuple[Cause, Alert]]] = {}
    for message in await messages_of(settings, Topic.ALERTS):
        cause = Cause.of_header(dict(message.headers)[CAUSE_HEADER])
        found.setdefault(message.partition, []).append(
            (cause, msgspec.json.decode(message.value, type=Alert))
        )
    return found


async def test_the_log_folded_again_gives_the_alerts_topic(
    bootstrap: str, prefix: str, day: Day, tmp_path: Path
) -> None:
    """Every version with its cause, in every partition in the same order; the command gives the same alerts."""
    settings = settings_of(bootstrap, prefix, bureau={"stations": day.stations})
    plan = DemoPlan(
        events=day.events,
        stations=day.stations,
        speed=300,
        workers=1,
        once=True,
        alerts_file=None,
        folder=tmp_path,
        port=free_ports(1)[0],
    )
    async with asyncio.timeout(PLAYED_WITHIN_S):
        await play_day(settings, plan, lambda _alert: None, lambda _lines, _at: None, lambda: None)
    live = await told(settings)
    outcome = await wiring.fold_retained_log(settings, None)
    again: dict[int, list[tuple[Cause, Alert]]] = {}
    for version in sorted(outcome.versions, key=lambda each: each.cause):
        again.setdefault(version.partition, []).append((version.cause, version.alert))
    assert len(live) > 1, "alerts in several partitions"
    assert again == live
    assert [each.at for each in outcome.versions] == sorted(each.at for each in outcome.versions)
    assert outcome.alerts == day.expected.alerts
    assert not outcome.failures()

    offsets = {number: fold.position + 1 for number, fold in outcome.folds.items()}
    for number, end in offsets.items():
        seen = [each.offset async for each in read_log(settings) if each.partition == number]
        assert seen == list(range(end)), "every block of the partition, once, in order"
    half = {number: end // 2 for number, end in offsets.items()}
    cut = [(each.partition, each.offset) async for each in read_log(settings, half)]
    assert sorted(cut) == [(number, at) for number, end in half.items() for at in range(end)]

    await asyncio.to_thread(assert_command_agrees, settings, day, tmp_path)


def assert_command_agrees(settings: Settings, day: Day, folder: Path) -> None:
    """Run ``jingjian backtest --log`` and compare the file that it writes."""
    written, expected = folder / "log.jsonl", folder / "expected.jsonl"
    result = CliRunner().invoke(
        app, ["backtest", "--log", "--alerts", str(written)], env=dict(environment_of(settings))
    )
    assert result.exit_code == 0, result.output
    assert f"{len(day.expected.alerts)} alerts ({day.expected.versions} versions)" in result.output
    write_alerts(expected, day.expected.alerts)
    assert written.read_bytes() == expected.read_bytes()
