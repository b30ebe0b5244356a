"""What a simulated day tells, sorted for questions."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct, field

from models.incidents import IncidentEvent
from models.observations import Observation, look_subject
from models.roster import RosterEntry
from models.telemetry import CameraRecord, Telemetry
from simulator.day import Day
from simulator.lines import Line, lines
from simulator.make import make_day
from simulator.plan import made_plan
from simulator.truth import Truth


class Told(Struct):
    """A day with everything that reaches the system, and when it does."""

    day: Day
    lines: list[Line]
    ticks: dict[str, list[datetime]] = field(default_factory=dict)
    """By station."""
    cameras: dict[str, list[tuple[datetime, CameraRecord]]] = field(default_factory=dict)
    incidents: dict[str, list[tuple[datetime, IncidentEvent]]] = field(default_factory=dict)
    looks: dict[str, list[tuple[datetime, Observation]]] = field(default_factory=dict)
    roster: list[RosterEntry] = field(default_factory=list)

    def records(self, row: Truth, start: datetime, end: datetime) -> list[CameraRecord]:
        """Return what a fault's camera tells between two moments."""
        return [record for at, record in self.cameras.get(row.camera or "", ()) if start <= at < end]

    def faults(self) -> Iterator[Truth]:
        """Yield the faults."""
        return (row for row in self.day.truth if row.rule is not None)


def tell(*, cameras: int, seed: int, faults: float, traps: float, incidents: int | None = None) -> Told:
    """Simulate a day over the sample and sort what it tells."""
    day = make_day(made_plan(cameras=cameras, seed=seed, faults=faults, traps=traps, incidents=incidents))
    told = Told(day, list(lines(day)))
    for line in told.lines:
        value = line.value
        if isinstance(value, Telemetry):
            told.ticks.setdefault(value.station, []).append(line.at)
            for record in value.cameras:
                told.cameras.setdefault(record.camera, []).append((line.at, record))
        elif isinstance(value, IncidentEvent):
            told.incidents.setdefault(value.incident, []).append((line.at, value))
        elif isinstance(value, Observation):
            told.looks.setdefault(look_subject(value.camera, value.kind, value.badge), []).append(
                (line.at, value)
            )
        elif isinstance(value, RosterEntry):
            told.roster.append(value)
    return told
