"""Who wears which camera now, as the roster has it. In doubt: nobody knows, and nobody is accused."""

from datetime import datetime
from enum import Enum

from msgspec import Struct, field

from models.ids import Badge, CameraId
from models.roster import RosterEntry
from models.times import after


class Bound(Enum):
    """How surely a person has a camera."""

    YES = "yes"
    NO = "no"
    """The roster names no camera for the person, or does not name the person at all."""
    UNCLEAR = "unclear"
    """Two people hold the same camera by entries that begin at the same moment."""


class Roster(Struct):
    """A station's roster entries by their id."""

    entries: dict[str, RosterEntry] = field(default_factory=dict)

    def learn(self, entry: RosterEntry) -> None:
        """Add or replace an entry; an older version of an entry changes nothing."""
        known = self.entries.get(entry.entry)
        if known is None or entry.occurred_at >= known.occurred_at:
            self.entries[entry.entry] = entry

    def forget_ended(self, before: datetime) -> None:
        """Drop entries that ended before a moment."""
        for name in [name for name, entry in self.entries.items() if entry.ends_at < before]:
            del self.entries[name]

    def current(self, now: datetime) -> dict[Badge, RosterEntry]:
        """Return each person's entry in force: of several the one that began last."""
        found: dict[Badge, RosterEntry] = {}
        for entry in self.entries.values():
            if entry.withdrawn or not entry.starts_at <= now < entry.ends_at:
                continue
            other = found.get(entry.badge)
            if other is None or _rank(entry) > _rank(other):
                found[entry.badge] = entry
        return found

    def wearers(self, now: datetime) -> dict[CameraId, RosterEntry | None]:
        """Return for each camera on a shift its wearer's entry; None where it is unclear who has it."""
        found: dict[CameraId, RosterEntry | None] = {}
        starts: dict[CameraId, datetime] = {}
        for entry in self.current(now).values():
            camera = entry.camera
            if camera is None:
                continue
            start = starts.get(camera)
            if start is None or entry.starts_at > start:
                found[camera], starts[camera] = entry, entry.starts_at
            elif entry.starts_at == start:
                found[camera] = None
        return found

    def camera_of(self, badge: Badge, now: datetime) -> tuple[Bound, CameraId | None]:
        """Return whether a person has a camera now, and which."""
        entry = self.current(now).get(badge)
        if entry is None or entry.camera is None:
            return Bound.NO, None
        holder = self.wearers(now)[entry.camera]
        if holder is None:
            return Bound.UNCLEAR, None
        if holder.badge != badge:
            return Bound.NO, None
        return Bound.YES, entry.camera

    def has(self, badge: Badge, moment: datetime, around_s: float) -> bool:
        """Say whether a person is on a shift at a moment, or within ``around_s`` of one."""
        earliest, latest = after(moment, -around_s), after(moment, around_s)
        return any(
            entry.badge == badge
            and not entry.withdrawn
            and entry.starts_at <= latest
            and earliest < entry.ends_at
            for entry in self.entries.values()
        )

    def next_change(self, now: datetime) -> datetime | None:
        """Return the next moment at which an entry begins or ends."""
        moments = [
            moment
            for entry in self.entries.values()
            for moment in (entry.starts_at, entry.ends_at)
            if moment > now
        ]
        return min(moments, default=None)


def _rank(entry: RosterEntry) -> tuple[datetime, datetime, str]:
    return entry.starts_at, entry.occurred_at, entry.entry
