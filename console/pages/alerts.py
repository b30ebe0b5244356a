"""The alerts: those that are open or lately closed, and one with its whole story."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Response
from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from console.asked import Basis
from console.asking import PartsOf, WhoSees, row_there
from console.bars import Bar, bars_of_alert
from console.evidence import Picture, pictures_of
from console.people import Person
from console.problems import LOGGED_IN, may_answer
from console.reading import count, documents, events_of, is_open, place, praise, row, rows, theirs
from console.shapes import answer, answers
from models.actions import Action
from models.alerts import Alert, AlertState, Decision
from models.incidents import IncidentEvent
from models.rules import Priority, Rule
from streams.store import tables
from streams.topics import topics_of
from vision.stills import Stills

router = APIRouter(prefix="/api/alerts", tags=["alerts"])

MOST = 5_000
"""E: more are no queue but a failure; the oldest of the least priority are left out, and that is said."""
BEFORE_DAYS = 90
"""E: what a camera or an officer was told in a quarter of a year is a habit; before that it is history."""


class Alerts(Struct, frozen=True):
    """Alerts, the latest version of each."""

    place: str
    """Where to go on from in /api/events: nothing is missing and nothing twice."""
    alerts: list[msgspec.Raw]
    """Each as the struct Alert."""
    left_out: int
    """How many more there are."""


class Before(Struct, frozen=True):
    """How often the same rule was raised before, what became of it, and how often something was done well."""

    about: str
    """camera, badge or station."""
    raised: int
    confirmed: int
    dismissed: int
    praised: int
    """Whatever for: praise has no rule."""


class Story(Struct, frozen=True):
    """One alert with everything that belongs to it."""

    alert: Alert
    versions: list[Alert]
    """All of them, the first one first."""
    events: list[IncidentEvent]
    """Of its incident, in the order of the log."""
    actions: list[Action]
    """What people asked for, be it done or not."""
    before: list[Before]
    """Within a quarter of a year."""
    together: list[str]
    """Other alerts of the same group that are open."""
    pictures: list[Picture]
    """What is noted of its stills, in their order."""
    bars: list[Bar]
    """Of its camera, or of those of its incident where it names none."""


@router.get("", responses={**answers(Alerts), **LOGGED_IN})
async def list_alerts(
    parts: PartsOf,
    who: WhoSees,
    state: Annotated[list[AlertState], Query()] = [],  # noqa: B006  FastAPI copies it
    priority: Annotated[list[Priority], Query()] = [],  # noqa: B006
    rule: Annotated[list[Rule], Query()] = [],  # noqa: B006
    decision: Annotated[list[Decision], Query()] = [],  # noqa: B006
    station: Annotated[list[str], Query()] = [],  # noqa: B006
    closed_within_s: Annotated[int, Query(ge=0, le=31 * 86400)] = 0,
) -> Response:
    """Return the open alerts, and those closed within some time; each filter only where it is given."""
    alerts = tables.alerts
    still = is_open()
    if closed_within_s:
        still = or_(still, alerts.c.changed_at >= parts.now() - timedelta(seconds=closed_within_s))
    wanted = and_(
        theirs(alerts, who),
        still,
        *(
            column.in_([getattr(value, "value", value) for value in values])
            for column, values in (
                (alerts.c.state, state),
                (alerts.c.priority, priority),
                (alerts.c.rule, rule),
                (alerts.c.decision, decision),
                (alerts.c.station, station),
            )
            if values
        ),
    )
    async with parts.store.connect() as connection:
        stands = await place(connection, topics_of(parts.settings))
        found = await rows(connection, _most_urgent(wanted))
        in_all = await count(connection, alerts, wanted)
    raw = [msgspec.Raw(each["document"].encode()) for each in found]
    return answer(Alerts(stands, raw, in_all - len(raw)))


def _most_urgent(wanted: ColumnElement[bool]) -> Select[Any]:
    alerts = tables.alerts
    urgency = case({priority.value: rank for rank, priority in enumerate(Priority)}, value=alerts.c.priority)
    # As the text that it is: to read thousands of documents and write them again would hold up everybody's stream.
    document = cast(alerts.c.document, Text).label("document")
    return select(document).where(wanted).order_by(urgency, alerts.c.raised_at.desc()).limit(MOST)


@router.get("/{alert}", responses={**answers(Story), **LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND)})
async def one_alert(alert: Annotated[str, Path(max_length=64)], parts: PartsOf, who: WhoSees) -> Response:
    """Return one alert with its whole story."""
    async with parts.store.connect() as connection:
        found = await row(connection, select(tables.alerts).where(tables.alerts.c.alert == alert))
        row_there(found, who)
        told = _alert(found["document"])
        story = Story(
            alert=told,
            versions=[_alert(each) for each in await documents(connection, _versions(alert))],
            events=[_event(each) for each in await documents(connection, events_of(found["incident"]))],
            actions=[_action(each) for each in await documents(connection, _actions(alert))],
            before=[
                await _before(connection, about, found, parts.now(), who)
                for about in ("camera", "badge", "station")
                if found[about] is not None
            ],
            together=await _together(connection, found, who),
            pictures=pictures_of(Stills(parts.settings.vision.stills_dir), told),
            bars=await bars_of_alert(connection, who, told, Basis(parts.rules, parts.now())),
        )
    return answer(story)


def _versions(alert: str) -> Select[Any]:
    table = tables.alert_versions
    return select(table.c.document).where(table.c.alert == alert).order_by(table.c.version)


def _actions(alert: str) -> Select[Any]:
    table = tables.actions
    return select(table.c.document).where(table.c.alert == alert).order_by(table.c.logged_at)


async def _before(connection: AsyncConnection, about: str, found: Any, now: datetime, who: Person) -> Before:
    """Count the same rule's alerts on the same camera, officer or station, this one left out."""
    alerts, since = tables.alerts, now - timedelta(days=BEFORE_DAYS)
    wanted = and_(
        theirs(alerts, who),
        alerts.c[about] == found[about],
        alerts.c.rule == found["rule"],
        alerts.c.alert != found["alert"],
        alerts.c.raised_at >= since,
    )
    query = select(alerts.c.decision, func.count().label("count")).where(wanted).group_by(alerts.c.decision)
    counted = {each["decision"]: each["count"] for each in await rows(connection, query)}
    return Before(
        about,
        sum(counted.values()),
        counted.get(Decision.CONFIRMED.value, 0),
        counted.get(Decision.DISMISSED.value, 0),
        await count(connection, tables.actions, praise(who, since, now, about, found[about])),
    )


async def _together(connection: AsyncConnection, found: Any, who: Person) -> list[str]:
    alerts = tables.alerts
    wanted = and_(
        alerts.c.group == found["group"],
        alerts.c.alert != found["alert"],
        is_open(),
        theirs(alerts, who),
    )
    return [each["alert"] for each in await rows(connection, select(alerts.c.alert).where(wanted))]


def _alert(document: Any) -> Alert:
    return msgspec.convert(document, Alert)


def _event(document: Any) -> IncidentEvent:
    return msgspec.convert(document, IncidentEvent)


def _action(document: Any) -> Action:
    return msgspec.convert(document, Action)
