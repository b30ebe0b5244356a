"""A store of the version before, with rows in it, is brought to this one and back on SQLite and PostgreSQL."""

from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine

from config.settings import StoreSettings
from models.log import Block, ObservationRun, TelemetryRun
from models.observations import Look, Seen
from streams.blocks import Taken
from streams.store import tables
from streams.store.connect import configuration, connect, revision, upgrade
from streams.store.rows import Rows
from streams.store.write import Offset, read_offsets, write_offsets, write_rows
from tests.factories import CAMERA, alert, at, camera_record, keeper, observation, telemetry
from tests.postgres import PASSWORD

BEFORE = "0002"
ADDED = {"transitions"}
SOURCE, OFFSET = ("log", 0), Offset(7, {"telemetry/0": 41})
MARKED = Offset(8, {"telemetry/0": 41, "observations/0": 3}, {"position": 7})


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> StoreSettings:
    """Return an empty store."""
    if request.param == "sqlite":
        return StoreSettings(url=f"sqlite+aiosqlite:///{tmp_path / 'store.db'}")
    url = await request.getfixturevalue("postgres").new_database(f"t{uuid4().hex[:8]}")
    return StoreSettings.model_validate({"url": url, "password": PASSWORD})


async def bring_to(engine: AsyncEngine, wanted: str) -> set[str]:
    """Bring tables up or down to a version; return their names."""

    def turn(connection: Connection) -> set[str]:
        turning = command.upgrade if "alembic_version" not in names(connection) else command.downgrade
        turning(configuration(connection), wanted)
        return names(connection)

    async with engine.begin() as connection:
        return await connection.run_sync(turn)


def names(connection: Connection) -> set[str]:
    """Return the names of the tables."""
    return set(inspect(connection).get_table_names())


async def of_before(engine: AsyncEngine) -> None:
    """Write what a projection of the version before had written."""
    rows = Rows()
    heard = TelemetryRun(partition=0, at=at(0), offsets=[41], records=[telemetry(0, camera_record())])
    rows.add_block(Block(runs=[heard]), Taken(), keeper())
    rows.transitions.clear()
    rows.add_alert(alert(0), past=False)
    offset = {"topic": SOURCE[0], "partition": SOURCE[1], "position": OFFSET.position, "taken": OFFSET.taken}
    async with engine.begin() as connection:
        await connection.execute(insert(tables.offsets).values(offset))
        await write_rows(connection, rows)


async def test_rows_stay_and_new_tables_fill(store: StoreSettings) -> None:
    """Alerts, cameras and offsets are as they were; going back takes only what was added."""
    engine = connect(store)
    assert (await bring_to(engine, BEFORE)).isdisjoint(ADDED)
    await of_before(engine)
    await upgrade(engine)
    there, wanted = await revision(engine)
    assert there == wanted != BEFORE
    rows = Rows()
    looked = ObservationRun(
        partition=0, at=at(1), offsets=[3], records=[observation(1, Look.DARK, Seen.WELL)]
    )
    rows.add_block(Block(runs=[looked]), Taken(), keeper())
    async with engine.begin() as connection:
        assert await read_offsets(connection) == {SOURCE: OFFSET}
        await write_offsets(connection, {SOURCE: OFFSET}, {SOURCE: MARKED})
        await write_rows(connection, rows)
    async with engine.connect() as connection:
        assert await read_offsets(connection) == {SOURCE: MARKED}
        assert [row.alert for row in await connection.execute(select(tables.alerts))] == ["a1"]
        assert [row.online for row in await connection.execute(select(tables.cameras))] == [True]
        (told,) = await connection.execute(select(tables.transitions))
        assert (told.camera, told.fact, told.since, told.value) == (CAMERA, "angle", at(1), True)
        differing = await connection.run_sync(
            lambda plain: compare_metadata(MigrationContext.configure(plain), tables.metadata)
        )
        assert differing == []
    assert (await bring_to(engine, BEFORE)).isdisjoint(ADDED)
    async with engine.connect() as connection:
        assert [row.online for row in await connection.execute(select(tables.cameras))] == [True]
        offsets = await connection.execute(select(tables.offsets.c.position, tables.offsets.c.taken))
        assert [tuple(row) for row in offsets] == [(MARKED.position, MARKED.taken)]
    await upgrade(engine)
    await engine.dispose()
