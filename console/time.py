"""What time it is for the console: the wall's, or the log's where a day is played."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from config.settings import Settings, TimeSource
from console.patience import patiently
from streams.store import tables

LOOK_EVERY_S = 0.5
"""E: a played day's clock moves half a minute in that time, which is near enough for ages and shelves."""


class LogClock:
    """Tells the time."""

    def __init__(self, settings: Settings, store: AsyncEngine) -> None:
        self._follows_input = settings.time.source is TimeSource.INPUT
        self._store = store
        self._heard: datetime | None = None

    def now(self) -> datetime:
        """Return now."""
        if self._follows_input and self._heard is not None:
            return self._heard
        return datetime.now(UTC)

    async def run(self) -> None:
        """Keep up with the log, for ever; the wall's time needs no asking."""
        while self._follows_input:
            await patiently(self._look)
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self) -> None:
        async with self._store.connect() as connection:
            newest = await connection.execute(select(func.max(tables.cameras.c.heard_at)))
            self._heard = newest.scalar_one()
