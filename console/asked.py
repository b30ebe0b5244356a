"""What was asked of the cameras whose bars are shown: only where something is asked may what is not so be called bad."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from console.people import Person
from console.reading import documents, events_of, rows, theirs
from models.incidents import IncidentEvent
from models.roster import RosterEntry
from models.rules import RuleBook
from streams.store import tables
from streams.store.asked import Demand, Logged, asked_online, asked_to_record, must_record_now
from streams.store.facts import CameraFact

Key = tuple[str, str]
"""A station and a camera."""


class Between(NamedTuple):
    """A stretch of time; None as its end is now."""

    begin: datetime
    end: datetime | None


class Basis(NamedTuple):
    """By what it is decided: the rules, and the log's time."""

    rules: RuleBook
    now: datetime


async def asked_of(
    connection: AsyncConnection,
    who: Person,
    cameras: Sequence[Key],
    incident: str | None,
    between: Between,
    basis: Basis,
) -> Mapping[tuple[str, str, CameraFact], list[Demand]]:
    """Return what an incident asks of cameras, and when they were on a shift; without an incident nobody must record."""
    events = await _events(connection, incident)
    end = between.end or basis.now
    found: dict[tuple[str, str, CameraFact], list[Demand]] = {}
    for station in dict.fromkeys(station for station, _ in cameras):
        entries = await _entries(
            connection, who, [each for each in cameras if each[0] == station], between, end
        )
        logged = [(at, event) for at, event in events if event.station == station]
        # Whoever must record must wear the camera well: supervisors of both go by the same phases.
        recording = asked_to_record(logged, entries, end, basis.rules)
        online = asked_online(entries, between.begin, end)
        for fact, asked in (
            (CameraFact.RECORDING, recording),
            (CameraFact.ANGLE, recording),
            (CameraFact.ONLINE, online),
        ):
            found |= {(station, camera, fact): stretches for camera, stretches in asked.items()}
    return found


async def must_record(
    connection: AsyncConnection, who: Person, cameras: Sequence[Key], incidents: Sequence[Any], basis: Basis
) -> set[Key]:
    """Return which of some cameras must record now, on incidents as the store has them."""
    asked: set[Key] = set()
    now = Between(basis.now, basis.now)
    for station in dict.fromkeys(station for station, _ in cameras):
        theirs_now = [each for each in incidents if each["station"] == station]
        if theirs_now:
            of_station = [each for each in cameras if each[0] == station]
            entries = await _entries(connection, who, of_station, now, basis.now)
            found = must_record_now(theirs_now, entries, basis.now, basis.rules)
            asked |= {(station, camera) for camera in found}
    return asked


async def _events(connection: AsyncConnection, incident: str | None) -> list[Logged]:
    query = events_of(incident).add_columns(tables.incident_events.c.logged_at)
    return [
        (each["logged_at"], msgspec.convert(each["document"], IncidentEvent))
        for each in await rows(connection, query)
    ]


async def _entries(
    connection: AsyncConnection, who: Person, cameras: Sequence[Key], between: Between, end: datetime
) -> list[RosterEntry]:
    """Return all shifts of everybody who had one of the cameras: a later one may have given them another."""
    table = tables.roster
    then = (theirs(table, who), table.c.starts_at <= end, table.c.ends_at >= between.begin)
    wore = select(table.c.station, table.c.badge).where(
        tuple_(table.c.station, table.c.camera).in_(cameras), *then
    )
    query = select(table.c.document).where(tuple_(table.c.station, table.c.badge).in_(wore), *then)
    return [msgspec.convert(each, RosterEntry) for each in await documents(connection, query)]
