"""Reading the store: always only the rows of the units that somebody may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from console.live import place_in_words
from console.people import Person
from models.actions import Act
from models.alerts import AlertState
from streams.store import tables
from streams.topics import Topic, Topics


def theirs(table: Table, person: Person) -> ColumnElement[bool]:
    """Return the condition that a row is of a unit that the person may see."""
    only = person.only()
    return true() if only is None else table.c.station.in_(only)


async def rows(connection: AsyncConnection, query: Select[Any]) -> Sequence[Any]:
    """Return all rows of a query, by column."""
    found: Sequence[Any] = (await connection.execute(query)).mappings().all()
    return found


async def row(connection: AsyncConnection, query: Select[Any]) -> Any:
    """Return the one row of a query, None where there is none."""
    return (await connection.execute(query)).mappings().one_or_none()


async def is_known(connection: AsyncConnection, station: str, camera: str) -> bool:
    """Say whether a station has a camera: it was heard of, is watched, or stands on the roster, and has not moved on."""
    if await moved(connection, station, camera):
        return False
    for table in (tables.cameras, tables.watched, tables.roster):
        query = select(table.c.camera).where(table.c.station == station, table.c.camera == camera).limit(1)
        if await row(connection, query) is not None:
            return True
    return False


async def moved(connection: AsyncConnection, station: str, camera: str) -> bool:
    """Say whether a camera's video comes from another station by now: what it shows is theirs."""
    watched = tables.watched
    told = select(watched.c.station).where(watched.c.camera == camera, watched.c.video_told_at.is_not(None))
    last = await row(connection, told.order_by(watched.c.video_told_at.desc()).limit(1))
    return last is not None and last["station"] != station


async def count(connection: AsyncConnection, table: Table, *wanted: ColumnElement[bool]) -> int:
    """Return how many rows there are that fulfil some conditions."""
    query = select(func.count()).select_from(table).where(*wanted)
    return (await connection.execute(query)).scalar_one()


async def heard_until(connection: AsyncConnection) -> datetime | None:
    """Return the newest time that the store has heard of, by the log's clock; None where it has heard nothing."""
    newest: datetime | None = (
        await connection.execute(select(func.max(tables.cameras.c.heard_at)))
    ).scalar_one()
    return newest


def is_open() -> ColumnElement[bool]:
    """Return the condition that an alert is not closed."""
    return tables.alerts.c.state != AlertState.CLOSED.value


def praise(
    person: Person, since: datetime, until: datetime, about: str | None = None, named: str | None = None
) -> ColumnElement[bool]:
    """Return the condition that an action is a praise that the person may see; of one camera, badge or station."""
    actions = tables.actions
    told = and_(
        actions.c.act == Act.PRAISE.value,
        actions.c.logged_at >= since,
        actions.c.logged_at < until,
        theirs(actions, person),
    )
    return told if about is None else and_(told, actions.c[about] == named)


def events_of(incident: str | None) -> Select[Any]:
    """Return the query for the documents of an incident's events, in the order of the log."""
    table = tables.incident_events
    order = (table.c.logged_at, table.c.partition, table.c.offset)
    return select(table.c.document).where(table.c.incident == incident).order_by(*order)


async def documents(connection: AsyncConnection, query: Select[Any]) -> list[Any]:
    """Return the documents of all rows of a query."""
    return [each["document"] for each in await rows(connection, query)]


async def place(connection: AsyncConnection, topics: Topics) -> str:
    """Return which place of the alerts topic the rows are from; read in the transaction that reads them."""
    offsets = tables.offsets
    query = select(offsets).where(offsets.c.topic == Topic.ALERTS.value)
    known = {each["partition"]: each["position"] for each in await rows(connection, query)}
    return place_in_words({number: known.get(number, 0) for number in range(topics.partitions)})
