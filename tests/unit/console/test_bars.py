"""What a bar shows of the changes that are stored: each stretch once, cut where the time that is asked for ends."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from config.settings import StoreSettings
from console import bars
from console.asked import Basis, Between
from console.bars import Bar, Span, bars_of_alert, bars_of_incident, spans
from console.people import ALL_UNITS, Person, Role
from models.alerts import AlertState
from models.incidents import Stage
from models.log import Block, IncidentRun, RosterRun
from streams.blocks import Taken
from streams.store import tables
from streams.store.connect import connect, upgrade
from streams.store.facts import CameraFact
from streams.store.rows import Rows
from streams.store.write import write_rows
from tests.factories import (
    BADGE,
    CAMERA,
    STATION,
    alert,
    at,
    incident_event,
    keeper,
    roster_entry,
    rulebook,
)

Lines = list[tuple[float, bool | None]]
Spans = list[tuple[float, float | None, bool | None]]


@pytest.mark.parametrize(
    ("changes", "begin", "end", "wanted"),
    [
        ([], 0, None, []),
        ([(5, True)], 0, None, [(5, None, True)]),
        ([(-60, True)], 0, None, [(0, None, True)]),
        ([(-60, True), (10, False)], 0, 30, [(0, 10, True), (10, 30, False)]),
        ([(5, True), (10, None), (20, True)], 0, None, [(5, 10, True), (10, 20, None), (20, None, True)]),
        ([(5, True), (5, True), (10, True)], 0, 20, [(5, 20, True)]),
        ([(-9, False), (-5, True)], 0, 20, [(0, 20, True)]),
    ],
)
def test_spans_are_cut_and_put_together(
    changes: Lines, begin: float, end: float | None, wanted: Spans
) -> None:
    """Open where nothing came after and now is the end."""
    rows: list[dict[str, Any]] = [{"since": at(since), "value": value} for since, value in changes]
    assert spans(rows, Between(at(begin), None if end is None else at(end))) == [
        Span(at(since), None if until is None else at(until), value) for since, until, value in wanted
    ]


EVERYWHERE = Person("li", "李警官", (Role.OPERATOR,), (ALL_UNITS,))
HERE = Person("wang", "王警官", (Role.OPERATOR,), (STATION,))
BASIS = Basis(rulebook(), at(3000))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    """Return a store with an incident that two stations' officers were sent to, and what their cameras did."""
    engine = connect(StoreSettings(url=f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"))
    await upgrade(engine)
    rows = Rows()
    events = [
        incident_event(Stage.RECEIVED, 0),
        incident_event(Stage.ARRIVED, 600, officers=(BADGE, "032206")),
        incident_event(Stage.CONCLUDED, 1200),
    ]
    shifts = [
        roster_entry(),
        roster_entry("032206", "C2", station="S2"),
        roster_entry("another", "C3"),
        roster_entry(camera="C4", starts=7000),
    ]
    incidents = IncidentRun(partition=0, at=at(0), offsets=[0, 1], records=events[:2])
    over = IncidentRun(partition=0, at=at(1), offsets=[2], records=events[2:])
    roster = RosterRun(partition=0, at=at(0), offsets=[0, 1, 2, 3], records=shifts)
    rows.add_block(Block(runs=[incidents, roster, over]), Taken(), keeper())
    async with engine.begin() as connection:
        await write_rows(connection, rows)
        for station, camera in ((STATION, CAMERA), ("S2", "C2"), (STATION, "C3")):
            for since, value in ((-9000, False), (590, True), (1300, False), (1900, True)):
                row = {"station": station, "camera": camera, "fact": "recording", "since": at(since)}
                await connection.execute(insert(tables.transitions).values({**row, "value": value}))
        yield connection
    await engine.dispose()


async def of_incident(connection: AsyncConnection, who: Person, *named: str) -> list[Bar]:
    """Return the bars of the incident, some cameras named by alerts."""
    found = (await connection.execute(tables.incidents.select())).mappings().one()
    alerts = [structs.replace(alert(0, camera=camera), badge=None) for camera in named]
    return await bars_of_incident(connection, who, found, alerts, BASIS)


def lines(bar: Bar) -> list[tuple[datetime, datetime | None, bool | None]]:
    """Return a bar's spans."""
    return [(span.since, span.until, span.value) for span in bar.spans]


def named(found: list[Bar]) -> list[tuple[str, str | None]]:
    """Return whose recording bars there are."""
    return [(bar.camera, bar.badge) for bar in found if bar.fact is CameraFact.RECORDING]


async def test_an_incidents_bars_are_its_officers_from_before_until_it_is_over(
    store: AsyncConnection,
) -> None:
    """Of each camera every fact; what is not told has no spans; nobody else's camera, and no later shift's."""
    found = await of_incident(store, EVERYWHERE)
    assert named(found) == [(CAMERA, BADGE), ("C2", "032206")]
    assert [bar.fact for bar in found] == list(CameraFact) * 2
    begin, end = at(0) - bars.BEFORE, at(1200) + bars.AFTER
    assert lines(found[0]) == [
        (begin, at(590), False),
        (at(590), at(1300), True),
        (at(1300), end, False),
    ]
    assert [bar.spans for bar in found if bar.fact is not CameraFact.RECORDING] == [[]] * 4


async def test_of_another_unit_nothing_is_shown(store: AsyncConnection) -> None:
    """Although its officer was sent to the same incident; a camera that an alert names is shown."""
    assert named(await of_incident(store, HERE, "C3")) == [(CAMERA, BADGE), ("C3", None)]
    assert (await of_incident(store, HERE, "C2"))[3].spans == [], (
        "an alert's camera of our station is not theirs"
    )


async def test_an_alerts_bars_are_its_cameras_until_now(store: AsyncConnection) -> None:
    """And with its incident's whole time; closed, its own end counts; without a camera the incident's are shown."""
    about = alert(900, since=700, changed=1500)
    found = await bars_of_alert(store, EVERYWHERE, about, BASIS)
    assert (named(found), lines(found[0])[-1]) == ([(CAMERA, BADGE)], (at(1900), None, True))
    closed = structs.replace(about, state=AlertState.CLOSED)
    assert lines((await bars_of_alert(store, EVERYWHERE, closed, BASIS))[0])[-1] == (
        at(1300),
        at(1500) + bars.AFTER,
        False,
    )
    without = structs.replace(about, camera=None, badge=None)
    assert named(await bars_of_alert(store, EVERYWHERE, without, BASIS)) == [
        (CAMERA, BADGE),
        ("C2", "032206"),
    ]
    alone = structs.replace(about, incident=None)
    first = lines((await bars_of_alert(store, EVERYWHERE, alone, BASIS))[0])[0]
    assert first[0] == at(700) - bars.BEFORE
    assert await bars_of_alert(store, EVERYWHERE, structs.replace(alone, camera=None), BASIS) == []


def asked(found: list[Bar], fact: CameraFact) -> list[list[tuple[datetime, datetime | None]]]:
    """Return when a fact was asked of each camera."""
    return [[(each.since, each.until) for each in bar.asked] for bar in found if bar.fact is fact]


async def test_only_whom_the_incident_asks_must_record(store: AsyncConnection) -> None:
    """As its station's roster and events say, as they were logged; the other station was told of no incident."""
    found = await of_incident(store, EVERYWHERE, "C3")
    duty = [(at(0), at(1))]
    assert named(found) == [(CAMERA, BADGE), ("C2", "032206"), ("C3", None)]
    assert asked(found, CameraFact.RECORDING) == asked(found, CameraFact.ANGLE) == [duty, [], []]
    shift = [(at(0) - bars.BEFORE, None)]
    assert asked(found, CameraFact.ONLINE) == [shift, shift, shift]


async def test_an_alert_without_an_incident_asks_nobody_to_record(store: AsyncConnection) -> None:
    """Its camera is asked to be online while on a shift; with the incident its duty is told."""
    about = alert(900, since=700)
    alone = await bars_of_alert(store, EVERYWHERE, structs.replace(about, incident=None), BASIS)
    assert [len(bar.asked) for bar in alone] == [0, 1, 0]
    assert [len(bar.asked) for bar in await bars_of_alert(store, EVERYWHERE, about, BASIS)] == [1, 1, 1]


async def test_a_camera_that_flickers_is_unknown_before_the_oldest_change(
    store: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer has an end; what is left out is not made up."""
    monkeypatch.setattr(bars, "MOST_CHANGES", 1)
    found = await of_incident(store, HERE)
    assert lines(found[0]) == [(at(1300), at(1200) + bars.AFTER, False)]
