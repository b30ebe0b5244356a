"""Actions: what a person in the supervision room did."""

from enum import StrEnum

from msgspec import Struct

from models.ids import AlertId, Badge, CameraId, OperatorId, StationId
from models.times import Instant


class Act(StrEnum):
    """What can be done; maintenance and praise need no alert."""

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
    PRAISE = "praise"
    """Something was done well. It changes no alert; it counts beside them."""


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
    camera: CameraId | None = None
    """Whose picture the praise goes by."""
    badge: Badge | None = None
    """Whom the praise is for, as the roster knows who wears the camera; absent: nobody knows."""
