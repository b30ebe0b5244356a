"""A full room: thousands of alerts in the queue, hundreds of cameras on the wall, each with a still that is renewed."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Table, insert, update

from bench.console.room import Room
from bench.console.sending import example, send
from console.reading import count as count_rows
from models.alerts import Alert
from models.incidents import Stage
from models.observations import StreamState
from models.roster import RosterEntry
from models.rules import Priority
from simulator.footage.film import frames_of
from simulator.footage.shipped import STREET
from streams.store import tables
from streams.store.connect import connect, database
from vision.latest import Latest
from vision.picture import shrunk
from vision.stills import jpeg
from vision.watch import BESIDE_PX

STATION = "s"
OFFICERS = 3
"""E: of one incident."""
EVERY_S = 4.0
"""As often as stills of a camera are written by default."""
STORED_WITHIN_S = 120.0
HOUR = timedelta(hours=1)


def alerts_of(count: int, at: datetime) -> Iterator[Sequence[Alert]]:
    """Yield alerts of all priorities, the oldest first, each of a group of its own."""
    for number in range(count):
        since = at - timedelta(seconds=count - number)
        alert = example(f"q{number}", since, list(Priority)[number % len(Priority)])
        yield [alert]


async def fill_queue(the: Room, count: int) -> None:
    """Send alerts and wait until the projection has stored them."""
    await send(the.settings, alerts_of(count, datetime.now(UTC)))
    async with database(the.settings.store) as store, asyncio.timeout(STORED_WITHIN_S):
        stored = 0
        while stored < count:
            await asyncio.sleep(0.5)
            async with store.connect() as connection:
                stored = await count_rows(connection, tables.alerts)


class Wall:
    """Cameras on incidents, written into the store as the projection would."""

    def __init__(self, the: Room, cameras: int) -> None:
        self._store = connect(the.settings.store)
        self._latest = Latest(the.settings.vision.latest_dir)
        self._cameras = [f"camera{number:04}" for number in range(cameras)]
        frames = frames_of(STREET.path())
        self._stills = [jpeg(shrunk(frame, BESIDE_PX)) for frame in frames[:: max(1, len(frames) // 20)]]

    async def fill(self) -> None:
        """Write who wears which camera, where they are, and what is known of each."""
        now = datetime.now(UTC)
        async with self._store.begin() as connection:
            for table, row in _of_a_camera(now).items():
                named = [row | {"camera": camera} for camera in self._cameras]
                await connection.execute(insert(table), named)
            worn = [_worn(camera, now) for camera in self._cameras]
            await connection.execute(insert(tables.roster), worn)
            badges = [each["badge"] for each in worn]
            scenes = [badges[first : first + OFFICERS] for first in range(0, len(badges), OFFICERS)]
            await connection.execute(insert(tables.incidents), [_incident(each, now) for each in scenes])

    async def renew(self) -> None:
        """Renew all stills again and again, until cancelled."""
        turn = 0
        try:
            while True:
                turn += 1
                await self._renew(turn)
                await asyncio.sleep(EVERY_S)
        finally:
            await self._store.dispose()

    async def _renew(self, turn: int) -> None:
        now = datetime.now(UTC)
        for number, camera in enumerate(self._cameras):
            self._latest.put(camera, now, self._stills[(number + turn) % len(self._stills)])
            await asyncio.sleep(0)
        async with self._store.begin() as connection:
            await connection.execute(update(tables.watched).values(looked_at=now))


def _of_a_camera(now: datetime) -> dict[Table, dict[str, Any]]:
    """Return what is known of each camera, by table."""
    heard = {"heard_at": now, "online": True, "online_at": now, "recording": True, "recording_at": now}
    where = {"latitude_deg": 34.3, "longitude_deg": 108.9, "position_at": now}
    # Told for longer than the measurement takes: nobody tells it anew.
    video = {"video": StreamState.LIVE.value, "video_since": now, "video_told_at": now + HOUR}
    return {
        tables.cameras: {"station": STATION, **heard, **where, "battery_pct": 80.0, "battery_at": now},
        tables.watched: {"station": STATION, **video, "looked_at": now, "looks": {}},
    }


def _worn(camera: str, now: datetime) -> dict[str, Any]:
    entry = RosterEntry(
        station=STATION,
        entry=camera,
        badge=f"b{camera}",
        camera=camera,
        occurred_at=now,
        starts_at=now - HOUR,
        ends_at=now + 8 * HOUR,
    )
    columns = ("station", "entry", "badge", "camera", "starts_at", "ends_at", "withdrawn")
    return {name: getattr(entry, name) for name in columns} | {"document": msgspec.to_builtins(entry)}


def _incident(badges: Sequence[str], now: datetime) -> dict[str, Any]:
    stages = {stage.value: now.isoformat() for stage in (Stage.RECEIVED, Stage.ARRIVED)}
    named = {"incident": f"i{badges[0]}", "station": STATION, "stage": Stage.ARRIVED.value, "category": None}
    return {**named, "officers": badges, "stages": stages, "first_at": now, "changed_at": now}
