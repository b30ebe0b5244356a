"""The wall's stills in a played day: each is shown when the store has heard of its time, as the vision role would."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from config.settings import Settings
from console.reading import heard_until
from models.ids import CameraId, PictureRef
from models.times import Instant
from simulator.json_lines import read_json_lines
from streams.store.connect import database
from streams.store.troubles import TROUBLES, is_away
from vision.latest import Latest
from vision.stills import Stills

FOR_THE_WALL, SHOWN = "wall", "wall.jsonl"
"""What lies beside the events of a day with films: the wall's stills, and when each is of which camera."""
EVERY_S = 0.2
"""E: a day played sixty times as fast goes on by 12 s meanwhile."""


class Shown(Struct, frozen=True):
    """One still of the wall."""

    at: Instant
    """When it was taken."""
    camera: CameraId
    still: PictureRef


class Due(Struct, frozen=True):
    """What is to be done on the wall."""

    put: list[Shown]
    """The newest of each camera."""
    drop: list[CameraId]
    """Cameras whose still has been kept for long enough."""


class Showing:
    """The stills of a day, in the order of their times."""

    def __init__(self, stills: Iterable[Shown], kept: timedelta) -> None:
        """Make ready; ``kept`` is how long a still stays that nothing follows."""
        self._waiting = list(reversed(list(stills)))
        self._kept = kept
        self._last: dict[CameraId, datetime] = {}

    def until(self, heard: datetime) -> Due:
        """Return what is due at a moment of the day; moments must not go back."""
        newest: dict[CameraId, Shown] = {}
        while self._waiting and self._waiting[-1].at <= heard:
            still = self._waiting.pop()
            newest[still.camera] = still
        self._last |= {camera: still.at for camera, still in newest.items()}
        old = [camera for camera, at in self._last.items() if heard - at > self._kept]
        for camera in old:
            del self._last[camera]
        return Due([still for camera, still in newest.items() if camera not in old], old)


async def show_stills(settings: Settings, day: Path) -> None:
    """Show the stills of the day in a folder, for ever; raises ``BadFile``, and ``OSError`` where there is no room."""
    latest, stills = Latest(settings.vision.latest_dir), Stills(day / FOR_THE_WALL)
    # What is there is of another day, or of this one's end.
    latest.sweep(datetime.now(UTC))
    path = day / SHOWN
    showing = Showing(
        read_json_lines(path, Shown) if path.exists() else (),
        timedelta(seconds=settings.vision.latest_kept_s),
    )
    async with database(settings.store) as store:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                async with store.connect() as connection:
                    heard = await heard_until(connection)
            except TROUBLES as error:
                if not is_away(error):
                    raise
                # The projection has yet to make its tables.
                continue
            if heard is not None:
                _show(showing.until(heard), stills, latest)


def _show(due: Due, stills: Stills, latest: Latest) -> None:
    for camera in due.drop:
        latest.drop(camera)
    for shown in due.put:
        latest.put(shown.camera, shown.at, stills.read(shown.still))
