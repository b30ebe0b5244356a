"""The ordered log: blocks of records, each with where it came from and when it was logged."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from models.actions import Action
from models.incidents import IncidentEvent
from models.observations import Observation
from models.roster import RosterEntry
from models.telemetry import Telemetry
from models.times import Instant


class Run(Struct, frozen=True, kw_only=True, tag_field="topic", gc=False):
    """Consecutive records of one input partition that were logged at one moment."""

    partition: int
    """Of the input topic."""
    at: Instant
    """When they were logged: the log's time, by which rules go."""
    offsets: list[int]
    """Of each record in its input partition, rising."""


class IncidentRun(Run, frozen=True, kw_only=True, tag="incidents", gc=False):
    """A run of the incidents topic."""

    records: list[IncidentEvent]


class TelemetryRun(Run, frozen=True, kw_only=True, tag="telemetry", gc=False):
    """A run of the telemetry topic."""

    records: list[Telemetry]


class ObservationRun(Run, frozen=True, kw_only=True, tag="observations", gc=False):
    """A run of the observations topic."""

    records: list[Observation]


class RosterRun(Run, frozen=True, kw_only=True, tag="roster", gc=False):
    """A run of the roster topic."""

    records: list[RosterEntry]


class ActionRun(Run, frozen=True, kw_only=True, tag="actions", gc=False):
    """A run of the actions topic."""

    records: list[Action]


AnyRun = IncidentRun | TelemetryRun | ObservationRun | RosterRun | ActionRun
Record = IncidentEvent | Telemetry | Observation | RosterEntry | Action


class Clock(Struct, frozen=True):
    """The log's time goes on, whether or not anything happened."""

    at: Instant


class Block(Struct, frozen=True, gc=False):
    """One message of the log: the runs of one poll, in order, then the time."""

    runs: list[AnyRun] = []
    """In the order in which they were taken."""
    clock: Instant | None = None
    """Set on clock records: the log's time is at least this."""

    def end(self) -> datetime | None:
        """Return the latest time in the block, None for an empty one."""
        times = [run.at for run in self.runs]
        if self.clock is not None:
            times.append(self.clock)
        return max(times, default=None)


class Wrong(StrEnum):
    """What is wrong with a message that cannot be used."""

    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    TOO_DEEP = "too_deep"
    NOT_BY_SCHEMA = "not_by_schema"
    UNKNOWN_STATION = "unknown_station"
    TOO_EARLY = "too_early"
    """What it speaks of lies too far before it came."""
    TOO_LATE = "too_late"
    NO_TIME = "no_time"
    """A played day's message without the time at which it came."""
    SUPERVISOR_RAISED = "supervisor_raised"


class DeadLetter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What could not be used, with the reason; nothing is thrown away in silence."""

    at: Instant
    topic: str
    """Where it came from, after the prefix."""
    partition: int
    """Of that topic."""
    offset: int
    """In that partition."""
    reason: str
    """What is wrong, where, and how to mend it."""
    wrong: Wrong | None = None
    """Which kind of thing that is, in a word of ours; absent in what was set aside by an older version."""
    original: str | None = None
    """The text as it came, or base64 where it is not UTF-8."""
    encoding: str = "utf-8"
    """Of the original: ``utf-8`` or ``base64``."""
    sha256: str | None = None
    """Of all the bytes of the original."""
    head: str | None = None
    """The first bytes (base64), where the original is too large to keep."""
    size_bytes: int = 0
    """Of the message as it came."""
    supervisor: str | None = None
    """Which supervisor failed on it; absent where the message itself was bad."""
    traceback: str | None = None
    """Where the supervisor failed."""
