"""The wall: cameras on incidents, as tiles, and all cameras for the map."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from fastapi import APIRouter, Response
from msgspec import Struct
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from console.asked import Basis, must_record
from console.asking import PartsOf, WhoSees
from console.parts import Parts
from console.people import Person
from console.problems import LOGGED_IN
from console.reading import is_open, rows, theirs
from console.shapes import answer, answers
from models.incidents import Stage
from models.observations import StreamState
from models.rules import Priority
from models.times import Instant
from streams.store import tables
from streams.store.observed import TOLD_WITHIN

router = APIRouter(prefix="/api", tags=["wall"])

ON_SCENE = (Stage.DISPATCHED, Stage.DEPARTED, Stage.ARRIVED)
"""From the call over the radio until the scene is over."""
HEARD_WITHIN_S = 24 * 3600
"""E: a camera that was silent for a day is on a shelf."""


class Position(Struct, frozen=True):
    """Where a camera was."""

    latitude_deg: float
    longitude_deg: float
    at: Instant


class Tile(Struct, frozen=True):
    """A camera with everything that its tile shows; None is unknown, and never bad."""

    station: str
    camera: str
    badge: str | None
    incident: str | None
    arrived_at: Instant | None
    online: bool | None
    online_at: Instant | None
    recording: bool | None
    recording_at: Instant | None
    recording_asked: bool
    """Whether its wearer must record now; where not, nothing is wrong with a camera that does not."""
    position: Position | None
    battery_pct: float | None
    heard_at: Instant | None
    video: StreamState | None
    """How its video comes, as was told within a minute."""
    looked_at: Instant | None
    """When the newest picture came that was looked at; the latest still is about as old."""
    alerts: list[str]
    worst: Priority | None


class Tiles(Struct, frozen=True):
    """Cameras, the worst first."""

    now: Instant
    tiles: list[Tile]


@router.get("/wall", responses={**answers(Tiles), **LOGGED_IN})
async def wall(parts: PartsOf, who: WhoSees) -> Response:
    """Return the cameras that are on incidents now."""
    return answer(Tiles(parts.now(), await tiles_on_scene(parts, who)))


async def tiles_on_scene(parts: Parts, who: Person) -> list[Tile]:
    """Return the cameras that are on incidents now, the worst first."""
    loaded = await _loaded(parts, who, parts.now())
    return sorted((_tile(key, loaded) for key in loaded.on_scene), key=_worst_first)


@router.get("/cameras", responses={**answers(Tiles), **LOGGED_IN})
async def cameras(parts: PartsOf, who: WhoSees) -> Response:
    """Return all cameras that were heard of within a day."""
    now = parts.now()
    loaded = await _loaded(parts, who, now)
    return answer(Tiles(now, sorted((_tile(key, loaded) for key in loaded.known), key=_worst_first)))


Key = tuple[str, str]
"""Station and camera."""


class Loaded(NamedTuple):
    """What tiles are made of."""

    badges: Mapping[Key, str]
    """Who wears each camera; where a roster names two, the one who is on an incident."""
    known: Mapping[Key, Mapping[str, Any]]
    alerts: Mapping[Key, list[Any]]
    on_scene: Mapping[Key, Any]
    """The incident of each camera that is on one; of an officer's two the one where they are."""
    asked: AbstractSet[Key]
    """Cameras that must record now."""


async def _loaded(parts: Parts, who: Person, now: datetime) -> Loaded:
    async with parts.store.connect() as connection:
        worn, incidents = await worn_now(connection, who, now), await _on_scene(connection, who, now)
        on_scene = {
            (each["station"], camera): (badge, each)
            for each in incidents
            for badge in each["officers"]
            if (camera := worn.get((each["station"], badge))) is not None
        }
        return Loaded(
            badges={(station, camera): badge for (station, badge), camera in worn.items()}
            | {key: badge for key, (badge, _) in on_scene.items()},
            known=await _cameras(connection, who, now),
            alerts=await _alerts(connection, who),
            on_scene={key: incident for key, (_, incident) in on_scene.items()},
            asked=await must_record(connection, who, list(on_scene), incidents, Basis(parts.rules, now)),
        )


