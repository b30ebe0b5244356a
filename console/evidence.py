"""What is known of the stills that led to an alert, beside the stills themselves."""

from msgspec import Struct

from models.alerts import Alert
from models.ids import PictureRef
from models.observations import Look
from models.times import Instant
from vision.stills import NoStill, Note, Stills


class Picture(Struct, frozen=True):
    """One still of an alert, in the order of its pictures."""

    taken_at: Instant | None
    """None: nobody noted it."""
    before: bool
    after: bool
    marked: bool
    """Whether there is such a still beside it, to be asked for with ``which``."""


def pictures_of(stills: Stills, alert: Alert) -> list[Picture]:
    """Return what is noted of an alert's stills."""
    return [_picture(stills, alert, still) for still in alert.pictures]


def note_of(stills: Stills, alert: Alert, still: PictureRef) -> Note:
    """Return the note of one of an alert's stills; raises ``NoStill``."""
    if alert.kind not in set(Look):
        raise NoStill("what the still shows has no note")
    return stills.noted(still, Look(alert.kind))


def _picture(stills: Stills, alert: Alert, still: PictureRef) -> Picture:
    try:
        note = note_of(stills, alert, still)
    except NoStill:
        return Picture(None, before=False, after=False, marked=False)
    there = {name: getattr(note, name) is not None for name in ("before", "after", "marked")}
    return Picture(note.taken_at, **there)
