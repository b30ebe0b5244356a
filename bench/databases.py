"""Databases of measurements and tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from config.settings import StoreSettings
from streams.store.connect import Migrations, connect, upgrade


@asynccontextmanager
async def database(settings: StoreSettings, tables: Migrations | None = None) -> AsyncIterator[AsyncEngine]:
    """Give a database, with some tables where they are named; its connections end with it, whatever happens."""
    engine = connect(settings)
    try:
        if tables is not None:
            await upgrade(engine, tables)
        yield engine
    finally:
        await engine.dispose()
