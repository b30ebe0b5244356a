"""Actions: what a person in the supervision room did."""

from enum import StrEnum

from msgspec import Struct

from models.ids import AlertId, OperatorId, StationId
from models.times import Instant


class Act(StrEnum):
    """What can be done; all but the last two need an alert."""

    ACKNOWLEDGE = "acknowledge"
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    DIRECTIVE_CALLED = "directive_called"
    CORRECTED = "corrected"
    CLOSE = "close"
    ASSIGN = "assign"
    NOTE = "note"
    MAINTENANCE = "maintenance"
    MAINTENANCE_OVER = "maintenance_over"


class Action(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One act of one operator. Sent twice with the same id, it counts once."""

    action: str
    """The action's own id."""
    station: StationId
    act: Act
    operator: OperatorId
    occurred_at: Instant
    alert: AlertId | None = None
    reason: str | None = None
    """Why; a dismissal and a shelving need it. Of a note: what it says."""
    to: OperatorId | None = None
    """Who is to see the alert through; an assignment needs it."""
    until: Instant | None = None
    """When a shelving or a maintenance window ends; both need it."""
