"""Observations: what was seen in a camera's picture. Material for candidates, never a verdict."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, structs

from models.ids import CameraId, PictureRef, StationId
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


PICTURE_LOOKS = frozenset(
    {Look.TILTED, Look.SKY, Look.GROUND, Look.COVERED, Look.DARK, Look.BLURRED, Look.FROZEN}
)
UNIFORM_LOOKS = frozenset({Look.HEADGEAR, Look.VEST, Look.DRESS, Look.BADGE})


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
    also_well: tuple[Look, ...] = ()
    """What else the same look was for, and found well, as surely: so a look at a picture may be one message."""


def each_look(observation: Observation) -> tuple[Observation, ...]:
    """Return an observation as one of each kind that it speaks of."""
    if not observation.also_well:
        return (observation,)
    well = structs.replace(observation, seen=Seen.WELL, picture=None, also_well=())
    also = [structs.replace(well, kind=kind) for kind in observation.also_well if kind != observation.kind]
    return (structs.replace(observation, also_well=()), *also)
