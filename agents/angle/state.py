"""What angle remembers of a station: the cameras that must record now, and how they have lately looked."""

from datetime import datetime

from msgspec import Struct, field

from agents.incidents import Incident
from agents.recording.episodes import Episodes
from agents.recording.state import NEVER
from agents.supervisor import StationState
from agents.wearers import Roster
from models.findings import Evidence
from models.ids import Badge, CameraId, IncidentId, PictureRef
from models.observations import Look
from models.times import EPOCH


class Tilt(Struct, omit_defaults=True):
    """How a camera hangs askew, by its own sensor."""

    since: datetime | None = None
    """The first of the records, none far from the next, that show it."""
    first: tuple[Evidence, ...] = ()
    """What that record showed."""
    told_at: datetime = EPOCH
    said_at: datetime = EPOCH
    """The last record that was looked at, by the log's time and by the sender's clock."""
    recording_at: datetime = EPOCH
    """The last record that was looked at and said that the camera records."""
    by_pitch: bool = False
    by_roll: bool = False
    """Which of the two was over its limit since then."""
    well_since: datetime | None = None
    """While it is open: since when both are well below their limits again."""


class Kept(Struct, frozen=True):
    """A look at a picture that said something."""

    taken_at: datetime
    logged_at: datetime
    fault: bool
    picture: PictureRef | None = None


class Watched(Struct, omit_defaults=True):
    """A camera whose wearer must record now."""

    camera: CameraId
    badge: Badge
    incident: IncidentId
    pitch_limit_deg: float
    roll_limit_deg: float
    straight: bool = True
    """Neither tilted nor lately tilted: a record within the limits decides nothing."""
    told_both_at: datetime = EPOCH
    """The last record with both pitch and roll."""
    tilt: Tilt = field(default_factory=Tilt)
    looks: dict[Look, list[Kept]] = field(default_factory=dict)
    """Of each kind the looks of one window, in the order in which they were taken."""


class AngleState(StationState):
    """One station."""

    watched: dict[CameraId, Watched] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)
    episodes: Episodes = field(default_factory=Episodes)
    refresh_at: datetime = NEVER
    """When shifts and phases may change by themselves."""
    unknown_at: datetime = NEVER
    """When what is open may rest on facts that are no longer known."""
