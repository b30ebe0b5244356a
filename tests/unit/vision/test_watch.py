"""A camera under watch: what is told of each look, and which stills are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest
from structlog.testing import capture_logs

from jingjian.look_numbers import numbers_from
from models.observations import Look, Observation, Seen
from tests.onnx_files import write
from tests.pictures import HEIGHT_PX, noisy, room
from vision import watch as watch_module
from vision.detector.detector import Detector, load_detector
from vision.detector.problems import DetectorProblem
from vision.look import Lens
from vision.picture import Picture
from vision.stills import Region, Stills
from vision.uniform import UniformNumbers
from vision.uniform_watch import UniformWatch
from vision.watch import STILL_EVERY, Subject, Watch

BEGINS = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
EVERY = timedelta(seconds=2)


def watch(folder: Path) -> Watch:
    """Return a watch over one camera."""
    return Watch(Subject("station", "camera", Lens()), numbers_from(), Stills(folder))


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


def test_a_note_says_through_which_camera_it_was_seen(tmp_path: Path) -> None:
    """Its model and its lens, so that figures can be told by model and the still looked at again."""
    subject = Subject("station", "camera", Lens(fov_deg=110), "DSJ-A1")
    (fault, *_) = look(Watch(subject, numbers_from(), Stills(tmp_path)), [covered(1)])[0]
    assert fault.picture is not None
    note = Stills(tmp_path).noted(fault.picture, Look.COVERED)
    assert (note.model, note.fov_deg, note.regions) == ("DSJ-A1", 110, ())


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


MEANS = {
    "red": {"look": "vest", "seen": "fault"},
    "green": {"look": "vest", "seen": "well"},
    "blue": {"look": "headgear", "seen": "well"},
}


def watch_with(folder: Path, detector: Detector, every: timedelta = EVERY) -> Watch:
    """Return a watch over one camera that looks at uniforms too."""
    uniform = UniformWatch(detector, every, UniformNumbers())
    return Watch(Subject("station", "camera", Lens()), numbers_from(), Stills(folder / "stills"), uniform)


def with_signs(*colours: tuple[int, int, int]) -> Picture:
    """Return a room with signs that the test's detector finds: it sees cells of 160 px here."""
    picture = room()
    picture[50:110] = 128
    for place, colour in enumerate(colours, 1):
        picture[100:270, 160 * place : 160 * place + 160] = colour
    return noisy(picture)


RED, GREEN, BLUE = (0, 0, 255), (0, 255, 0), (255, 0, 0)


def of_uniform(told: list[Observation]) -> list[tuple[Look, Seen, tuple[Look, ...]]]:
    """Return what is told of uniforms."""
    return [(one.kind, one.seen, one.also_well) for one in told if one.kind in (Look.VEST, Look.HEADGEAR)]


def test_a_note_says_where_people_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those in the very picture, whatever else was found in it."""
    watching = watch_with(tmp_path, load_detector(write(tmp_path, means=MEANS)))
    somebody = (Region("person", 0.1, 0.2, 0.3, 0.9),)
    monkeypatch.setattr(
        watch_module, "regions_of", lambda _one, upright: somebody * (upright.shape[1] == 960)
    )
    (told,) = look(watching, [with_signs(RED)])
    (still,) = [one.picture for one in told if one.seen is Seen.FAULT]
    assert still is not None
    assert Stills(tmp_path / "stills").noted(still, Look.VEST).regions == somebody


def test_a_fault_of_dress_is_told_of_somebody_with_its_still(tmp_path: Path) -> None:
    """With boxes drawn on it, what was measured, and no badge; the picture's own looks are told as ever."""
    watching = watch_with(tmp_path, load_detector(write(tmp_path, means=MEANS)))
    picture = with_signs(RED)
    (told,) = look(watching, [picture])
    (fault,) = [one for one in told if one.seen is Seen.FAULT]
    assert (fault.kind, fault.badge, fault.camera) == (Look.VEST, None, "camera")
    assert fault.picture is not None
    stills = Stills(tmp_path / "stills")
    note = stills.noted(fault.picture, Look.VEST)
    assert note.measures["boxes"] >= 1
    assert note.badge is None
    assert note.marked is not None
    plain, marks = (
        cv2.imdecode(np.frombuffer(stills.read(name), np.uint8), cv2.IMREAD_COLOR)
        for name in (fault.picture, note.marked)
    )
    assert plain is not None
    assert marks is not None
    assert plain.shape == marks.shape
    assert np.abs(plain.astype(int) - marks).max() > 100
    assert [one.kind for one in told if one.seen is Seen.WELL] == [Look.DARK]


def test_what_is_well_of_dress_is_told_apart(tmp_path: Path) -> None:
    """It is less sure than that a picture is bright; what the detector does not find is not told."""
    watching = watch_with(tmp_path, load_detector(write(tmp_path, means=MEANS)))
    told, unknown = look(watching, [with_signs(GREEN, BLUE), room()])
    assert of_uniform(told) == [(Look.HEADGEAR, Seen.WELL, (Look.VEST,))]
    assert all(Look.VEST not in one.also_well for one in told if one.kind is Look.DARK)
    assert of_uniform(unknown) == []


def test_without_a_detector_nothing_is_told_of_uniforms(tmp_path: Path) -> None:
    """Neither well nor wrong: they are not checked."""
    (told,) = look(watch(tmp_path), [with_signs(RED)])
    assert of_uniform(told) == []


def test_the_detector_looks_now_and_then(tmp_path: Path) -> None:
    """As often as it should; between its looks a fault's still stays the same fault's."""
    detector = load_detector(write(tmp_path, means=MEANS))
    watching = watch_with(tmp_path, detector, every=EVERY * 3)
    looks = look(watching, [noisy(with_signs(RED), seed) for seed in range(5)])
    assert [len(of_uniform(told)) for told in looks] == [1, 0, 0, 1, 0]
    assert detector.looks == 2
    first, second = (
        one.picture for told in looks for one in told if one.kind is Look.VEST and one.seen is Seen.FAULT
    )
    assert first == second


def test_a_bad_picture_is_not_shown_to_the_detector(tmp_path: Path) -> None:
    """The next good one is, at once."""
    detector = load_detector(write(tmp_path, means=MEANS))
    watching = watch_with(tmp_path, detector, every=EVERY * 10)
    looks = look(watching, [covered(1), noisy(with_signs(RED) / 8.0), with_signs(RED)])
    assert [len(of_uniform(told)) for told in looks] == [0, 0, 1]
    assert detector.looks == 1


def test_a_detector_that_fails_takes_nothing_else_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All other looks are told; it is counted each time, and logged once."""
    detector = load_detector(write(tmp_path, means=MEANS))

    def fail(_picture: Picture) -> None:
        raise DetectorProblem("detector.onnx", "failed", "export it anew")

    monkeypatch.setattr(detector, "find", fail)
    watching = watch_with(tmp_path, detector)
    with capture_logs() as logs:
        looks = look(watching, [with_signs(RED), room()])
    assert [one.kind for told in looks for one in told if one.kind is Look.DARK] == [Look.DARK] * 2
    assert watching.uniform is not None
    assert watching.uniform.failed == 2
    assert [entry["event"] for entry in logs] == ["uniforms are not looked at"]
