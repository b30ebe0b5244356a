"""The live stream: every new version of every alert that somebody may see."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from console.asking import PartsOf, WhoSees
from console.live import BadPlace, TooOld, place_of
from console.problems import LOGGED_IN

router = APIRouter(prefix="/api/events", tags=["events"])

RETRY_MS = 1_000
"""E: a page whose connection broke is live again a second after the console is back."""

Place = Annotated[str, Query(max_length=20_000, description="Where to go on from, as /api/alerts tells it.")]


@router.get("", response_class=EventSourceResponse, responses=LOGGED_IN)
async def follow(
    parts: PartsOf,
    who: WhoSees,
    place: Place = "",
    last_event_id: Annotated[str | None, Header(max_length=20_000)] = None,
) -> AsyncGenerator[ServerSentEvent, None]:
    """Send each version as an event `alert`; `reload` where the place is too long ago: load everything anew."""
    yield ServerSentEvent(comment="live", retry=RETRY_MS)
    try:
        after = place_of(last_event_id or place, parts.settings.topics.partitions)
        async for version in parts.live.after(after):
            if who.sees(version.alert.station):
                yield ServerSentEvent(raw_data=version.document, event="alert", id=version.place)
    except (BadPlace, TooOld):
        yield ServerSentEvent(data=None, raw_data="{}", event="reload")
