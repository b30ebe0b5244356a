"""Transitions in SQLite and PostgreSQL: what was told last is read back, what is old is forgotten."""

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.projection_start import fill
from config.settings import StoreSettings
from models.log import Block, ObservationRun, TelemetryRun
from models.observations import Look, Seen
from models.telemetry import Telemetry
from streams.blocks import Taken
from streams.store import tables
from streams.store.connect import STORE, database
from streams.store.facts import CameraFact
from streams.store.rows import Rows
from streams.store.transitions import Keeper
from streams.store.write import forget_transitions, read_last_transitions, write_rows
from tests.factories import CAMERA, STATION, at, camera_record, keeper, observation, telemetry
from tests.postgres import PASSWORD

EXPLAIN = {"sqlite": "explain query plan", "postgresql": "explain"}


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Return an empty store of this version."""
    if request.param == "sqlite":
        settings = StoreSettings(url=f"sqlite+aiosqlite:///{tmp_path / 'store.db'}")
    else:
        url = await request.getfixturevalue("postgres").new_database(f"t{uuid4().hex[:8]}")
        settings = StoreSettings.model_validate({"url": url, "password": PASSWORD})
    async with database(settings, STORE) as engine:
        yield engine


async def write(engine: AsyncEngine, keeps: Keeper, number: int, *ticks: Telemetry) -> None:
    """Write ticks, each logged when it was sent, as one batch."""
    rows, taken = Rows(), Taken()
    for offset, tick in enumerate(ticks, number):
        run = TelemetryRun(partition=0, at=tick.occurred_at, offsets=[offset], records=[tick])
        rows.add_block(Block(runs=[run]), taken, keeps)
    async with engine.begin() as connection:
        await write_rows(connection, rows)


async def recorded(engine: AsyncEngine) -> list[tuple[object, bool | None]]:
    """Return since when a camera did and did not record."""
    table = tables.transitions
    query = select(table).where(table.c.fact == CameraFact.RECORDING).order_by(table.c.since)
    async with engine.connect() as connection:
        return [(row.since, row.value) for row in await connection.execute(query)]


async def test_what_was_told_last_is_read_back(store: AsyncEngine) -> None:
    """Of each fact its last, with since when; one told anew at the same moment takes the place of the first."""
    keeps = keeper()
    await write(store, keeps, 0, telemetry(0, camera_record(recording=True)))
    await write(store, keeps, 1, telemetry(9, camera_record(recording=False)), telemetry(90, camera_record()))
    run = [telemetry(91, camera_record(online=False))]
    keeps.now = at(90)
    block = Block(runs=[TelemetryRun(partition=0, at=at(90), offsets=[3], records=run)])
    rows = Rows()
    rows.add_block(block, Taken(), keeps)
    async with store.begin() as connection:
        await write_rows(connection, rows)
    async with store.connect() as connection:
        last = await read_last_transitions(connection)
    assert last == {
        (STATION, CAMERA): {CameraFact.RECORDING: (None, at(69)), CameraFact.ONLINE: (False, at(90))}
    }
    assert await recorded(store) == [(at(0), True), (at(9), False), (at(69), None)]


async def test_of_a_camera_that_is_only_watched_the_last_is_read_back_too(store: AsyncEngine) -> None:
    """It has never said anything itself."""
    rows = Rows()
    looks = [observation(second, Look.DARK, Seen.WELL) for second in (0, 5)]
    run = ObservationRun(partition=0, at=at(5), offsets=[0, 1], records=looks)
    rows.add_block(Block(runs=[run]), Taken(), keeper())
    async with store.begin() as connection:
        await write_rows(connection, rows)
        assert await read_last_transitions(connection) == {
            (STATION, CAMERA): {CameraFact.ANGLE: (True, at(5))}
        }


def all_of_it(plan: list[str]) -> list[str]:
    """Return where a plan goes through all transitions: a look into the index says so, or has a condition below it."""
    return [
        line
        for line, below in pairwise([*plan, ""])
        if "transitions" in line and "SEARCH" not in line and "Index Cond" not in below
    ]


async def test_a_start_does_not_go_through_the_history(store: AsyncEngine) -> None:
    """It finds each camera's last by the key's index alone, however many rows there are."""
    await fill(store, cameras=50, days=60)
    asked: list[tuple[str, Any]] = []
    event.listen(
        store.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, parameters, *_: asked.append((statement, parameters)),
    )
    async with store.connect() as connection:
        last = await read_last_transitions(connection)
        plan = [
            str(line)
            for statement, parameters in asked.copy()
            for line in await connection.exec_driver_sql(f"{EXPLAIN[store.name]} {statement}", parameters)
        ]
    assert len(last) == 50
    assert all(len(facts) == len(CameraFact) for facts in last.values())
    assert sum("transitions" in line for line in plan) == 2 * len(CameraFact)
    assert all_of_it(plan) == []


async def test_what_was_over_long_ago_is_forgotten(store: AsyncEngine) -> None:
    """What is so still stays, however old it is, and what began before and went on after."""
    keeps = keeper()
    ticks = [telemetry(second, camera_record(recording=second % 20 == 0)) for second in range(0, 50, 10)]
    await write(store, keeps, 0, *ticks)
    async with store.begin() as connection:
        assert await forget_transitions(connection, at(25)) == 2
    assert await recorded(store) == [(at(20), True), (at(30), False), (at(40), True)]
    async with store.begin() as connection:
        assert await forget_transitions(connection, at(9000)) == 2
    assert await recorded(store) == [(at(40), True)]
    async with store.connect() as connection:
        last = await read_last_transitions(connection)
    assert last[STATION, CAMERA][CameraFact.ONLINE] == (True, at(0))
