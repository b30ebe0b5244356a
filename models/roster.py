"""Roster entries 值班表: who wears which camera on which shift."""

from msgspec import Struct

from models.ids import Badge, CameraId, StationId
from models.stations import Role
from models.times import Instant


class RosterEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person on one shift. A later entry for the same badge or camera takes over from its start."""

    entry: str
    """The entry's own id; sent again with the same id it replaces itself."""
    station: StationId
    occurred_at: Instant
    """When the entry was made."""
    badge: Badge
    role: Role = Role.OFFICER
    camera: CameraId | None = None
    """Absent: no camera is registered for this person."""
    vehicle: str | None = None
    """The car of the shift, as the station calls it."""
    starts_at: Instant
    ends_at: Instant
    withdrawn: bool = False
    """The entry was a mistake and no longer counts."""
