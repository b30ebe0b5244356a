"""What is noted of an alert's stills: when each was taken, and which others lie beside it."""

from pathlib import Path

from msgspec import structs

from console.evidence import Picture, pictures_of
from models.observations import Look
from tests.factories import CAMERA, STATION, alert, at
from vision.stills import Note, Stills


def test_of_each_still_it_is_told_when_it_was_taken_and_what_lies_beside_it(tmp_path: Path) -> None:
    """In the order of the alert's pictures; what has no note, or none of this kind, is known by nothing."""
    stills = Stills(tmp_path)
    first, other = stills.put(b"first"), stills.put(b"other")
    note = Note(station=STATION, camera=CAMERA, taken_at=at(5), kind=Look.COVERED, before=other, marked=other)
    stills.note(first, note)
    about = structs.replace(alert(9), kind="covered", pictures=(other, first))
    assert pictures_of(stills, about) == [
        Picture(None, before=False, after=False, marked=False),
        Picture(at(5), before=True, after=False, marked=True),
    ]
    for kind in ("dark", None):
        [nothing] = pictures_of(stills, structs.replace(about, kind=kind, pictures=(first,)))
        assert nothing.taken_at is None
