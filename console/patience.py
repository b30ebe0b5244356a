"""What goes on in the background waits for a database that is away, as the projection does."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from streams.store.troubles import TROUBLES, first_line, is_away

TRY_AGAIN_S = 2.0
"""E: what waits is late by that much when the database is back."""

log = structlog.get_logger(__name__)


async def patiently(do: Callable[[], Awaitable[None]]) -> None:
    """Do something, again and again while the database is away; raises what else goes wrong."""
    while True:
        try:
            await do()
            return
        except TROUBLES as error:
            if not is_away(error):
                raise
            log.warning("the database is away", reason=first_line(error))
        await asyncio.sleep(TRY_AGAIN_S)
