"""Bars under an incident's stages: since when cameras recorded, were online and hung well. Unknown is never bad."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from console.asked import Basis, Between, asked_of
from console.people import Person
from console.reading import row, rows, theirs
from models.alerts import Alert, AlertState
from models.incidents import Stage
from models.times import Instant
from streams.store import tables
from streams.store.asked import Demand
from streams.store.facts import CameraFact

BEFORE = timedelta(minutes=10)
"""E: before the first stage: how a camera was when nothing was asked of it yet."""
AFTER = timedelta(minutes=5)
"""E: after the scene is over: whether it was switched off then, and not before."""
MOST_CAMERAS = 12
"""E: the cameras of three patrols; more bars are no picture of one incident."""
MOST_CHANGES = 2_000
"""E: of all bars together; more is a camera that flickers, and before the oldest of them it is shown as unknown."""
OVER = (Stage.CONCLUDED, Stage.CANCELLED, Stage.DUPLICATE, Stage.CLOSED)
"""After the first of these nobody must record any more."""


class Span(Struct, frozen=True):
    """A stretch of time in which something was so, not so, or unknown."""

    since: Instant
    until: Instant | None
    """None: it is so still."""
    value: bool | None


class Bar(Struct, frozen=True):
    """One fact of one camera over time; where it has no span, nothing is known."""

    camera: str
    badge: str | None
    """Who wore it, where that is known."""
    fact: CameraFact
    spans: list[Span]
    asked: list[Demand]
    """When it was asked of the camera and its wearer: what is not so is bad then, and at no other time."""


class Worn(NamedTuple):
    """A camera whose bars are wanted."""

    station: str
    camera: str
    badge: str | None


async def bars_of_incident(
    connection: AsyncConnection, who: Person, incident: Any, alerts: Sequence[Alert], basis: Basis
) -> list[Bar]:
    """Return the bars of the cameras of an incident's officers, and of those that its alerts name."""
    name = incident["incident"]
    between = _between(incident, (), basis.now)
    badges = await _officers(connection, name)
    worn = await _worn(connection, who, badges, between, basis.now)
    named = [Worn(each.station, each.camera, each.badge) for each in alerts if each.camera is not None]
    return await _bars(connection, who, [*worn, *named], name, between, basis)


async def bars_of_alert(connection: AsyncConnection, who: Person, alert: Alert, basis: Basis) -> list[Bar]:
    """Return the bars of an alert's camera, or of its incident's where it names none."""
    table = tables.incidents
    incident = None
    if alert.incident is not None:
        incident = await row(connection, select(table).where(table.c.incident == alert.incident))
    between = _between(incident, (alert,), basis.now)
    if alert.camera is not None:
        worn = [Worn(alert.station, alert.camera, alert.badge)]
    elif incident is not None:
        badges = [alert.badge] if alert.badge else await _officers(connection, incident["incident"])
        worn = await _worn(connection, who, badges, between, basis.now)
    else:
        worn = []
    return await _bars(connection, who, worn, alert.incident, between, basis)


def _between(incident: Any, alerts: Iterable[Alert], now: datetime) -> Between:
    begins, ends = [], []
    if incident is not None:
        begins.append(incident["first_at"])
        over = [incident["stages"][stage.value] for stage in OVER if stage.value in incident["stages"]]
        ends.append(min(map(datetime.fromisoformat, over), default=now))
    for alert in alerts:
        begins.append(alert.since)
        ends.append(alert.changed_at if alert.state is AlertState.CLOSED else now)
    end = max(ends) + AFTER
    return Between(min(begins) - BEFORE, None if end >= now else end)


async def _officers(connection: AsyncConnection, incident: str) -> list[str]:
    """Return all who were ever sent to an incident."""
    table = tables.incident_events
    events = await rows(connection, select(table.c.document).where(table.c.incident == incident))
    named = [badge for each in events for badge in each["document"].get("officers") or ()]
    return list(dict.fromkeys(named))


async def _worn(
    connection: AsyncConnection, who: Person, badges: Sequence[str], between: Between, now: datetime
) -> list[Worn]:
    table = tables.roster
    query = (
        select(table.c.station, table.c.camera, table.c.badge)
        .where(
            theirs(table, who),
            table.c.badge.in_(badges[:MOST_CAMERAS]),
            table.c.camera.is_not(None),
            ~table.c.withdrawn,
            table.c.starts_at <= (between.end or now),
            table.c.ends_at >= between.begin,
        )
        .order_by(table.c.starts_at)
    )
    return [Worn(**each) for each in await rows(connection, query)]


async def _bars(
    connection: AsyncConnection,
    who: Person,
    worn: Iterable[Worn],
    incident: str | None,
    between: Between,
    basis: Basis,
) -> list[Bar]:
    # One camera may be worn by two, and named by an alert besides: the first who is known.
    cameras: dict[tuple[str, str], str | None] = {}
    for each in worn:
        key = each.station, each.camera
        cameras[key] = cameras.get(key) or each.badge
    wanted = list(cameras)[:MOST_CAMERAS]
    if not wanted:
        return []
    found = await _changes(connection, who, wanted, between)
    asked = await asked_of(connection, who, wanted, incident, between, basis)
    return [
        Bar(
            camera,
            cameras[station, camera],
            fact,
            spans(found.get((station, camera, fact), ()), between),
            asked.get((station, camera, fact), []),
        )
        for station, camera in wanted
        for fact in CameraFact
    ]


async def _changes(
    connection: AsyncConnection, who: Person, wanted: Sequence[tuple[str, str]], between: Between
) -> Mapping[tuple[str, str, CameraFact], list[Any]]:
    """Return the changes of cameras, by camera and fact, the oldest first; with the last before the time begins."""
    table = tables.transitions
    these = and_(theirs(table, who), tuple_(table.c.station, table.c.camera).in_(wanted))
    within = [table.c.since > between.begin]
    if between.end is not None:
        within.append(table.c.since < between.end)
    query = select(table).where(these, *within).order_by(table.c.since.desc()).limit(MOST_CHANGES)
    changes = list(reversed(await rows(connection, query)))
    if len(changes) < MOST_CHANGES:
        name = (table.c.station, table.c.camera, table.c.fact)
        last = select(*name, func.max(table.c.since).label("since")).where(
            these, table.c.since <= between.begin
        )
        before = last.group_by(*name).subquery()
        same = and_(*(table.c[each] == before.c[each] for each in tables.KEYS["transitions"]))
        changes = [*await rows(connection, select(table).join(before, same)), *changes]
    found: dict[tuple[str, str, CameraFact], list[Any]] = {}
    for each in changes:
        found.setdefault((each["station"], each["camera"], CameraFact(each["fact"])), []).append(each)
    return found


def spans(changes: Sequence[Mapping[str, Any]], between: Between) -> list[Span]:
    """Return what lies between changes, which come the oldest first, within a stretch of time; like neighbours as one."""
    found: list[Span] = []
    for change, after in zip(changes, [*changes, None][1:], strict=True):
        until = between.end if after is None else after["since"]
        since, value = max(change["since"], between.begin), change["value"]
        if found and found[-1].value is value:
            since = found.pop().since
        if until is None or until > since:
            found.append(Span(since, until, value))
    return found
