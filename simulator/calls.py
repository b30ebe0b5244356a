"""Real police calls of one day: created, dispatched, closed."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from simulator.rows import Rows, read_rows, wall_clock

_COLUMNS = ("item", "type", "created", "dispatched", "closed", "disposition")


class Call(Struct, frozen=True):
    """One call as the city published it; times are the clock on the wall there."""

    item: str
    type: str
    """The city's own type code, such as 94F."""
    created: datetime
    dispatched: datetime | None
    """None when nobody was sent."""
    closed: datetime
    disposition: str
    """NAT necessary action taken, RTF report to follow, GOA gone on arrival, UNF unfounded, VOI, DUP."""


def read_calls(path: Path) -> Rows[Call]:
    """Read the calls; a row without a time of creation or closing is of no use."""
    return read_rows(path, _COLUMNS, _call)


def _call(fields: dict[str, str]) -> Call:
    for name in ("item", "type", "created", "closed", "disposition"):
        if not fields[name]:
            raise ValueError(f"no {name}")
    created, closed = wall_clock(fields["created"]), wall_clock(fields["closed"])
    if closed < created:
        raise ValueError("closed before it was created")
    return Call(
        item=fields["item"],
        type=fields["type"],
        created=created,
        dispatched=wall_clock(fields["dispatched"]) if fields["dispatched"] else None,
        closed=closed,
        disposition=fields["disposition"],
    )
