"""The incidents of the day and older ones that are late, late ones first; and one with its whole story."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Response
from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from console.asked import Basis
from console.asking import PartsOf, WhoSees, row_there
from console.bars import Bar, bars_of_incident
from console.fields import Moment
from console.people import Person
from console.problems import LOGGED_IN, may_answer
from console.reading import count, documents, events_of, is_open, row, rows, theirs
from console.shapes import answer, answers
from models.alerts import Alert, AlertState
from models.incidents import IncidentEvent, Stage
from models.rules import Priority, Rule
from models.times import Instant
from streams.store import tables

router = APIRouter(prefix="/api/incidents", tags=["incidents"])

DAY_S = 86400
MOST = 1000
LATE = frozenset(
    {Rule.FEEDBACK_REMINDER, Rule.FEEDBACK_OVERDUE, Rule.FEEDBACK_ESCALATED, Rule.NEVER_CONCLUDED}
)
"""An incident is late while one of these holds, by the log's clock as alerts are: not by the wall's, and no longer
once the outcome is entered, though somebody has yet to take note of the alert."""


class Open(Struct, frozen=True):
    """An open alert of an incident."""

    alert: str
    rule: Rule
    priority: Priority
    state: AlertState
    active: bool
    """Whether its condition still holds."""


class Incident(Struct, frozen=True):
    """An incident as it is now."""

    incident: str
    station: str
    stage: Stage
    category: str | None
    officers: list[str]
    stages: dict[str, Instant]
    """When each stage happened first, by the command system's clock."""
    first_at: Instant
    changed_at: Instant
    late: bool
    alerts: list[Open]


class Incidents(Struct, frozen=True):
    """Incidents, late ones first, then the newest."""

    incidents: list[Incident]
    left_out: int


class IncidentStory(Struct, frozen=True):
    """One incident with everything that belongs to it."""

    incident: Incident
    events: list[IncidentEvent]
    alerts: list[Alert]
    """All, closed ones too."""
    bars: list[Bar]
    """Of the cameras of its officers, from before its first stage until it is over."""


@router.get("", responses={**answers(Incidents), **LOGGED_IN})
async def list_incidents(
    parts: PartsOf,
    who: WhoSees,
    station: Annotated[list[str], Query()] = [],  # noqa: B006  FastAPI copies it
    stage: Annotated[list[Stage], Query()] = [],  # noqa: B006
    late: bool | None = None,
    search: Annotated[
        str, Query(max_length=100, description="Part of an incident's or an officer's number.")
    ] = "",
    since: Moment | None = None,
    until: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 200,
) -> Response:
    """Return the incidents of the last day and older ones that are late; or those of another time."""
    table = tables.incidents
    wanted = [theirs(table, who)]
    if until is not None:
        wanted.append(table.c.first_at <= until)
    if station:
        wanted.append(table.c.station.in_(station))
    if stage:
        wanted.append(table.c.stage.in_([each.value for each in stage]))
    if search:
        wanted.append(_named(search))
    is_late = _has_late_alert(who)
    of_the_day = table.c.first_at >= parts.now() - timedelta(seconds=DAY_S)
    wanted.append(or_(of_the_day, is_late) if since is None else table.c.first_at >= since)
    if late is not None:
        wanted.append(is_late if late else ~is_late)
    async with parts.store.connect() as connection:
        query = (
            _with_lateness(who).where(*wanted).order_by(is_late.desc(), table.c.first_at.desc()).limit(limit)
        )
        found = await rows(connection, query)
        in_all = await count(connection, table, *wanted)
        opens = await _open_alerts(connection, who, [each["incident"] for each in found])
    incidents = [_incident(each, opens.get(each["incident"], [])) for each in found]
    return answer(Incidents(incidents, in_all - len(incidents)))


@router.get(
    "/{incident}", responses={**answers(IncidentStory), **LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND)}
)
async def one_incident(
    incident: Annotated[str, Path(max_length=64)], parts: PartsOf, who: WhoSees
) -> Response:
    """Return one incident with its whole story."""
    table, alerts = tables.incidents, tables.alerts
    async with parts.store.connect() as connection:
        found = await row(connection, _with_lateness(who).where(table.c.incident == incident))
        row_there(found, who)
        its_alerts = (
            select(alerts.c.document)
            .where(alerts.c.incident == incident, theirs(alerts, who))
            .order_by(alerts.c.raised_at)
        )
        told = [msgspec.convert(each, Alert) for each in await documents(connection, its_alerts)]
        happened = [
            msgspec.convert(each, IncidentEvent) for each in await documents(connection, events_of(incident))
        ]
        bars = await bars_of_incident(connection, who, found, told, Basis(parts.rules, parts.now()))
    opens = [
        Open(each.alert, each.rule, each.priority, each.state, each.active)
        for each in told
        if each.state is not AlertState.CLOSED
    ]
    return answer(IncidentStory(_incident(found, opens), happened, told, bars))


def _with_lateness(who: Person) -> Select[Any]:
    """Return the query for incidents, each with whether it is late."""
    return select(tables.incidents, _has_late_alert(who).label("late"))


def _has_late_alert(who: Person) -> ColumnElement[bool]:
    """Return the condition that an alert says of an incident that it is late."""
    alerts = tables.alerts
    return exists().where(
        alerts.c.incident == tables.incidents.c.incident,
        alerts.c.rule.in_([rule.value for rule in LATE]),
        is_open(),
        alerts.c.active,
        theirs(alerts, who),
    )


async def _open_alerts(
    connection: AsyncConnection, who: Person, incidents: Sequence[str]
) -> Mapping[str, list[Open]]:
    """Return the open alerts of some incidents; there are no more than a page of them."""
    alerts = tables.alerts
    wanted = and_(theirs(alerts, who), is_open(), alerts.c.incident.in_(incidents))
    named = ("incident", "alert", "rule", "priority", "state", "active")
    columns = [alerts.c[name] for name in named]
    found: defaultdict[str, list[Open]] = defaultdict(list)
    for each in await rows(connection, select(*columns).where(wanted)):
        found[each["incident"]].append(
            Open(
                each["alert"],
                Rule(each["rule"]),
                Priority(each["priority"]),
                AlertState(each["state"]),
                each["active"],
            )
        )
    return found


def _named(search: str) -> ColumnElement[bool]:
    """Return the condition that a number begins or ends with some letters, or is an officer's."""
    table = tables.incidents
    literal = search.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    officers = cast(table.c.officers, Text)
    return or_(
        table.c.incident.like(f"%{literal}%", escape="\\"), officers.like(f'%"{literal}%', escape="\\")
    )


def _incident(found: Any, alerts: list[Open]) -> Incident:
    return Incident(
        incident=found["incident"],
        station=found["station"],
        stage=Stage(found["stage"]),
        category=found["category"],
        officers=found["officers"],
        stages=msgspec.convert(found["stages"], dict[str, Instant]),
        first_at=found["first_at"],
        changed_at=found["changed_at"],
        late=found["late"],
        alerts=alerts,
    )
