"""The plan of a simulated day: what it is made from and how much goes wrong."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from models.stations import Station
from simulator.calls import Call, read_calls
from simulator.clips import Clip, read_clips
from simulator.shifts import Shift, read_shifts
from simulator.stations import made_stations

SAMPLE = Path(__file__).parent / "sample"
CAMERAS_A_STATION = 30
"""A station has 20 to 60 cameras."""
CAMERAS_AN_INCIDENT = 3
"""E: a county with 300 cameras takes about 100 calls a day."""


class Plan(Struct, frozen=True, kw_only=True):
    """All that a simulated day depends on; the same plan gives the same bytes."""

    calls: tuple[Call, ...]
    clips: tuple[Clip, ...]
    shifts: tuple[Shift, ...]
    stations: tuple[Station, ...]
    cameras: int = 60
    seed: int = 1
    hours: float = 24
    tick_s: float = 10
    incidents: int | None = None
    """How many incidents a day; None: one for every three cameras."""
    faults: float = 1.0
    """How many times as many faults as in real life: two a day for 300 cameras."""
    traps: float = 1.0
    """How many times as many traps as the defaults have."""
    time_zone: str = "Asia/Shanghai"
    day: date = date(2026, 11, 3)

    def start(self) -> datetime:
        """Return the day's midnight as UTC."""
        return datetime.combine(self.day, time(), ZoneInfo(self.time_zone)).astimezone(UTC)

    def end_s(self) -> float:
        """Return where the file ends, in seconds since midnight."""
        return self.hours * 3600.0

    def incidents_a_day(self) -> int:
        """Return how many incidents a whole day would have."""
        return self.cameras // CAMERAS_AN_INCIDENT if self.incidents is None else self.incidents


def made_plan(
    *,
    cameras: int = 60,
    seed: int = 1,
    hours: float = 24,
    tick_s: float = 10,
    incidents: int | None = None,
    faults: float = 1.0,
    traps: float = 1.0,
    data: Path = SAMPLE,
) -> Plan:
    """Return a plan over the real data in a folder: by default the sample that comes with Jingjian."""
    return Plan(
        calls=read_calls(_only(data, "calls-*.csv*")).good,
        clips=read_clips(_only(data, "clips-*.csv*")).good,
        shifts=read_shifts(_only(data, "shifts-*.csv*")).good,
        stations=made_stations(max(1, round(cameras / CAMERAS_A_STATION))),
        cameras=cameras,
        seed=seed,
        hours=hours,
        tick_s=tick_s,
        incidents=incidents,
        faults=faults,
        traps=traps,
    )


def _only(data: Path, pattern: str) -> Path:
    found = sorted(data.glob(pattern))
    if len(found) != 1:
        raise ValueError(f"{data}: {len(found)} files like {pattern}, it takes one")
    return found[0]
