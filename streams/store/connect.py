"""Connect to the store, and bring its tables to what this version wants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from msgspec import Struct
from sqlalchemy import URL, Connection, MetaData, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from config.settings import StoreSettings
from streams.store.tables import metadata


class Migrations(Struct, frozen=True):
    """How a set of tables came about, step by step."""

    metadata: MetaData
    folder: Path
    version_table: str
    """Where it stands which step the tables have."""
    whence: str
    """Where their rows come from, for whoever cannot use them."""


STORE = Migrations(
    metadata, Path(__file__).parent / "migrations", "alembic_version", "all rows can be made again from Kafka"
)

BUSY_S = 30
"""E: how long SQLite waits for another writer; a transaction of ours takes milliseconds."""


UPGRADE_LOCK = 0x6A696E67
"""Any number that nobody else takes: "jing"."""


class StoreProblem(Exception):
    """The store cannot be used as it is; says why and what to do."""


def url_of(settings: StoreSettings) -> URL:
    """Return the store's address with its password; printing it shows none."""
    url = make_url(settings.url)
    if settings.password is not None:
        return url.set(password=settings.password.get_secret_value())
    if settings.password_file is None:
        return url
    try:
        return url.set(password=settings.password_file.read_text(encoding="utf-8").rstrip("\r\n"))
    except (OSError, UnicodeDecodeError) as error:
        setting = f"{settings.SECTION}.password_file"
        raise StoreProblem(f"{setting}: {error}; name a file that this role can read") from error


def connect(settings: StoreSettings) -> AsyncEngine:
    """Return an engine; nothing is connected yet. Its errors show no values: names do not belong in a log."""
    url = url_of(settings)
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_async_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_S})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


@asynccontextmanager
async def database(settings: StoreSettings, tables: Migrations | None = None) -> AsyncIterator[AsyncEngine]:
    """Give an engine, its tables of this version where some are named; its connections end with it, whatever happens."""
    engine = connect(settings)
    try:
        if tables is not None:
            await upgrade(engine, tables)
        yield engine
    finally:
        await engine.dispose()


def _prepare_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    cursor = connection.cursor()
    # Readers do not wait for the writer; after a power cut the last transactions are read again from Kafka.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


async def upgrade(engine: AsyncEngine, migrations: Migrations = STORE) -> None:
    """Bring the tables to this version; raises ``StoreProblem`` if they are of a newer one."""
    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two that start at once must not make the same tables; SQLite has one writer anyway.
            await connection.execute(select(func.pg_advisory_xact_lock(UPGRADE_LOCK)))
        await connection.run_sync(_upgrade, migrations)


async def revision(engine: AsyncEngine, migrations: Migrations = STORE) -> tuple[str | None, str | None]:
    """Return which version the tables have, and which they should."""
    async with engine.connect() as connection:
        there = await connection.run_sync(_there, migrations)
    return there, ScriptDirectory.from_config(configuration(migrations=migrations)).get_current_head()


def configuration(connection: Connection | None = None, migrations: Migrations = STORE) -> Config:
    """Return Alembic's configuration; ours needs no file."""
    attributes = {
        "connection": connection,
        "metadata": migrations.metadata,
        "version_table": migrations.version_table,
    }
    config = Config(attributes=attributes)
    config.set_main_option("script_location", str(migrations.folder))
    return config


def _upgrade(connection: Connection, migrations: Migrations) -> None:
    try:
        command.upgrade(configuration(connection, migrations), "head")
    except CommandError as error:
        raise StoreProblem(
            f"the store's tables are not of a version that is known here ({error}); run the newer Jingjian that "
            f"made them, or name another database: {migrations.whence}"
        ) from error


def _there(connection: Connection, migrations: Migrations) -> str | None:
    options = {"version_table": migrations.version_table}
    return MigrationContext.configure(connection, opts=options).get_current_revision()
