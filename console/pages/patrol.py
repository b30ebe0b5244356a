"""Patrol 视频巡查: a person looks at the cameras on incidents one by one, and says what was seen."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from msgspec import Struct
from pydantic import BaseModel, Field
from sqlalchemy import select

from console import audit
from console.accounts import Account
from console.asking import PartsOf, WhoActs, WhoWatches, there
from console.audit import Deed, Detail
from console.fields import Moment, Name, Words
from console.pages.acts import when
from console.pages.wall import tiles_on_scene, worn_now
from console.parts import Parts
from console.problems import LOGGED_IN, Refused, may_answer
from console.reading import is_known, rows
from console.shapes import answer, answers
from console.tables import audit as lines
from models.actions import Act, Action
from models.ids import content_id
from models.observations import Look, Observation, Seen
from models.times import Instant
from streams.store import tables
from vision.latest import Latest
from vision.stills import NoStill, Stills

router = APIRouter(prefix="/api/patrol", tags=["patrol"])

A_DAY = timedelta(days=1)

PersonsLook = Literal[
    Look.HEADGEAR,
    Look.VEST,
    Look.DRESS,
    Look.BADGE,
    Look.OTHER,
    Look.TILTED,
    Look.SKY,
    Look.GROUND,
    Look.COVERED,
    Look.DARK,
    Look.BLURRED,
    Look.FROZEN,
]


class SeenBy(BaseModel):
    """One thing that a person saw."""

    look: PersonsLook
    seen: Literal[Seen.FAULT, Seen.WELL]
    badge: Name | None = Field(default=None, description="Whom the picture shows, where the person knows it.")


class Patrolled(BaseModel):
    """A camera was looked at."""

    station: Name
    camera: Name
    occurred_at: Moment = Field(description="When it was looked at; sent again with it, it counts once.")
    seen: Annotated[list[SeenBy], Field(max_length=12)] = []
    praise: bool = Field(
        default=False, description="It was done well: an act of its own, for whoever wears the camera."
    )
    note: Words = ""


class Patrol(Struct, frozen=True):
    """How far the room is."""

    since: Instant
    """Every camera on an incident is to be looked at after this moment."""
    due: list[str]
    """Cameras that were not, the longest waiting first."""
    looked_at: dict[str, Instant]
    """When each was looked at last, of those on incidents."""


@router.get("", responses={**answers(Patrol), **LOGGED_IN})
async def patrol(parts: PartsOf, who: WhoWatches) -> Response:
    """Return which cameras on incidents are to be looked at."""
    since = parts.now() - timedelta(seconds=parts.settings.console.patrol_s)
    cameras = [tile.camera for tile in await tiles_on_scene(parts, who)]
    looked_at = await _looked_at(parts, cameras)
    due = [camera for camera in cameras if camera not in looked_at or looked_at[camera] < since]
    never = datetime.min.replace(tzinfo=since.tzinfo)
    return answer(Patrol(since, sorted(due, key=lambda camera: looked_at.get(camera, never)), looked_at))


@router.post(
    "",
    status_code=HTTPStatus.NO_CONTENT,
    responses={**LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND)},
)
async def look(patrolled: Patrolled, parts: PartsOf, who: WhoActs) -> Response:
    """Put on record that a person looked, and tell the supervisors what they saw."""
    await _check(parts, patrolled, who)
    at = when(patrolled.occurred_at, parts.now(), parts.settings)
    picture = _kept(parts, patrolled.camera) if patrolled.seen else None
    for each in patrolled.seen:
        await parts.sender.observation(
            Observation(
                station=patrolled.station,
                camera=patrolled.camera,
                occurred_at=at,
                kind=each.look,
                seen=each.seen,
                picture=picture if each.seen is Seen.FAULT else None,
                badge=each.badge,
                by=who.name,
            )
        )
    if patrolled.praise:
        await parts.sender.actions([await _praise(parts, patrolled, who, at)])
    said = [f"{each.look}={each.seen}" for each in patrolled.seen]
    detail = " ".join(
        [Detail.PATROL, at.isoformat(), *said, *([Detail.PRAISE] if patrolled.praise else []), patrolled.note]
    ).strip()
    async with parts.writing() as connection:
        deed = Deed.OBSERVED if patrolled.seen or patrolled.praise else Deed.LOOKED
        await audit.record(connection, parts.wall(), who.name, deed, patrolled.camera, detail)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _praise(parts: Parts, patrolled: Patrolled, who: Account, at: datetime) -> Action:
    """Return the praise of whoever wears the camera; where nobody knows, of the camera and its station alone."""
    station, camera = patrolled.station, patrolled.camera
    async with parts.store.connect() as connection:
        worn = await worn_now(connection, who, parts.now())
    wearers = [
        badge for (at_station, badge), worn_by in worn.items() if (at_station, worn_by) == (station, camera)
    ]
    return Action(
        action=content_id(who.name, Act.PRAISE, camera, patrolled.occurred_at.isoformat()),
        station=station,
        act=Act.PRAISE,
        operator=who.name,
        occurred_at=at,
        camera=camera,
        badge=wearers[0] if len(wearers) == 1 else None,
        reason=patrolled.note or None,
    )


async def _check(parts: Parts, patrolled: Patrolled, who: Account) -> None:
    """Refuse a camera that is not there, and badges that the roster does not know."""
    there(parts.stations.get(patrolled.station), who, patrolled.station)
    roster = tables.roster
    badges = {each.badge for each in patrolled.seen if each.badge is not None}
    on_roster = select(roster.c.badge).where(
        roster.c.station == patrolled.station, roster.c.badge.in_(badges), ~roster.c.withdrawn
    )
    async with parts.store.connect() as connection:
        camera = await is_known(connection, patrolled.station, patrolled.camera)
        known = {each["badge"] for each in await rows(connection, on_roster)}
    there(camera or None, who, patrolled.station)
    if badges - known:
        # Nobody is accused by a slip of the finger.
        raise Refused(HTTPStatus.NOT_FOUND, "no_such_badge", "body.seen")


def _kept(parts: Parts, camera: str) -> str | None:
    """Keep what the person was shown as evidence; None where there was no still."""
    vision = parts.settings.vision
    try:
        _, jpeg = Latest(vision.latest_dir).read(camera)
    except NoStill:
        return None
    return Stills(vision.stills_dir).put(jpeg)


async def _looked_at(parts: Parts, cameras: list[str]) -> dict[str, datetime]:
    """Return when each camera was last looked at on patrol, by the log's time; what was a day before counts no more."""
    query = select(lines.c.about, lines.c.detail).where(
        lines.c.about.in_(cameras),
        lines.c.deed.in_([Deed.LOOKED.value, Deed.OBSERVED.value]),
        lines.c.detail.startswith(f"{Detail.PATROL} "),
        lines.c.at >= parts.wall() - A_DAY,
    )
    looked_at: dict[str, datetime] = {}
    now = parts.now()
    async with parts.people.connect() as connection:
        for each in await rows(connection, query):
            at = _at(each["detail"])
            # A day that is played again begins before what was looked at the last time.
            if at is not None and at <= now:
                looked_at[each["about"]] = max(at, looked_at.get(each["about"], at))
    return looked_at


def _at(detail: str) -> datetime | None:
    """Return when a line of the trail says that somebody looked; None of lines that tell no time."""
    try:
        return datetime.fromisoformat(detail.split(" ", 2)[1])
    except ValueError:
        return None
