"""What recording remembers of a station: its cameras, who must record with them, and what is open."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct, field

from agents.incidents import Incident
from agents.recording.episodes import Episodes
from agents.supervisor import StationState
from agents.wearers import Bound, Roster
from models.findings import Evidence
from models.ids import Badge, CameraId, IncidentId
from models.rules import Rule
from models.times import EPOCH

NEVER = datetime.max.replace(tzinfo=UTC)
"""The deadline of what waits for nothing."""

NO_LEVEL = -1.0
EVERY_LEVEL = 101.0
"""Floors below and above any percentage: no level, or every level, needs a look."""


class Reserve(Struct, omit_defaults=True):
    """A camera's battery or storage while it is low."""

    low_since: datetime | None = None
    low_at: datetime = EPOCH
    """The last record that said so."""


class Camera(Struct, omit_defaults=True):
    """What one camera last said of itself, and who relies on it.

    The fields up to the floors are all that a record touches which changes nothing: it sets the first
    two. The others are worked on when a record differs, comes after a gap or is older than the last one,
    and while ``pending`` is set.
    """

    camera: CameraId
    seen_at: datetime = EPOCH
    said_at: datetime = EPOCH
    """Its last record, by the log's time and by the sender's clock."""
    online: bool | None = None
    recording: bool | None = None
    """As the last record had them."""
    pending: bool = False
    """Whether its next record may decide something although it changes nothing."""
    battery_floor_pct: float = NO_LEVEL
    storage_floor_pct: float = NO_LEVEL
    """A level below the floor needs a look."""

    online_told_at: datetime = EPOCH
    online_said_at: datetime = EPOCH
    """The last record that told ``online``, unless that is the last record of all."""
    offline_since: datetime | None = None
    """The first of its records that say that it is offline."""
    back_since: datetime | None = None
    """While camera_offline is open: since when it is there again."""

    showing: bool | None = None
    """Whether it records, kept over records that do not say; None when offline or unknown."""
    showing_since: datetime = EPOCH
    """The first of the records, none far from the next, that agree on it."""
    shown_at: datetime = EPOCH
    shown_said_at: datetime = EPOCH
    """The last record that told it, unless that is the last record of all."""
    last_shown: bool | None = None
    last_on_at: datetime | None = None
    """The last record before ``showing`` became False that showed it recording."""
    outage: Evidence | None = None
    """Whether the recording broke off together with the camera: how the camera was lost."""

    badge: Badge | None = None
    """Who wears it; None on a shift: unclear who."""
    shift_since: datetime | None = None
    """The log's time from which it is known to be on this person's shift; None off shift."""
    shift_ends_at: datetime | None = None
    duties: list[str] = field(default_factory=list)
    """The duties of its wearer, by their keys."""
    battery: Reserve = field(default_factory=Reserve)
    storage: Reserve = field(default_factory=Reserve)

    def told_at(self) -> datetime:
        """Return when it was last told whether the camera records."""
        return self.shown_at if self.recording is None or self.online is False else self.seen_at


class Duty(Struct, omit_defaults=True):
    """One person who must record on one incident."""

    incident: IncidentId
    badge: Badge
    started_at: datetime
    """The log's time from which this is known; the phase begins here."""
    lead: bool = False
    """Of several duties of one person only the first can be held against anybody."""
    bound: Bound | None = None
    camera: CameraId | None = None
    """The camera that the roster gives now, or gave last."""
    bound_at: datetime = EPOCH
    """The log's time from which that is known; never before the phase."""
    recorded_at: datetime | None = None
    """The first record in the phase that showed recording."""
    off_at: datetime | None = None
    """The first record in the phase of those that lately show no recording."""
    swapped: bool = False
    """The recording was on another camera than the one worn now."""
    accused: Rule | None = None
    """Which rule about recording is open."""
    late_settled: bool = False
    """The start of the recording was already held against somebody."""
    unbound_since: datetime | None = None

    def key(self) -> str:
        """Return the duty's name, which is also the subject of findings about it."""
        return f"{self.incident}/{self.badge}"


class RecordingState(StationState):
    """One station."""

    cameras: dict[CameraId, Camera] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    """By incident and badge, in the order in which they began."""
    incidents: dict[str, Incident] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)
    episodes: Episodes = field(default_factory=Episodes)
    fresh: timedelta = timedelta(0)
    """The rules' fresh_s, as of the last review: two records further apart do not belong together."""
    heard_at: datetime = EPOCH
    """The last telemetry of any camera."""
    quiet: bool = True
    """Nothing was heard for so long that the feed, not a camera, may be at fault."""
    back_at: datetime = EPOCH
    """When the feed last came back; no camera has been silent for longer."""
    manned_since: datetime | None = None
    """Since when the station has had cameras on shift."""
    quiet_at: datetime = NEVER
    """When to see whether the feed has gone quiet."""
    review_at: datetime = NEVER
    """When something of a camera or a duty may be due."""
    refresh_at: datetime = EPOCH
    """When shifts and duties may change by themselves."""
