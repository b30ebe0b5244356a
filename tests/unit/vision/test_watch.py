"""A camera under watch: what is told of each look, and which stills are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest
from structlog.testing import capture_logs

from models.observations import Look, Observation, Seen
from tests.pictures import HEIGHT_PX, noisy, room
from vision.look import Lens, Numbers
from vision.picture import Picture
from vision.stills import Stills
from vision.watch import STILL_EVERY, Subject, Watch

BEGINS = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
EVERY = timedelta(seconds=2)


def watch(folder: Path) -> Watch:
    """Return a watch over one camera."""
    return Watch(Subject("station", "camera", Lens()), Numbers(), Stills(folder))


def covered(seed: int) -> Picture:
    """Return what is seen from under a jacket."""
    return noisy(np.full((HEIGHT_PX, 960, 3), 70, np.uint8), seed, sigma=1.0)


def look(watching: Watch, pictures: list[Picture], first: int = 0) -> list[list[Observation]]:
    """Look at pictures, one every two seconds."""
    return [watching.look(picture, BEGINS + EVERY * number) for number, picture in enumerate(pictures, first)]


def test_what_is_well_is_told_in_one_message(tmp_path: Path) -> None:
    """Without a still; the score is that of what is least sure."""
    ((told,),) = look(watch(tmp_path), [room()])
    assert told.seen is Seen.WELL
    assert {told.kind, *told.also_well} == {Look.DARK, Look.COVERED, Look.BLURRED, Look.TILTED, Look.SKY}
    assert told.picture is None
    assert 0.6 <= told.score <= 1
    assert (told.station, told.camera, told.occurred_at) == ("station", "camera", BEGINS)
    assert list(tmp_path.iterdir()) == []


def test_a_fault_is_told_with_its_still(tmp_path: Path) -> None:
    """The picture itself, the ones before and after it, and one with marks, by the note beside it."""
    watching, stills = watch(tmp_path), Stills(tmp_path)
    before, at, _ = look(watching, [room(), covered(1), covered(2)])
    assert [told.seen for told in before] == [Seen.WELL]
    (fault,) = [told for told in at if told.seen is Seen.FAULT]
    assert fault.kind is Look.COVERED
    assert fault.picture is not None
    note = stills.noted(fault.picture, Look.COVERED)
    assert (note.camera, note.taken_at, note.kind) == ("camera", BEGINS + EVERY, Look.COVERED)
    assert note.measures["flat"] > 0.9
    names = [fault.picture, note.before, note.marked, note.after]
    assert len(set(names)) == 4
    for name in names:
        assert name is not None
        decoded = cv2.imdecode(np.frombuffer(stills.read(name), np.uint8), cv2.IMREAD_COLOR)
        assert decoded is not None
    assert {told.kind for told in at} == {Look.COVERED, Look.DARK}


def test_while_it_lasts_a_still_comes_now_and_then(tmp_path: Path) -> None:
    """The looks between name the last one; once it is over the next fault has its own at once."""
    watching = watch(tmp_path)
    count = STILL_EVERY // EVERY
    told = look(watching, [covered(number) for number in range(count + 2)])
    pictures = [each.picture for looks in told for each in looks if each.seen is Seen.FAULT]
    assert len(pictures) == count + 2
    assert len(set(pictures)) == 2
    assert len(set(pictures[:count])) == 1
    again = look(watching, [room(), covered(50)], first=count + 2)
    assert {each.picture for each in again[1] if each.seen is Seen.FAULT}.isdisjoint(pictures)


def test_one_picture_may_show_two_faults(tmp_path: Path) -> None:
    """Each is told and has its own note."""
    watching = watch(tmp_path)
    still = covered(1)
    told = look(watching, [still] * 7)[-1]
    kinds = {each.kind for each in told if each.seen is Seen.FAULT}
    assert kinds == {Look.COVERED, Look.FROZEN}
    for each in told:
        if each.seen is Seen.FAULT:
            assert each.picture is not None
            assert Stills(tmp_path).noted(each.picture, each.kind).kind is each.kind


def test_a_burnt_picture_is_told_as_not_dark(tmp_path: Path) -> None:
    """Somebody looked, and knows no more."""
    burnt = np.full((HEIGHT_PX, 960, 3), 255, np.uint8)
    (told,) = look(watch(tmp_path), [noisy(burnt)])[0]
    assert (told.kind, told.seen, told.also_well) == (Look.DARK, Seen.WELL, ())


def test_without_room_for_stills_it_tells_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a picture; counted each time, logged once."""

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    watching = watch(tmp_path)
    with capture_logs() as logs:
        told = look(watching, [covered(number) for number in range(3)])
    faults = [each for looks in told for each in looks if each.seen is Seen.FAULT]
    assert [each.picture for each in faults] == [None] * 3
    assert watching.tally.stills_lost == 3
    assert [entry["event"].split(":")[0] for entry in logs] == ["a still cannot be kept"]
