"""Real shifts of a duty roster."""

from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from simulator.rows import Rows, read_rows, wall_clock

_COLUMNS = ("employee", "location", "job", "type", "started", "ended")
_LONGEST = timedelta(hours=16)
"""E: nobody in the source works longer than 12 h; a longer row is a slip of the pen."""


class Shift(Struct, frozen=True):
    """One person's shift."""

    employee: str
    location: str
    job: str
    started: datetime
    ended: datetime


def read_shifts(path: Path) -> Rows[Shift]:
    """Read the shifts that somebody worked; leave and open shifts are set aside."""
    return read_rows(path, _COLUMNS, _shift)


def _shift(fields: dict[str, str]) -> Shift:
    for name in ("employee", "location"):
        if not fields[name]:
            raise ValueError(f"no {name}")
    if fields["type"] != "Scheduled":
        raise ValueError(f"not worked: {fields['type'] or 'no type'}")
    started, ended = wall_clock(fields["started"]), wall_clock(fields["ended"])
    if ended <= started:
        raise ValueError("it ends no later than it starts")
    if ended - started > _LONGEST:
        raise ValueError("it is longer than 16 hours")
    return Shift(fields["employee"], fields["location"], fields["job"], started, ended)
