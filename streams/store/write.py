"""Write a batch of rows in one transaction, together with the offsets that they follow from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

import structlog
from msgspec import Struct
from sqlalchemy import ColumnElement, Table, delete, exists, func, select, tuple_, union, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from streams.store import tables
from streams.store.facts import CameraFact
from streams.store.heard import CAMERA_FACTS
from streams.store.observed import Key, Observed, Row, fold_watched
from streams.store.rows import Rows, fold_incidents
from streams.store.transitions import CameraKey, Last

MOST_AT_ONCE = 500
"""E: names in one query; SQLite takes 32,766 parameters, PostgreSQL's protocol as many."""

log = structlog.get_logger(__name__)


class Overtaken(Exception):
    """Another projection writes into the same store; this one must end."""


class Offset(Struct):
    """How far one partition has been projected."""

    position: int
    taken: dict[str, int]
    mark: dict[str, Any] | None = None
    """Of a partition of the log: a ``Mark``, as JSON has it."""


Source = tuple[str, int]
"""A topic after the prefix, and a partition."""


async def read_offsets(connection: AsyncConnection) -> dict[Source, Offset]:
    """Return how far each partition has been projected."""
    rows = await connection.execute(select(tables.offsets))
    return {(row.topic, row.partition): Offset(row.position, row.taken, row.mark) for row in rows}


async def write_offsets(
    connection: AsyncConnection, before: Mapping[Source, Offset | None], after: Mapping[Source, Offset]
) -> None:
    """Move the offsets on; raises ``Overtaken`` if they are not where they were left."""
    # In one order, whoever writes: two that wait for each other's rows would both be thrown out by the database.
    for (topic, partition), offset in sorted(after.items(), key=itemgetter(0)):
        known = before[topic, partition]
        if known is None:
            values = {"topic": topic, "partition": partition}
            values |= {"position": offset.position, "taken": offset.taken, "mark": offset.mark}
            inserted = await connection.execute(
                _insert(connection, tables.offsets).values(values).on_conflict_do_nothing()
            )
            moved = inserted.rowcount
        else:
            there = tables.offsets.c
            statement = update(tables.offsets).where(
                there.topic == topic, there.partition == partition, there.position == known.position
            )
            moves: Row = {"position": offset.position, "taken": offset.taken}
            if offset.mark != known.mark:
                moves["mark"] = offset.mark
            result = await connection.execute(statement.values(moves))
            moved = result.rowcount
        if moved != 1:
            raise Overtaken(
                f"{topic}/{partition} is not at {known and known.position} any more: another projection writes "
                "into the same store; stop one of them, or give it a store.url of its own"
            )


async def read_last_transitions(connection: AsyncConnection) -> dict[CameraKey, Last]:
    """Return of each camera what was told last of each fact, and since when that is so.

    Whatever has transitions was heard or watched, so the key's index is asked for each camera's last, and how long
    its history is does not matter.
    """
    table = tables.transitions
    heard, watched = (select(each.c.station, each.c.camera) for each in (tables.cameras, tables.watched))
    camera = union(heard, watched).subquery()
    found: dict[CameraKey, Last] = {}
    for fact in CameraFact:
        its = (table.c.station == camera.c.station, table.c.camera == camera.c.camera, table.c.fact == fact)
        since, value = (
            select(column).where(*its).order_by(table.c.since.desc()).limit(1).scalar_subquery()
            for column in (table.c.since, table.c.value)
        )
        for row in await connection.execute(select(camera, since.label("since"), value.label("value"))):
            if row.since is not None:
                found.setdefault((row.station, row.camera), {})[fact] = row.value, row.since
    return found


async def forget_transitions(connection: AsyncConnection, before: datetime) -> int:
    """Remove what was over before a moment; return how many rows."""
    table, later = tables.transitions, tables.transitions.alias()
    is_over = exists().where(
        later.c.station == table.c.station,
        later.c.camera == table.c.camera,
        later.c.fact == table.c.fact,
        later.c.since > table.c.since,
        later.c.since <= before,
    )
    result = await connection.execute(delete(table).where(table.c.since < before, is_over))
    return int(result.rowcount)


