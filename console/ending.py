"""Live video is ended at the media server for whoever may look no more, or whose look is not on record any more.

A page asks for a pass every minute while it shows a camera, and that look is put on record. A connection goes on without
one: so it ends with its session, with the right to look, when the camera moves to another unit, and when no look was
put on record for as long as a pass holds.
"""

import asyncio
from collections.abc import Container, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

import aiohttp
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from console.audit import Deed, Detail
from console.parts import Parts
from console.passes import HOLDS_FOR, may_look
from console.patience import patiently
from console.reading import moved
from console.sessions import Session, by_hash
from console.tables import audit
from console.viewings import Viewing

LOOK_EVERY_S = 5.0
"""E: a page that is open sees nothing more ten seconds after its session has ended; so does this."""
LOOKED_WITHIN = HOLDS_FOR + timedelta(seconds=60)
"""A look is put on record once a minute for the same, so it may be a minute older than the pass."""
ASK_EVERY = timedelta(minutes=5)
"""E: what a page closed itself is forgotten after that; a display leaves some sixty a minute behind."""
ANSWERS_WITHIN_S = 5.0

log = structlog.get_logger(__name__)


async def end_what_may_not_go_on(parts: Parts) -> None:
    """Do it for ever; where the media server has an API that the settings name."""
    timeout = aiohttp.ClientTimeout(total=ANSWERS_WITHIN_S)
    async with aiohttp.ClientSession(timeout=timeout) as client:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            await patiently(partial(look_over, parts, client))


async def look_over(parts: Parts, client: aiohttp.ClientSession) -> None:
    """Look at all once: end what may not go on, and forget what is over."""
    now, api = parts.wall(), parts.settings.console.media_api_url
    viewings = list(parts.viewings)
    try:
        for viewing in await _not_allowed(parts, viewings, now):
            await _is_there(client.post(f"{api}/v3/{viewing.of}/kick/{viewing.id}"))
            log.info("live video was ended", camera=viewing.told.camera)
            parts.viewings.forget(viewing)
        for viewing in parts.viewings:
            if now - viewing.asked_at < ASK_EVERY:
                continue
            viewing.asked_at = now
            if not await _is_there(client.get(f"{api}/v3/{viewing.of}/get/{viewing.id}")):
                parts.viewings.forget(viewing)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        # It is tried again; while it is away it shows nobody anything.
        log.warning("the media server's API does not answer", reason=f"{type(error).__name__}: {error}")


async def _not_allowed(parts: Parts, viewings: list[Viewing], now: datetime) -> list[Viewing]:
    if not viewings:
        return []
    settings = parts.settings.console
    async with parts.people.connect() as people, parts.store.connect() as store:
        looked = await _looked_lately(people, now)
        held = {key: await by_hash(people, key, settings, now) for key in {each.session for each in viewings}}
        places = {(each.told.station, each.told.camera) for each in viewings}
        gone = {place for place in places if await moved(store, *place)}
    return [each for each in viewings if not _may_go_on(each, held, looked, gone)]


def _may_go_on(
    viewing: Viewing,
    held: Mapping[str, Session | None],
    looked: Container[tuple[str, str]],
    gone: Container[tuple[str, str]],
) -> bool:
    told, session = viewing.told, held[viewing.session]
    return (
        session is not None
        and may_look(session.account, told.station)
        and (told.station, told.camera) not in gone
        and (told.name, told.camera) in looked
    )


async def _looked_lately(connection: AsyncConnection, now: datetime) -> set[tuple[str, str]]:
    """Return who had which camera's live video put on record lately, by whichever console."""
    lately = (audit.c.at >= now - LOOKED_WITHIN) & (audit.c.deed == Deed.LOOKED.value)
    query = select(audit.c.name, audit.c.about).where(lately, audit.c.detail == Detail.LIVE.value).distinct()
    return {(each.name, each.about) for each in await connection.execute(query)}


async def _is_there(asking: AbstractAsyncContextManager[aiohttp.ClientResponse]) -> bool:
    """Say whether the media server knows what was asked of it; raises ``aiohttp.ClientError`` where it refuses."""
    async with asking as answer:
        if answer.status == HTTPStatus.NOT_FOUND:
            return False
        answer.raise_for_status()
        return True
