"""How long notices are kept once nobody waits for them any more. Those that are dead wait for a person, however long."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from console.parts import Parts
from console.patience import patiently
from console.tables import notices
from console.webhooks import NoticeState

KEPT = {NoticeState.DELIVERED: timedelta(days=7), NoticeState.PUT_AWAY: timedelta(days=30)}
"""E: whoever asks whether something was told asks within the week; why somebody put one away is asked when the month is
looked over, and stays on the audit trail."""
LOOK_EVERY_S = 3600.0
"""E: what is kept for days may be kept for an hour more; a delivery then costs no search for old ones."""


async def keep_no_longer(parts: Parts) -> None:
    """Take away what is old, for ever; also where no receiver is named any more."""
    while True:
        await patiently(partial(_tidy, parts))
        await asyncio.sleep(LOOK_EVERY_S)


async def _tidy(parts: Parts) -> None:
    async with parts.writing() as connection:
        await take_away_old(connection, parts.wall())


async def take_away_old(connection: AsyncConnection, now: datetime) -> None:
    """Take away notices that have been in their last state for long enough."""
    old = [
        (notices.c.state == state.value) & (notices.c.next_at < now - kept) for state, kept in KEPT.items()
    ]
    await connection.execute(delete(notices).where(or_(*old)))
