"""The projection on SQLite and PostgreSQL: killed, doubled, or without its database, its rows are what follows."""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer
from sqlalchemy import func, select

from bench.processes import WITHIN_S, role
from config.settings import Settings
from jingjian.wiring import TABLES
from models.log import Block, TelemetryRun
from models.observations import Look, Observation, StreamState
from models.telemetry import CameraRecord
from streams.codecs import encode
from streams.follow import alerts, wait_for_desk
from streams.kafka import client_options, partitions_of
from streams.play import play_recording
from streams.recorded import end_of, read
from streams.store import tables
from streams.store.compare import differences
from streams.store.connect import database
from streams.store.write import read_offsets
from streams.topic_admin import create_topics
from streams.topics import Topic, topics_of
from tests.factories import at, camera_record, telemetry
from tests.integration.live_system import Day, day_of, make_day, send, settings_of
from tests.postgres import PASSWORD, Postgres

SPEED = 1200
KILLS = 4


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Return an hour and a half with faults, and with what only cameras that are watched tell."""
    day = make_day(tmp_path_factory.mktemp("day"), 1.5)
    add_videos_and_checks(day.events)
    return day_of(day.events, day.stations)


def add_videos_and_checks(events: Path) -> None:
    """Add to a recording how videos come and roll-call checks; a check that was not passed makes an alert."""
    lines: list[str] = []
    told = 0
    for _, line in read(events):
        lines.append(encode(line).decode())
        if line.topic != Topic.OBSERVATIONS:
            continue
        told += 1
        look = msgspec.json.decode(line.value, type=Observation)
        kind, stream = (Look.STREAM, list(StreamState)[told % 3]) if told % 5 else (Look.ROLL_CALL, None)
        added = msgspec.structs.replace(look, kind=kind, stream=stream, badge="017913", picture=None)
        lines.append(encode(msgspec.structs.replace(line, value=msgspec.Raw(encode(added)))).decode())
    events.write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, object]:
    """Return the settings of an empty store."""
    if request.param == "sqlite":
        return {"url": f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"}
    return await of_postgres(request.getfixturevalue("postgres"))


async def of_postgres(server: Postgres) -> dict[str, object]:
    """Return the settings of a new database."""
    return {"url": await server.new_database(f"t{uuid4().hex[:8]}"), "password": PASSWORD}


def settings_for(bootstrap: str, prefix: str, day: Day, store: dict[str, object]) -> Settings:
    """Return settings of this test's own topics and store."""
    return settings_of(
        bootstrap, prefix, bureau={"stations": day.stations}, time={"source": "input"}, store=store
    )


@asynccontextmanager
async def played(settings: Settings, day: Day, folder: Path) -> AsyncIterator[asyncio.Task[object]]:
    """Let a day go through intake and worker."""
    await create_topics(settings, TABLES)
    with role(settings, "intake", folder), role(settings, "worker", folder):
        playing = asyncio.create_task(play_recording(settings, day.events, SPEED, lambda _lines, _at: None))
        yield playing
        await playing
        _, _, last = end_of(day.events)
        assert last is not None
        async with asyncio.timeout(WITHIN_S):
            await wait_for_desk(settings, last)


async def until_projected(settings: Settings) -> None:
    """Wait until every alert that was told is in the store, and its last block too."""
    told = len([alert async for alert in alerts(settings, follow=False)])
    async with asyncio.timeout(WITHIN_S):
        while await stored_versions(settings) < told or not await log_is_stored(settings):
            await asyncio.sleep(0.1)


async def stored_versions(settings: Settings) -> int:
    """Return how many versions of alerts there are."""
    async with database(settings.store) as engine, engine.connect() as connection:
        counted = await connection.scalar(select(func.count()).select_from(tables.alert_versions))
    return counted or 0


async def log_is_stored(settings: Settings) -> bool:
    """Say whether the store stands at the log's ends."""
    async with database(settings.store) as engine, engine.connect() as connection:
        offsets = await read_offsets(connection)
    consumer = AIOKafkaConsumer(**client_options(settings))
    await consumer.start()
    try:
        ends = await consumer.end_offsets(partitions_of(topics_of(settings), Topic.LOG))
    finally:
        await consumer.stop()
    at = {source.partition: end for source, end in ends.items() if end}
    return all(
        (known := offsets.get(("log", n))) is not None and known.position >= end for n, end in at.items()
    )


async def test_killed_again_and_again_its_rows_are_what_follows(
    apache_kafka: str, prefix: str, day: Day, store: dict[str, object], tmp_path: Path
) -> None:
    """Whenever it dies, the next one goes on from the offsets in the store."""
    settings = settings_for(apache_kafka, prefix, day, store)
    async with played(settings, day, tmp_path):
        for number in range(KILLS):
            with role(settings, "projection", tmp_path) as projection:
                await projection.says("projecting")
                await asyncio.sleep(0.3 + 0.4 * number)
                assert await projection.ends(signal.SIGKILL) == -signal.SIGKILL
    with role(settings, "projection", tmp_path) as projection:
        await projection.says("projecting")
        await until_projected(settings)
        assert await projection.ends(signal.SIGTERM) == 0
        assert PASSWORD not in projection.said()
    assert await stored_versions(settings) == day.expected.versions
    assert await differences(settings) == []


