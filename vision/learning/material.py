"""From alerts that people decided to pictures with labels. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from models.alerts import Alert, Decision
from models.ids import CameraId, PictureRef, StationId
from models.observations import Look
from models.rules import Rule
from vision.learning.labels import LABELS

RULES = (Rule.ANGLE_PICTURE, Rule.UNIFORM)
"""Rules that rest on pictures."""


class LeftOut(StrEnum):
    """Why something is not in a set."""

    NO_CONSENT = "no_consent"
    """An alert: its station's pictures may not be learnt from."""
    NO_PICTURE = "no_picture"
    """An alert: it names no picture, or no camera or look that it is of."""
    CONTRADICTORY = "contradictory"
    """A label of a picture: confirmed in one alert, dismissed in another."""
    GONE = "gone"
    """A picture: its time is over, or it never was here."""
    DAMAGED = "damaged"
    """A picture: not what its name says, or no picture."""
    REPEATED = "repeated"
    """A picture: another is the same, pixel for pixel."""


class Sample(Struct, frozen=True):
    """A still and what people decided of it."""

    still: PictureRef
    station: StationId
    camera: CameraId
    decisions: dict[Look, bool]
    """By label: whether it was confirmed. Of other labels nobody said anything."""


class Wanted(Struct, frozen=True, kw_only=True):
    """Which alerts are wanted."""

    begin: datetime | None = None
    """Raised then or later; None from the first one on."""
    end: datetime | None = None
    """Raised before then."""
    station: StationId | None = None
    rule: Rule | None = None


def samples(alerts: Iterable[Alert]) -> tuple[list[Sample], dict[LeftOut, int]]:
    """Return the stills of decided alerts, each once, in the order of their names, and what was left out."""
    kept: dict[PictureRef, Sample] = {}
    contradictory: set[tuple[PictureRef, Look]] = set()
    no_picture = 0
    for alert in alerts:
        if alert.kind not in LABELS or alert.camera is None or not alert.pictures:
            no_picture += 1
            continue
        label, confirmed = Look(alert.kind), alert.decision is Decision.CONFIRMED
        for still in alert.pictures:
            sample = kept.setdefault(still, Sample(still, alert.station, alert.camera, {}))
            if sample.decisions.setdefault(label, confirmed) is not confirmed:
                contradictory.add((still, label))
    for still, label in contradictory:
        del kept[still].decisions[label]
    found = [kept[still] for still in sorted(kept) if kept[still].decisions]
    return found, {LeftOut.NO_PICTURE: no_picture, LeftOut.CONTRADICTORY: len(contradictory)}
