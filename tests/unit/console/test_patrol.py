"""Patrol and the wall over real tables: ages go by the log's time, also in a day that is played; one tile a camera."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
from sqlalchemy import insert

from config.loader import load_rulebook
from config.settings import Settings
from console.accounts import Account
from console.database import PEOPLE
from console.pages.patrol import Patrol, Patrolled, look, patrol
from console.pages.wall import tiles_on_scene
from console.parts import Parts
from console.people import ALL_UNITS, Role
from console.send import Sender
from models.actions import Act, Action
from models.stations import Station
from streams.store import tables
from streams.store.connect import connect, upgrade

PLAYED = datetime(2026, 11, 3, 4, 12, tzinfo=UTC)
"""The log's now: a day that is played."""
WALL = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
LI = Account("li", "李警官", (Role.OPERATOR,), (ALL_UNITS,))
GUCHENG = {
    "station": "gucheng",
    "name_zh": "古城派出所",
    "name_en": "Gucheng station",
    "call_zh": "古城所",
}
OFFICER = {"station": "gucheng", "badge": "017913", "camera": "c1"}


class Room:
    """The console's parts over empty tables, with two clocks that are turned by hand."""

    def __init__(self, folder: Path) -> None:
        self.log, self.wall = PLAYED, WALL
        settings = Settings(
            time={"source": "input"},
            store={"url": f"sqlite+aiosqlite:///{folder / 'store.db'}"},
            people={"url": f"sqlite+aiosqlite:///{folder / 'console.db'}"},
        )
        nothing: Any = SimpleNamespace()
        self.sent: list[Action] = []
        self.parts = Parts(
            settings=settings,
            stations={"gucheng": Station(**GUCHENG)},
            rules=load_rulebook(),
            store=connect(settings.store),
            people=connect(settings.people),
            live=nothing,
            health=nothing,
            sender=cast(Sender, self),
            throttle=nothing,
            now=lambda: self.log,
            wall=lambda: self.wall,
        )

    async def add(self, table: Any, **row: Any) -> None:
        """Add a row to the store."""
        async with self.parts.store.begin() as connection:
            await connection.execute(insert(table).values(row))

    async def shift(self, entry: str, begins: timedelta, ends: timedelta, **more: str) -> None:
        """Put somebody on the roster."""
        what = {**OFFICER, **more}
        document = {
            **what,
            "entry": entry,
            "occurred_at": PLAYED.isoformat(),
            "starts_at": (PLAYED + begins).isoformat(),
            "ends_at": (PLAYED + ends).isoformat(),
        }
        row = {name: what[name] for name in OFFICER}
        times = {"starts_at": PLAYED + begins, "ends_at": PLAYED + ends}
        await self.add(tables.roster, entry=entry, withdrawn=False, document=document, **row, **times)

    async def on_scene(
        self, incident: str, since_s: float, arrived_s: float | None, badge: str = "017913"
    ) -> None:
        """Let the officer be sent to an incident."""
        first_at = self.log - timedelta(seconds=since_s)
        stages = {"dispatched": first_at.isoformat()}
        if arrived_s is not None:
            stages["arrived"] = (self.log - timedelta(seconds=arrived_s)).isoformat()
        row = {"station": "gucheng", "category": None, "officers": [badge], "stages": stages}
        stage = "dispatched" if arrived_s is None else "arrived"
        await self.add(
            tables.incidents, incident=incident, stage=stage, first_at=first_at, changed_at=first_at, **row
        )

    async def patrol(self) -> Patrol:
        """Return how far the patrol is."""
        return msgspec.json.decode((await patrol(self.parts, LI)).body, type=Patrol)

    async def look(self, *, praise: bool = False) -> None:
        """Look at the camera on patrol."""
        told = Patrolled(station="gucheng", camera="c1", occurred_at=WALL, praise=praise)
        await look(told, self.parts, LI)

    async def actions(self, actions: list[Action]) -> None:
        """Keep what would be sent."""
        self.sent += actions


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """Return a room with one officer, who wears a camera and is at a scene."""
    the = Room(tmp_path)
    await upgrade(the.parts.store)
    await upgrade(the.parts.people, PEOPLE)
    await the.shift("e1", timedelta(hours=-8), timedelta(hours=8))
    await the.on_scene("i1", 900, 600)
    yield the
    await the.parts.store.dispose()
    await the.parts.people.dispose()