async def test_killed_it_knows_what_was_told_lately(
    apache_kafka: str, prefix: str, store: dict[str, object], tmp_path: Path
) -> None:
    """A camera that never speaks again is unknown a minute after its last word, one that hung askew does so since then."""
    one_partition = {"prefix": prefix, "partitions": 1}
    settings = settings_of(apache_kafka, prefix, topics=one_partition, store=store)
    await create_topics(settings, TABLES)
    silent, askew = camera_record("C1", recording=True), camera_record("C2", pitch_deg=60, roll_deg=0)
    straight = camera_record("C2", pitch_deg=0, roll_deg=0)
    heard = [(0, silent), (5, straight), (130, straight), (250, straight), (260, silent), (265, silent)]
    await send(settings, *(block(*each) for each in enumerate([*heard, (270, askew)])))
    await _run_until_stored(settings, tmp_path, signal.SIGKILL)
    await send(settings, block(7, (295, askew)), (Topic.LOG, encode(Block(clock=at(400)))))
    await _run_until_stored(settings, tmp_path, signal.SIGTERM)
    assert await differences(settings) == []
    async with database(settings.store) as engine:
        table = tables.transitions
        wanted = (table.c.camera, table.c.since, table.c.value)
        async with engine.connect() as connection:
            found = await connection.execute(
                select(*wanted)
                .where(table.c.fact != "online", table.c.since >= at(250))
                .order_by(table.c.since)
            )
            assert [tuple(row) for row in found] == [
                ("C2", at(250), True),
                ("C1", at(260), True),
                ("C2", at(270), False),
                ("C1", at(325), None),
                ("C2", at(355), None),
            ]


def block(number: int, told: tuple[float, CameraRecord]) -> tuple[Topic, bytes]:
    """Return a camera's record as a block of the log."""
    seconds, record = told
    run = TelemetryRun(partition=0, at=at(seconds), offsets=[number], records=[telemetry(seconds, record)])
    return Topic.LOG, encode(Block(runs=[run]))


async def _run_until_stored(settings: Settings, folder: Path, end: signal.Signals) -> None:
    with role(settings, "projection", folder) as projection:
        await projection.says("projecting")
        async with asyncio.timeout(WITHIN_S):
            while not await log_is_stored(settings):
                await asyncio.sleep(0.1)
        await projection.ends(end)


async def test_a_second_one_ends_and_harms_nothing(
    apache_kafka: str, prefix: str, day: Day, store: dict[str, object], tmp_path: Path
) -> None:
    """Started by accident: whoever finds the offsets moved says so and ends with status 1."""
    settings = settings_for(apache_kafka, prefix, day, store)
    (tmp_path / "second").mkdir()
    with (
        role(settings, "projection", tmp_path) as one,
        role(settings, "projection", tmp_path / "second") as other,
    ):
        for each in (one, other):
            await each.says("projecting")
        async with played(settings, day, tmp_path):
            pass
        ended = await asyncio.wait(
            {asyncio.ensure_future(each.ends()) for each in (one, other)}, return_when=asyncio.FIRST_COMPLETED
        )
        assert [task.result() for task in ended[0]] == [1]
        assert (
            sum("another projection writes into the same store" in each.said() for each in (one, other)) == 1
        )
        for task in ended[1]:
            task.cancel()
        await until_projected(settings)
    assert await differences(settings) == []


async def test_without_its_database_it_waits(
    apache_kafka: str, prefix: str, day: Day, postgres: Postgres, tmp_path: Path
) -> None:
    """Stopped while rows are written and started again: all rows come."""
    settings = settings_for(apache_kafka, prefix, day, await of_postgres(postgres))
    with role(settings, "projection", tmp_path) as projection:
        await projection.says("projecting")
        async with played(settings, day, tmp_path):
            await asyncio.sleep(1)
            postgres.stop()
            try:
                await projection.says("the store does not answer")
            finally:
                # It is the next test's too.
                postgres.start()
        await projection.says("projecting")
        await until_projected(settings)
        assert await projection.ends(signal.SIGTERM) == 0
        assert PASSWORD not in projection.said()
    assert await differences(settings) == []


async def test_the_comparison_sees_what_is_wrong(
    apache_kafka: str, prefix: str, day: Day, tmp_path: Path
) -> None:
    """A row taken away, one added, some changed: each is a difference."""
    settings = settings_for(
        apache_kafka, prefix, day, {"url": f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"}
    )
    async with played(settings, day, tmp_path):
        pass
    with role(settings, "projection", tmp_path) as projection:
        await projection.says("projecting")
        await until_projected(settings)
        assert await projection.ends(signal.SIGTERM) == 0
    assert await differences(settings) == []
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("delete from alerts where alert = (select min(alert) from alerts)")
        connection.execute(
            "update cameras set online = not online where camera = (select min(camera) from cameras)"
        )
        connection.execute(
            "update watched set looks = '{}' where rowid = (select min(rowid) from watched where looks != '{}')"
        )
        connection.execute("update watched set video_since = '2020-01-01 00:00:00.000000' where rowid = 1")
        connection.execute("delete from transitions where rowid = (select min(rowid) from transitions)")
        connection.execute("update transitions set value = not value where rowid = 3")
        connection.execute("delete from roll_calls where rowid = (select min(rowid) from roll_calls)")
        connection.execute(
            "update incidents set incident = 'other' where incident = (select min(incident) from incidents)"
        )
    connection.close()
    found = await differences(settings)
    assert len([line for line in found if line.startswith("alerts") and line.endswith("missing")]) == 1
    assert len([line for line in found if line.startswith("cameras") and ": online is" in line]) == 1
    assert len([line for line in found if line.startswith("incidents")]) == 2
    assert len([line for line in found if line.startswith("watched") and ": looks is {}" in line]) == 1
    assert len([line for line in found if line.startswith("watched") and ": video_since is" in line]) == 1
    assert len([line for line in found if line.startswith("roll_calls") and line.endswith("missing")]) == 1
    assert len([line for line in found if line.startswith("transitions") and line.endswith("missing")]) == 1
    assert len([line for line in found if line.startswith("transitions") and ": value is" in line]) == 1
    assert len(found) == 9
