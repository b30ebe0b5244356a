"""The figures of a shift, a day or a month."""

import asyncio
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Response
from msgspec import Struct
from sqlalchemy import and_, func, select

from console.asking import PartsOf, WhoSees
from console.fields import Moment
from console.figures import Figures, figures
from console.problems import LOGGED_IN, Refused
from console.reading import count, documents, praise, rows, theirs
from console.shapes import answer, answers
from models.alerts import Alert
from models.times import Instant
from streams.store import tables

router = APIRouter(prefix="/api/figures", tags=["figures"])

DAY = timedelta(days=1)
LONGEST = timedelta(days=92)
"""E: a quarter; longer times are for reports."""
MOST = 50_000
"""E: alerts; three months of a room that is told far too much."""


class FiguresOf(Struct, frozen=True):
    """The figures of a time."""

    since: Instant
    until: Instant
    figures: Figures
    left_out: int
    """How many of the last alerts are not in the figures, since there are too many."""


@router.get("", responses={**answers(FiguresOf), **LOGGED_IN})
async def of_time(
    parts: PartsOf,
    who: WhoSees,
    since: Moment | None = None,
    until: Moment | None = None,
    station: Annotated[list[str], Query()] = [],  # noqa: B006  FastAPI copies it
) -> Response:
    """Return the figures of a time; of the last day, where none is given."""
    end = until or parts.now()
    begin = since or end - DAY
    if not timedelta(0) < end - begin <= LONGEST:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_time", "query.since", "query.until")
    alerts = tables.alerts
    wanted = and_(theirs(alerts, who), alerts.c.raised_at >= begin, alerts.c.raised_at < end)
    actions = tables.actions
    praises = praise(who, begin, end)
    if station:
        wanted = and_(wanted, alerts.c.station.in_(station))
        praises = and_(praises, actions.c.station.in_(station))
    by_station = (
        select(actions.c.station, func.count().label("count")).where(praises).group_by(actions.c.station)
    )
    query = select(alerts.c.document).where(wanted).order_by(alerts.c.raised_at).limit(MOST)
    async with parts.store.connect() as connection:
        found = await documents(connection, query)
        in_all = await count(connection, alerts, wanted)
        praised = {each["station"]: each["count"] for each in await rows(connection, by_station)}
    # A quarter's alerts take seconds: the live streams go on meanwhile.
    result = await asyncio.to_thread(_figures, found, praised, begin, end)
    return answer(FiguresOf(begin, end, result, in_all - len(found)))


def _figures(
    documents_of_alerts: list[Any], praised: dict[str, int], begin: datetime, end: datetime
) -> Figures:
    return figures([msgspec.convert(each, Alert) for each in documents_of_alerts], praised, begin, end)
