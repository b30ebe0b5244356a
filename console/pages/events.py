"""The live stream: every new version of every alert that somebody may see."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from console.asking import PartsOf, SessionOf, WhoSees
from console.live import BadPlace, TooOld, place_of
from console.parts import Parts
from console.people import May
from console.problems import LOGGED_IN
from console.sessions import Session, by_hash
from streams.store.troubles import TROUBLES, is_away

router = APIRouter(prefix="/api/events", tags=["events"])

RETRY_MS = 1_000
"""E: a page whose connection broke is live again a second after the console is back."""

ASK_EVERY = timedelta(seconds=10)
"""E: whoever was logged out elsewhere, or may see other units from now on, sees nothing more after ten seconds."""

Place = Annotated[str, Query(max_length=20_000, description="Where to go on from, as /api/alerts tells it.")]


@router.get("", response_class=EventSourceResponse, responses=LOGGED_IN)
async def follow(
    parts: PartsOf,
    who: WhoSees,
    session: SessionOf,
    place: Place = "",
    last_event_id: Annotated[str | None, Header(max_length=20_000)] = None,
) -> AsyncGenerator[ServerSentEvent, None]:
    """Send each version as an event `alert`; `reload` where the place is too long ago: load everything anew."""
    yield ServerSentEvent(comment="live", retry=RETRY_MS)
    asked_at = parts.wall()
    try:
        after = place_of(last_event_id or place, parts.settings.topics.partitions)
        async with aclosing(parts.live.after(after)) as versions:
            async for version in versions:
                if parts.wall() - asked_at >= ASK_EVERY:
                    asked_at = parts.wall()
                    if not await _still(parts, session):
                        return
                if version is not None and who.sees(version.alert.station):
                    yield ServerSentEvent(raw_data=version.document, event="alert", id=version.place)
    except (BadPlace, TooOld):
        yield ServerSentEvent(data=None, raw_data="{}", event="reload")


async def _still(parts: Parts, session: Session) -> bool:
    """Say whether a session holds and its person is what they were; while the database is away, nobody was told else."""
    try:
        async with parts.people.connect() as connection:
            now = await by_hash(connection, session.token, parts.settings.console, parts.wall())
    except TROUBLES as error:
        if is_away(error):
            return True
        raise
    return now is not None and now.account == session.account and May.SEE in now.account.rights()
