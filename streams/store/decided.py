"""Read from the store the alerts that people have decided."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.alerts import Alert, Decision
from models.ids import StationId
from models.rules import Rule
from streams.store import tables

DECIDED = (Decision.CONFIRMED, Decision.DISMISSED)


async def decided(
    connection: AsyncConnection,
    rules: Collection[Rule],
    begin: datetime | None = None,
    end: datetime | None = None,
    station: StationId | None = None,
) -> list[Alert]:
    """Return the confirmed and dismissed alerts of rules, as they are now, in the order in which they were raised.

    ``begin`` and ``end`` bound when they were raised; None is from the first, to the last, of every station.
    """
    there = tables.alerts.c
    statement = select(there.document).where(there.rule.in_(rules), there.decision.in_(DECIDED))
    if begin is not None:
        statement = statement.where(there.raised_at >= begin)
    if end is not None:
        statement = statement.where(there.raised_at < end)
    if station is not None:
        statement = statement.where(there.station == station)
    result = await connection.execute(statement.order_by(there.raised_at, there.alert))
    return [msgspec.convert(document, Alert) for document in result.scalars()]