async def test_a_look_on_patrol_is_as_old_as_the_played_day_has_it(room: Room) -> None:
    """Ages on the page go by the log's clock, and a camera is due again when the log's half hour is over."""
    assert (await room.patrol()).due == ["c1"]
    await room.look()
    told = await room.patrol()
    assert (told.due, told.looked_at) == ([], {"c1": PLAYED})
    room.log, room.wall = PLAYED + timedelta(seconds=1801), WALL + timedelta(seconds=30)
    told = await room.patrol()
    assert (told.due, told.looked_at) == (["c1"], {"c1": PLAYED})


async def test_a_day_that_is_played_again_has_not_been_looked_at(room: Room) -> None:
    """What was seen of it the last time is later than its now."""
    await room.look()
    room.log = PLAYED - timedelta(seconds=60)
    assert (await room.patrol()).looked_at == {}


async def test_a_praise_is_an_act_for_whoever_wears_the_camera_and_sent_again_counts_once(room: Room) -> None:
    """As the roster knows it; of a look without praise nothing is sent."""
    await room.look()
    assert room.sent == []
    await room.look(praise=True)
    await room.look(praise=True)
    first, again = room.sent
    assert (first.act, first.operator, first.camera, first.badge) == (Act.PRAISE, "li", "c1", "017913")
    assert first == again


async def test_a_praise_is_for_nobody_where_two_wear_the_camera_by_the_roster(room: Room) -> None:
    """A wrong roster praises nobody in another's place."""
    await room.shift("e2", timedelta(hours=-1), timedelta(hours=1), badge="017914")
    await room.look(praise=True)
    [praise] = room.sent
    assert (praise.camera, praise.badge) == ("c1", None)


@pytest.mark.parametrize(("second_arrived_s", "shown"), [(30, "i2"), (None, "i1")])
async def test_an_officer_of_two_incidents_is_one_tile(
    room: Room, second_arrived_s: float | None, shown: str
) -> None:
    """Where they arrived last; who was only sent is still where they are."""
    await room.on_scene("i2", 120, second_arrived_s)
    [tile] = await tiles_on_scene(room.parts, LI)
    assert (tile.camera, tile.incident) == ("c1", shown)


async def test_of_two_who_wear_a_camera_by_the_roster_the_one_on_the_incident_is_named(room: Room) -> None:
    """Whoever is not there is not named for what the camera shows, though the roster names them last."""
    await room.shift("e2", timedelta(minutes=-30), timedelta(hours=1), badge="017914")
    [tile] = await tiles_on_scene(room.parts, LI)
    assert (tile.camera, tile.incident, tile.badge) == ("c1", "i1", "017913")


async def test_nothing_is_wrong_with_a_camera_that_does_not_record_before_its_officer_arrives(
    room: Room,
) -> None:
    """From the arrival on it is asked for, of an officer; an auxiliary need not record."""
    await room.shift("e2", timedelta(hours=-1), timedelta(hours=1), badge="017914", camera="c2")
    await room.shift(
        "e3", timedelta(hours=-1), timedelta(hours=1), badge="F0031", camera="c3", role="auxiliary"
    )
    await room.on_scene("i2", 120, None, "017914")
    await room.on_scene("i3", 120, 30, "F0031")
    tiles = await tiles_on_scene(room.parts, LI)
    assert {tile.camera: tile.recording_asked for tile in tiles} == {"c1": True, "c2": False, "c3": False}
