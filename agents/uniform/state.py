"""What uniform remembers of a station: what was lately seen of whom, and who was checked before the shift."""

from datetime import datetime

from msgspec import Struct, field

from agents.supervisor import StationState
from agents.wearers import Roster
from models.ids import Badge, CameraId, OperatorId, PictureRef
from models.observations import Look
from models.times import after


class Kept(Struct, frozen=True):
    """A look that said something."""

    taken_at: datetime
    logged_at: datetime
    fault: bool
    picture: PictureRef | None = None
    by: OperatorId | None = None

    def lapses_at(self, forget_s: float) -> datetime:
        """Return when it says nothing any more; by then, delivered again, it is too old to be taken."""
        return after(max(self.taken_at, self.logged_at), forget_s)


class Episode(Struct, frozen=True):
    """A fault that was raised and not cleared."""

    since: datetime
    badge: Badge | None
    """Whom it names: nobody, where the roster does not know the badge that was told."""
    firm: bool = False
    """A person saw it, or a whole check did: no program's look clears it."""


class Track(Struct):
    """What was lately seen of one thing, on one camera, of one person or of somebody."""

    camera: CameraId
    kind: Look
    badge: Badge | None = None
    """As it came with the looks."""
    looks: list[Kept] = field(default_factory=list)
    """Programs' looks in the order in which they were taken, no more than the rule asks for."""
    firm: Kept | None = None
    """The newest that a person saw, or that a whole check found: each decides alone."""
    episode: Episode | None = None


class Shift(Struct):
    """A shift that has begun or will, and who began it without a check."""

    starts_at: datetime
    missing: tuple[Badge, ...] = ()
    """Of those that were told, whoever still is; nobody before it was told."""


class UniformState(StationState):
    """One station."""

    roster: Roster = field(default_factory=Roster)
    tracks: dict[str, Track] = field(default_factory=dict)
    """By subject."""
    checks: dict[Badge, datetime] = field(default_factory=dict)
    """When each person's last check was done, whatever it found."""
    checks_since: datetime | None = None
    """Since when they have been heard of: who was checked before that nobody knows. None: the rule is off."""
    shifts: dict[str, Shift] = field(default_factory=dict)
    """By subject: those whose time to be told has not come, and those told and not over."""

    def wake(self, at: datetime) -> None:
        """Ask for a deadline, unless there is an earlier one, which asks anew."""
        if self.due is None or at < self.due:
            self.due = at