async def worn_now(connection: AsyncConnection, who: Person, now: datetime) -> dict[Key, str]:
    """Return which camera each officer of a station wears now; a later entry takes over."""
    table = tables.roster
    on_shift = and_(table.c.starts_at <= now, table.c.ends_at > now, ~table.c.withdrawn, theirs(table, who))
    query = select(table.c.station, table.c.badge, table.c.camera).where(on_shift).order_by(table.c.starts_at)
    return {
        (each["station"], each["badge"]): each["camera"]
        for each in await rows(connection, query)
        if each["camera"] is not None
    }


async def _cameras(connection: AsyncConnection, who: Person, now: datetime) -> dict[Key, dict[str, Any]]:
    table = tables.cameras
    lately = table.c.heard_at >= now - timedelta(seconds=HEARD_WITHIN_S)
    known = {
        (each["station"], each["camera"]): dict(each)
        for each in await rows(connection, select(table).where(lately, theirs(table, who)))
    }
    watched = tables.watched
    for each in await rows(connection, select(watched).where(theirs(watched, who))):
        told = each["video_told_at"]
        fresh = told is not None and now - told <= TOLD_WITHIN
        seen = {"video": each["video"] if fresh else None, "looked_at": each["looked_at"]}
        known.setdefault((each["station"], each["camera"]), {}).update(seen)
    return known


async def _alerts(connection: AsyncConnection, who: Person) -> dict[Key, list[Any]]:
    table = tables.alerts
    wanted = and_(is_open(), table.c.camera.is_not(None), theirs(table, who))
    found: dict[Key, list[Any]] = {}
    columns = (table.c.station, table.c.camera, table.c.alert, table.c.priority)
    for each in await rows(connection, select(*columns).where(wanted)):
        found.setdefault((each["station"], each["camera"]), []).append(each)
    return found


async def _on_scene(connection: AsyncConnection, who: Person, now: datetime) -> list[Any]:
    table = tables.incidents
    wanted = and_(
        table.c.stage.in_([stage.value for stage in ON_SCENE]),
        table.c.first_at >= now - timedelta(seconds=HEARD_WITHIN_S),
        theirs(table, who),
    )
    return sorted(await rows(connection, select(table).where(wanted)), key=_latest_scene_last)


def _latest_scene_last(incident: Any) -> tuple[datetime, datetime]:
    """Of two incidents an officer is at the one where they arrived last; one that nobody arrived at is on the way."""
    return _arrived_at(incident) or datetime.min.replace(tzinfo=UTC), incident["first_at"]


def _arrived_at(incident: Any) -> datetime | None:
    at = incident["stages"].get(Stage.ARRIVED.value)
    return None if at is None else datetime.fromisoformat(at)


def _tile(key: Key, loaded: Loaded) -> Tile:
    known: Mapping[str, Any] = loaded.known.get(key, {})
    incident, alerts = loaded.on_scene.get(key), loaded.alerts.get(key, [])
    return Tile(
        station=key[0],
        camera=key[1],
        badge=loaded.badges.get(key),
        incident=None if incident is None else incident["incident"],
        arrived_at=None if incident is None else _arrived_at(incident),
        online=known.get("online"),
        online_at=known.get("online_at"),
        recording=known.get("recording"),
        recording_at=known.get("recording_at"),
        recording_asked=key in loaded.asked,
        position=_position(known),
        battery_pct=known.get("battery_pct"),
        heard_at=known.get("heard_at"),
        video=None if known.get("video") is None else StreamState(known["video"]),
        looked_at=known.get("looked_at"),
        alerts=[each["alert"] for each in alerts],
        worst=min((Priority(each["priority"]) for each in alerts), key=_rank, default=None),
    )


def _position(known: Mapping[str, Any]) -> Position | None:
    at = known.get("position_at")
    return None if at is None else Position(known["latitude_deg"], known["longitude_deg"], at)


def _rank(priority: Priority) -> int:
    return list(Priority).index(priority)


def _worst_first(tile: Tile) -> tuple[int, str, str]:
    return (len(Priority) if tile.worst is None else _rank(tile.worst)), tile.station, tile.camera