async def write_rows(connection: AsyncConnection, rows: Rows) -> None:
    """Write what a batch means."""
    await _count_repeats(connection, rows)
    await _add(connection, tables.alert_versions, list(rows.alert_versions.values()))
    await _put_newer_alerts(connection, list(rows.alerts.values()))
    await _add(connection, tables.incident_events, rows.incident_events)
    await _put_incidents(connection, rows)
    await _put_cameras(connection, list(rows.cameras.values()))
    await _put(connection, tables.transitions, list(rows.transitions.values()))
    await _put_watched(connection, rows.observed)
    await _add(connection, tables.roll_calls, rows.observed.roll_calls)
    await _put(connection, tables.roster, list(rows.roster.values()))
    await _add(connection, tables.actions, list(rows.actions.values()))
    await _add(connection, tables.dead_letters, list(rows.dead_letters.values()))


async def _count_repeats(connection: AsyncConnection, rows: Rows) -> None:
    """Count versions that are stored already; they must be the same."""
    there = tables.alert_versions.c
    for part in _parts(list(rows.alert_versions)):
        known = await connection.execute(
            select(there.alert, there.version, there.document).where(
                tuple_(there.alert, there.version).in_(part)
            )
        )
        for row in known:
            rows.counts["alert_repeats"] += 1
            if row.document != rows.alert_versions[row.alert, row.version]["document"]:
                rows.counts["alert_repeats_differing"] += 1
                log.error("an alert came twice and differs", alert=row.alert, version=row.version)


async def _put_newer_alerts(connection: AsyncConnection, rows: list[Row]) -> None:
    if rows:
        statement = _insert(connection, tables.alerts)
        new = statement.excluded
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["alert"],
                set_={column.name: new[column.name] for column in tables.alerts.columns},
                where=new.version > tables.alerts.c.version,
            ),
            rows,
        )


async def _put_watched(connection: AsyncConnection, observed: Observed) -> None:
    there = tables.watched.c
    stored: dict[Key, Row] = {}
    for part in _parts(observed.cameras()):
        known = await connection.execute(
            select(tables.watched).where(tuple_(there.station, there.camera).in_(part))
        )
        stored |= {(row.station, row.camera): dict(row._mapping) for row in known}  # noqa: SLF001  as below
    await _put(connection, tables.watched, list(fold_watched(stored, observed).values()))


async def _put_incidents(connection: AsyncConnection, rows: Rows) -> None:
    names = sorted({event.incident for event, _ in rows.incident_order})
    stored: dict[str, Row] = {}
    for part in _parts(names):
        there = await connection.execute(
            select(tables.incidents).where(tables.incidents.c.incident.in_(part))
        )
        stored |= {row.incident: dict(row._mapping) for row in there}  # noqa: SLF001  SQLAlchemy's public way
    await _put(connection, tables.incidents, list(fold_incidents(stored, rows.incident_order).values()))


async def _put_cameras(connection: AsyncConnection, rows: list[Row]) -> None:
    """Put what cameras said; where one is silent on a fact, the store keeps what it said before."""
    if not rows:
        return
    statement = _insert(connection, tables.cameras)
    kept: dict[str, ColumnElement[Any]] = {name: _coalesce(statement, name) for name in CAMERA_FACTS}
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(tables.KEYS["cameras"]),
            set_={**kept, "heard_at": statement.excluded.heard_at},
        ),
        rows,
    )


def _coalesce(statement: Any, name: str) -> ColumnElement[Any]:
    return func.coalesce(statement.excluded[name], tables.cameras.c[name])


async def _put(connection: AsyncConnection, table: Table, rows: list[Row]) -> None:
    """Put rows in the place of those of the same name."""
    if rows:
        statement = _insert(connection, table)
        new = {column.name: statement.excluded[column.name] for column in table.columns}
        keys = list(tables.KEYS[table.name])
        await connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=new), rows)


async def _add(connection: AsyncConnection, table: Table, rows: list[Row]) -> None:
    """Add rows; one that is there stays as it is."""
    if rows:
        await connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def _insert(connection: AsyncConnection, table: Table) -> Any:
    """Return an insert that can say what to do about rows that are there."""
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[connection.dialect.name](table)


def _parts(names: Sequence[Any]) -> list[Sequence[Any]]:
    return [names[start : start + MOST_AT_ONCE] for start in range(0, len(names), MOST_AT_ONCE)]
