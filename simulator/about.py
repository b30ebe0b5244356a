"""What a simulated day is and where it comes from: the file that lies beside its events."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from models.times import Instant, after
from simulator.plan import Plan

ABOUT = "about.json"
Source = Mapping[str, str]

SAMPLE_SOURCES: Sequence[Source] = (
    {
        "what": "calls: created, dispatched, closed, type, disposition",
        "from": "New Orleans Police Department, Calls for Service 2016, open data of the city",
    },
    {
        "what": "clips and shifts",
        "from": "Texas Juvenile Justice Department, public-records data, anonymised; published with "
        "\"Learning from failure: 'Red flags' in body-worn camera data\", Real World Data Science",
        "licence": "CC BY 4.0",
    },
)
_NOTE = (
    "A simulated day. Calls, clips and shifts are as their sources have them, but they share no key: who "
    "attends which incident with which camera is a synthetic link. Stations, badges, camera ids, positions, "
    "tilts, battery levels, looks at pictures, and all faults and traps are made up."
)


class About(Struct, frozen=True, kw_only=True):
    """A day's origin, its plan in figures, and its length."""

    note: str = _NOTE
    sources: Sequence[Source]
    seed: int
    day: str
    time_zone: str
    starts_at: Instant
    ends_at: Instant
    hours: float
    tick_s: float
    cameras: int
    stations: int
    faults: float
    traps: float
    lines: int
    sha256: str
    """Of the file of events."""


def about(plan: Plan, sources: Sequence[Source], lines: int, sha256: str) -> About:
    """Return what there is to say of a plan's day, now that it is written."""
    return About(
        sources=sources,
        seed=plan.seed,
        day=plan.day.isoformat(),
        time_zone=plan.time_zone,
        starts_at=plan.start(),
        ends_at=after(plan.start(), plan.end_s()),
        hours=plan.hours,
        tick_s=plan.tick_s,
        cameras=plan.cameras,
        stations=len(plan.stations),
        faults=plan.faults,
        traps=plan.traps,
        lines=lines,
        sha256=sha256,
    )


def write_about(path: Path, what: About) -> None:
    """Write it for people and programs."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(what), indent=2) + b"\n")


def read_about(path: Path) -> About:
    """Read it; raises ``OSError`` or ``msgspec.MsgspecError``."""
    return msgspec.json.decode(path.read_bytes(), type=About)
