"""Transitions in SQLite and PostgreSQL: what was told last is read back, what is old is forgotten."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.databases import database
from config.settings import StoreSettings
from models.log import Block, TelemetryRun
from models.telemetry import Telemetry
from streams.blocks import Taken
from streams.store import tables
from streams.store.connect import STORE
from streams.store.facts import CameraFact
from streams.store.rows import Rows
from streams.store.transitions import Keeper
from streams.store.write import forget_transitions, read_last_transitions, write_rows
from tests.factories import CAMERA, STATION, at, camera_record, keeper, telemetry
from tests.postgres import PASSWORD


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
