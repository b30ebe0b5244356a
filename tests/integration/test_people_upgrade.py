"""The console's own tables of the version before, with people in them, are brought to this one and back."""

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from config.settings import PeopleSettings
from console import accounts
from console.database import PEOPLE
from console.tables import metadata
from streams.store.connect import configuration, connect, upgrade

BEFORE = "0001"
OF_BEFORE = text(
    "INSERT INTO console_people (name, shown, roles, units, password, must_change, disabled, created_at) "
    "VALUES (:name, :name, '[\"operator\"]', '[\"*\"]', 'kept', :waits, :off, '2026-05-01 00:00:00')"
)


@pytest.fixture
def engine(own: dict[str, object]) -> AsyncEngine:
    """Return an empty database."""
    return connect(PeopleSettings.model_validate(own))


async def test_a_password_that_waits_has_its_whole_time_from_the_upgrade_on(engine: AsyncEngine) -> None:
    """When it was given is not known; one's own stays one's own, and going back loses neither."""

    def up(connection: Connection) -> None:
        command.upgrade(configuration(connection, PEOPLE), BEFORE)

    def down(connection: Connection) -> None:
        command.downgrade(configuration(connection, PEOPLE), BEFORE)

    def differing(connection: Connection) -> list[object]:
        ours = {"version_table": PEOPLE.version_table}
        return list(compare_metadata(MigrationContext.configure(connection, opts=ours), metadata))

    began = datetime.now(UTC)
    async with engine.begin() as connection:
        await connection.run_sync(up)
        for name, waits in (("chen", True), ("li", False)):
            await connection.execute(OF_BEFORE, {"name": name, "waits": waits, "off": False})
    await upgrade(engine, PEOPLE)
    async with engine.connect() as connection:
        chen, li = await accounts.everybody(connection)
        assert chen.given_at is not None
        assert timedelta(0) <= chen.given_at - began < timedelta(minutes=1)
        assert (li.given_at, li.must_change, chen.must_change) == (None, False, True)
        assert await connection.run_sync(differing) == []
    async with engine.begin() as connection:
        await connection.run_sync(down)
        rows = await connection.execute(
            text("SELECT name, must_change, password FROM console_people ORDER BY 1")
        )
        assert [tuple(row) for row in rows] == [("chen", True, "kept"), ("li", False, "kept")]
    await upgrade(engine, PEOPLE)
    await engine.dispose()
