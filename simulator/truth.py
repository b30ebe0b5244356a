"""Truth: what is wrong in a simulated day, and what only looks wrong."""

from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct

from models.ids import Badge, CameraId, IncidentId, StationId
from models.rules import OF_SUPERVISORS, Rule
from models.times import Instant
from simulator.json_lines import read_json_lines

PLAYED = tuple(rule for rule in OF_SUPERVISORS if rule is not Rule.ROLL_CALL)
"""Rules of which a day has faults: those that are on as they come, since nobody is checked before a shift."""


class Kind(StrEnum):
    """Whether an alert is due."""

    FAULT = "fault"
    TRAP = "trap"


class Truth(Struct, frozen=True, kw_only=True):
    """One fault that must raise an alert, or one trap that must not."""

    kind: Kind
    rule: Rule | None = None
    """Of a fault: which rule must raise."""
    trap: str | None = None
    """Of a trap: its name."""
    station: StationId
    subject: str
    """Of a fault: the alert's subject. Of a trap: what it is about."""
    incident: IncidentId | None = None
    badge: Badge | None = None
    camera: CameraId | None = None
    start: Instant
    """When the condition begins."""
    due: Instant | None = None
    """The earliest moment at which the rule's number makes the alert due; None for a trap."""
    end: Instant
    """When the condition ends; a fault that outlasts the file ends with it."""
    note: str = ""


def read_truth(path: Path) -> list[Truth]:
    """Read a file of truth, one JSON object a line; raises ``BadFile``."""
    return read_json_lines(path, Truth)


def write_truth(path: Path, rows: list[Truth]) -> None:
    """Write a file of truth."""
    path.write_bytes(msgspec.json.Encoder().encode_lines(rows))
