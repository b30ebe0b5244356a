"""Pictures: the evidence of an alert, and how a camera looks now. Who looked at whom is on record."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Path, Query, Response
from msgspec import Struct
from sqlalchemy import select

from console import audit
from console.accounts import Account
from console.asking import PartsOf, SessionOf, WhoWatches, row_there, there
from console.audit import Deed, Detail
from console.evidence import note_of
from console.parts import Parts
from console.passes import issue
from console.problems import LOGGED_IN, Refused, may_answer
from console.reading import is_known, moved, row
from console.shapes import answer, answers
from models.alerts import Alert
from models.times import Instant
from streams.store import tables
from vision.latest import Latest
from vision.stills import NoStill, Stills

router = APIRouter(prefix="/api", tags=["pictures"])

JPEG: dict[int | str, dict[str, Any]] = {
    int(HTTPStatus.OK): {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}
}
Which = Literal["still", "before", "after", "marked"]
Name = Annotated[str, Path(max_length=64)]


@router.get(
    "/alerts/{alert}/stills/{number}",
    response_class=Response,
    responses={**JPEG, **LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND)},
)
async def evidence(
    alert: Name,
    number: Annotated[int, Path(ge=0, le=1000)],
    parts: PartsOf,
    who: WhoWatches,
    which: Annotated[Which, Query()] = "still",
) -> Response:
    """Return one of the stills that led to an alert, or the one before, after or with marks."""
    async with parts.store.connect() as connection:
        found = await row(connection, select(tables.alerts).where(tables.alerts.c.alert == alert))
    row_there(found, who)
    told = msgspec.convert(found["document"], Alert)
    if number >= len(told.pictures):
        raise Refused(HTTPStatus.NOT_FOUND, "not_found")
    stills = Stills(parts.settings.vision.stills_dir)
    try:
        jpeg = stills.read(_named(stills, told, told.pictures[number], which))
    except NoStill:
        raise Refused(HTTPStatus.NOT_FOUND, "no_still") from None
    await looked(parts, who, told.camera or told.station, f"{Detail.ALERT} {alert} {which} {number}")
    return Response(jpeg, media_type="image/jpeg")


def _named(stills: Stills, alert: Alert, still: str, which: Which) -> str:
    if which == "still":
        return still
    other: str | None = getattr(note_of(stills, alert, still), which)
    if other is None:
        raise NoStill(f"there is no still {which}")
    return other


@router.get(
    "/stations/{station}/cameras/{camera}/latest",
    response_class=Response,
    responses={**JPEG, **LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND)},
)
async def latest(station: Name, camera: Name, parts: PartsOf, who: WhoWatches) -> Response:
    """Return a camera's latest still; when it was taken stands in X-Taken-At."""
    table = tables.watched
    query = select(table).where(table.c.station == station, table.c.camera == camera)
    async with parts.store.connect() as connection:
        found = await row(connection, query)
        gone = await moved(connection, station, camera)
    there(None if gone else found, who, station)
    try:
        taken_at, jpeg = Latest(parts.settings.vision.latest_dir).read(camera)
    except NoStill:
        raise Refused(HTTPStatus.NOT_FOUND, "no_still") from None
    await looked(parts, who, camera, Detail.LATEST)
    return Response(jpeg, media_type="image/jpeg", headers={"X-Taken-At": taken_at.isoformat()})


class LivePass(Struct, frozen=True):
    """What the page may show the media server."""

    bearer: str | None
    """What comes behind ``Authorization: Bearer``; None where the media server is asked without it."""
    until: Instant


@router.post(
    "/stations/{station}/cameras/{camera}/live",
    responses={**answers(LivePass), **LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND)},
)
async def live(station: Name, camera: Name, parts: PartsOf, session: SessionOf, who: WhoWatches) -> Response:
    """Put on record that a camera's live video is shown, and return the pass for it.

    The page asks before it shows anything, and every minute while it does.
    """
    there(parts.stations.get(station), who, station)
    async with parts.store.connect() as connection:
        known = await is_known(connection, station, camera)
    there(known or None, who, station)
    await looked(parts, who, camera, Detail.LIVE)
    bearer, until = issue(session, station, camera, parts.wall())
    return answer(LivePass(bearer if parts.settings.console.live_passes else None, until))


async def looked(parts: Parts, who: Account, about: str, detail: str) -> None:
    """Put on record that somebody looked: once a minute for the same, since a wall asks every few seconds."""
    minute, look = parts.wall().replace(second=0, microsecond=0), (who.name, about, detail)
    if parts.looks.recorded(look, minute):
        return
    async with parts.writing() as connection:
        await audit.record(connection, parts.wall(), who.name, Deed.LOOKED, about, detail)
    parts.looks.note(look, minute)
