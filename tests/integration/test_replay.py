"""A replay of the log, on real brokers, after a live run in which, on Kafka, a worker was killed."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from aiokafka import ConsumerRecord

from bench.processes import Process, process
from config.loader import PACKAGED, load_stations
from config.settings import Settings
from jingjian import wiring
from jingjian.demo import environment_of
from models.alerts import Alert, AlertState
from models.times import from_ms
from streams.broker.jars import FETCH_WITHIN_S
from streams.codecs import decode_block
from streams.recorded import read
from streams.replay_topics import replay_topics
from tests.integration.live_system import make_day
from tests.integration.replays import (
    WHOLE,
    Ran,
    alert_of,
    all_alerts,
    described,
    headers_of,
    live_log,
    read_replay,
    replayed,
    replaying,
    run_live,
    topic_names,
    until_topics,
)

pytestmark = pytest.mark.timeout(300)

BROKERS = (
    "embedded_broker",
    pytest.param("apache_kafka", marks=[pytest.mark.kafka, pytest.mark.timeout(FETCH_WITHIN_S)]),
)


@pytest.fixture(scope="module", params=BROKERS)
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Return half an hour with faults that went through the live system; on Kafka a worker is killed in the middle."""
    bootstrap: str = request.getfixturevalue(request.param)
    # The embedded broker, made for one worker, does not always give its partitions to another.
    kill = request.param == "apache_kafka"
    folder = tmp_path_factory.mktemp("live")
    day = make_day(folder / "day", 0.5)
    return asyncio.run(run_live(bootstrap, f"t{uuid4().hex[:8]}", day, folder, kill=kill))


def is_open_at_start(message: ConsumerRecord) -> bool:
    """Say whether a message tells what was open before."""
    return headers_of(message).get("jingjian-replay-state") == b"open-at-start"


async def test_the_whole_range_gives_the_alerts_of_the_day(ran: Ran, tmp_path: Path) -> None:
    """Id for id, version for version, cause for cause, in the order of time; and the log, block for block."""
    messages = await replayed(ran, tmp_path, "whole", *WHOLE)

    assert [described(message) for message in messages] == ran.told
    assert len({partition for _, partition, _ in ran.told}) > 1
    assert all(headers_of(message)["jingjian-replay"] == b"whole" for message in messages)
    assert all(message.key == alert_of(message).alert.encode() for message in messages)
    for message in messages:
        at = from_ms(int(headers_of(message)["jingjian-at"]))
        assert abs((alert_of(message).changed_at - at).total_seconds()) < 0.001
    assert {alert.alert: alert for _, _, alert in ran.told} == ran.day.expected.alerts

    blocks = await read_replay(ran.settings, replay_topics(ran.settings, "whole").log)
    by_place = {
        (int(headers["jingjian-partition"]), int(headers["jingjian-offset"])): message.value
        for message in blocks
        if (headers := headers_of(message))["jingjian-replay"] == b"whole"
    }
    of_log = await live_log(ran.settings)
    meaning = {place: raw for place, raw in of_log.items() if decode_block(raw).end() is not None}
    assert by_place == meaning, "all but the blocks that mean nothing"
    assert len(by_place) == len(blocks)


