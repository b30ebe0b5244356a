"""Real clips of body-worn cameras: who recorded, from when to when."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from simulator.rows import Rows, read_rows, wall_clock

_COLUMNS = ("camera", "wearer", "started", "ended")


class Clip(Struct, frozen=True):
    """One recording."""

    camera: str
    wearer: str | None
    """None for the clips of cameras that were bound to nobody."""
    started: datetime
    ended: datetime


def read_clips(path: Path) -> Rows[Clip]:
    """Read the clips; those that last no time hold nothing and are set aside."""
    return read_rows(path, _COLUMNS, _clip)


def _clip(fields: dict[str, str]) -> Clip:
    if not fields["camera"]:
        raise ValueError("no camera")
    started, ended = wall_clock(fields["started"]), wall_clock(fields["ended"])
    if ended <= started:
        raise ValueError("it ends no later than it starts")
    return Clip(fields["camera"], fields["wearer"] or None, started, ended)
