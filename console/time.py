"""What time it is for the console: the wall's, or the log's where a day is played."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from console.patience import patiently
from console.reading import heard_until

LOOK_EVERY_S = 0.1
"""E: a day played sixty times as fast moves by 6 s in that time, which is near enough for ages and shelves."""


class LogClock:
    """Tells the time."""

    def __init__(self, store: AsyncEngine) -> None:
        self._store = store
        self._heard: datetime | None = None

    def now(self) -> datetime:
        """Return now."""
        return self._heard or datetime.now(UTC)

    async def run(self) -> None:
        """Keep up with the log, for ever; only where a day is played, since the wall's time needs no asking."""
        while True:
            await patiently(self._look)
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self) -> None:
        async with self._store.connect() as connection:
            self._heard = await heard_until(connection)