async def test_a_part_gives_what_was_told_in_it_and_what_was_open(ran: Ran, tmp_path: Path) -> None:
    """From a moment on, the first one included, up to before another."""
    moments = sorted({alert.changed_at for _, _, alert in ran.told})
    begin, end = moments[len(moments) // 3], moments[len(moments) * 2 // 3]
    before = {alert.alert: alert for _, _, alert in ran.told if alert.changed_at < begin}
    opened = [alert for alert in before.values() if alert.state is not AlertState.CLOSED]
    inside = [each for each in ran.told if begin <= each[2].changed_at < end]

    messages = await replayed(ran, tmp_path, "part", "--from", begin.isoformat(), "--to", end.isoformat())

    first = [message for message in messages if is_open_at_start(message)]
    assert messages[: len(first)] == first, "what was open comes first"
    assert {alert_of(message).alert: alert_of(message) for message in first} == {
        alert.alert: alert for alert in opened
    }
    assert len(first) == len(opened) > 0
    assert [described(message) for message in messages[len(first) :]] == inside
    assert inside


async def test_one_station(ran: Ran, tmp_path: Path) -> None:
    """Its alerts and its records, and nothing of the others."""
    station = max({each[2].station for each in ran.told})
    messages = await replayed(ran, tmp_path, "station", *WHOLE, "--station", station)

    assert [described(message) for message in messages] == [
        each for each in ran.told if each[2].station == station
    ]
    blocks = await read_replay(ran.settings, replay_topics(ran.settings, "station").log)
    seen = [decode_block(message.value) for message in blocks]
    stations = [record.station for block in seen for run in block.runs for record in run.records]
    all_records = [
        record.station
        for raw in (await live_log(ran.settings)).values()
        for run in decode_block(raw).runs
        for record in run.records
    ]
    assert set(stations) == {station}
    assert len(stations) == all_records.count(station)


async def test_other_rules_give_what_a_backtest_gives(ran: Ran, tmp_path: Path) -> None:
    """Everything found at once that the shipped rules wait a minute for; the live topic stays as it is."""
    rules = tmp_path / "rules"
    rules.mkdir()
    for file in sorted((PACKAGED / "rules").iterdir()):
        text = file.read_text(encoding="utf-8")
        (rules / file.name).write_text(
            text.replace("grace_s: {value: 60,", "grace_s: {value: 0,"), encoding="utf-8"
        )
    expected = wiring.driver(Settings(), load_stations(ran.day.stations), rules).run(read(ran.day.events))
    assert expected.alerts != ran.day.expected.alerts
    live = await all_alerts(ran.settings)

    messages = await replayed(ran, tmp_path, "rules", *WHOLE, "--rules", str(rules))

    assert {alert_of(message).alert: alert_of(message) for message in messages} == expected.alerts
    assert len(messages) == expected.versions
    assert await all_alerts(ran.settings) == live


async def test_nothing_is_left_behind(ran: Ran, tmp_path: Path) -> None:
    """When it is over, when it is told to stop, when nothing was there; what was killed is cleaned up later."""
    before = await until_no_replays(ran, tmp_path)
    with replaying(ran.settings, tmp_path, "over", *WHOLE) as running:
        await running.says("versions of alerts")
        # They stay for some seconds more: not so many as the test may need to ask for them.
        async with held(running):
            assert {*replay_topics(ran.settings, "over").both()} < await topic_names(ran.settings)
        assert await running.ends() == 0, running.said()
        assert "[回放 over] " in running.said()
    await until_topics(ran.settings, lambda names: names == before)

    for number in (signal.SIGTERM, signal.SIGINT):
        with replaying(ran.settings, tmp_path, "stopped", *WHOLE, "--speed", "1") as running:
            await running.says("replay stopped: alerts in")
            assert {*replay_topics(ran.settings, "stopped").both()} < await topic_names(ran.settings)
            assert await running.ends(number) == 0, running.said()
        await until_topics(ran.settings, lambda names: names == before)

    with replaying(ran.settings, tmp_path, "none", "--from", "2000-01-01", "--to", "2000-01-02") as running:
        assert await running.ends() == 2
        assert "nothing is retained from 2000-01-01 to 2000-01-02: the log goes from " in running.said()
    await until_topics(ran.settings, lambda names: names == before)

    with replaying(ran.settings, tmp_path, "killed", *WHOLE, "--speed", "1") as running:
        await running.says("replay killed: alerts in")
        running.kill()
    assert {*replay_topics(ran.settings, "killed").both()} < await topic_names(ran.settings)
    with replaying(ran.settings, tmp_path, "killed", *WHOLE) as running:
        assert await running.ends() == 2
        assert "there is a replay 'killed' already" in running.said()
    await until_no_replays(ran, tmp_path, "--id", "killed")
    await until_topics(ran.settings, lambda names: names == before)


async def until_no_replays(ran: Ran, folder: Path, *arguments: str) -> set[str]:
    """Clean up; return the topics that are left."""
    command = [sys.executable, "-m", "jingjian", "replay", "--clean", *arguments]
    with process(command, environment_of(ran.settings), folder / "clean.log") as running:
        assert await running.ends() == 0, running.said()
    await until_topics(ran.settings, lambda names: not any(".replay." in name for name in names))
    return await topic_names(ran.settings)


async def test_two_at_once_do_not_mix(ran: Ran, tmp_path: Path) -> None:
    """Each has its own alerts in its own topics, marked with its own id."""
    stations = sorted({each[2].station for each in ran.told})[:2]

    first, second = await asyncio.gather(
        *(replayed(ran, tmp_path, f"of-{name}", *WHOLE, "--station", name) for name in stations)
    )

    for messages, station in ((first, stations[0]), (second, stations[1])):
        assert {headers_of(message)["jingjian-replay"] for message in messages} == {f"of-{station}".encode()}
        assert [described(message) for message in messages] == [
            each for each in ran.told if each[2].station == station
        ]


async def test_whoever_follows_sees_all_of_it_marked_and_then_ends(ran: Ran, tmp_path: Path) -> None:
    """The follower begins in the middle, and ends when the topics are gone."""
    with replaying(ran.settings, tmp_path, "shown", *WHOLE, "--speed", "300") as running:
        await running.says("replay shown: alerts in")
        while not await read_replay(ran.settings, replay_topics(ran.settings, "shown").alerts):
            assert running.poll() is None, running.said()
        with following(ran, tmp_path, "shown") as follower:
            # A follower that starts slowly would find no topics any more.
            async with held(running):
                await follower.says("{")
            assert await running.ends() == 0, running.said()
            assert await follower.ends() == 0, follower.said()
            lines = [line for line in follower.said().splitlines() if line.startswith("{")]
    shown = [json.loads(line) for line in lines]
    assert {(each["replay"], each["open_at_start"]) for each in shown} == {("shown", False)}
    assert [msgspec.convert(each["alert"], Alert) for each in shown] == [each[2] for each in ran.told]

    with following(ran, tmp_path, "nowhere") as follower:
        assert await follower.ends() == 2
        assert "there is no replay 'nowhere'; there are: " in follower.said()


@asynccontextmanager
async def held(running: Process) -> AsyncIterator[None]:
    """Let a process stand still meanwhile."""
    await running.freeze()
    try:
        yield
    finally:
        running.thaw()


def following(ran: Ran, folder: Path, name: str) -> AbstractContextManager[Process]:
    """Run ``jingjian alerts`` on a replay."""
    command = [sys.executable, "-m", "jingjian", "alerts", "--follow", "--json", "--replay", name]
    return process(command, environment_of(ran.settings), folder / f"follow-{name}.log")
