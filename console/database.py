"""The console's own database."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from console.tables import metadata
from streams.store.connect import Migrations

PEOPLE = Migrations(
    metadata,
    Path(__file__).parent / "migrations",
    "console_alembic_version",
    "restore people and audit trail from a backup",
)
LOCK = 0x6175_6469
"""Any number that nobody else takes: "audi"."""


@contextlib.asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Begin a transaction that writes; others that write, in other processes too, wait until it is done.

    Each line of the audit trail needs the one before, so it is read and added to with nobody in between.
    """
    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        else:
            # SQLite would let two read before either writes.
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
