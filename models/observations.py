"""Observations: what was seen in a camera's picture. Material for candidates, never a verdict."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, structs

from models.ids import Badge, CameraId, OperatorId, PictureRef, StationId
from models.times import Instant


class Look(StrEnum):
    """What a look at a picture was for."""

    TILTED = "tilted"
    SKY = "sky"
    GROUND = "ground"
    COVERED = "covered"
    DARK = "dark"
    BLURRED = "blurred"
    FROZEN = "frozen"
    HEADGEAR = "headgear"
    VEST = "vest"
    DRESS = "dress"
    BADGE = "badge"
    OTHER = "other"
    """Something else about somebody's uniform; only a person says so."""
    ROLL_CALL = "roll_call"
    """The check before a shift as a whole: passed, failed, or done and not to be judged. What failed comes as looks of
    its own."""
    STREAM = "stream"
    """Whether there is a picture at all; never a fault, and no other look is made without one."""


class StreamState(StrEnum):
    """How a camera's video comes. Anything but live means that nobody knows how the camera looks."""

    CONNECTING = "connecting"
    LIVE = "live"
    STALLED = "stalled"
    """Connected, but no new picture comes."""
    REFUSED = "refused"
    """Nobody answers, or whoever does hangs up."""
    UNAUTHORISED = "unauthorised"
    """User or password is wrong, or they may not see it."""
    NOT_FOUND = "not_found"
    """The server knows no such video."""
    NO_VIDEO = "no_video"
    """Sound alone, or a video that cannot be decoded here."""
    UNREADABLE = "unreadable"
    """What comes is damaged, or no video at all."""
    ENDED = "ended"
    """A file that is over."""


PICTURE_LOOKS = frozenset(
    {Look.TILTED, Look.SKY, Look.GROUND, Look.COVERED, Look.DARK, Look.BLURRED, Look.FROZEN}
)
UNIFORM_LOOKS = frozenset({Look.HEADGEAR, Look.VEST, Look.DRESS, Look.BADGE, Look.OTHER})


class Seen(StrEnum):
    """What the look found."""

    FAULT = "fault"
    WELL = "well"
    UNKNOWN = "unknown"


class Observation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One look at one camera's picture."""

    station: StationId
    camera: CameraId
    occurred_at: Instant
    kind: Look
    seen: Seen
    score: Annotated[float, Meta(ge=0, le=1)] = 1.0
    """How sure the observer is of what it says it saw."""
    picture: PictureRef | None = None
    badge: Badge | None = None
    """Whom the picture shows, where a person or a check says so; absent: nobody knows. A camera worn on the chest
    does not show its wearer."""
    by: OperatorId | None = None
    """Who saw it, where that was a person and no program."""
    stream: StreamState | None = None
    """Of a look of the kind ``stream``: how the video comes."""
    also_well: tuple[Look, ...] = ()
    """What else the same look was for, and found well, as surely: so a look at a picture may be one message."""


def look_subject(camera: CameraId, kind: Look, badge: Badge | None) -> str:
    """Return what a finding about somebody's uniform is about: where, what for, and whom it shows if that is told."""
    return f"{camera}/{kind}" if badge is None else f"{camera}/{kind}/{badge}"


def each_look(observation: Observation) -> tuple[Observation, ...]:
    """Return an observation as one of each kind that it speaks of."""
    if not observation.also_well:
        return (observation,)
    well = structs.replace(observation, seen=Seen.WELL, picture=None, also_well=())
    also = [structs.replace(well, kind=kind) for kind in observation.also_well if kind != observation.kind]
    return (structs.replace(observation, also_well=()), *also)
