"""The roll-call check: passed, failed or not known, and never failed where nobody knows that the officer is there."""

from datetime import UTC, datetime

import numpy as np
import pytest

from jingjian.look_numbers import numbers_from
from models.observations import Look, Seen
from tests.pictures import HEIGHT_PX, NAVY, OFFICER, WIDTH_PX, YELLOW_GREEN, noisy, officer, room
from vision.detector.answer import Box
from vision.detector.description import LOOKS, Description, Layout, Meaning, Region
from vision.picture import Picture
from vision.roll_call import Asked, Before, Found, Frame, RollCall, roll_call
from vision.roll_call_told import ITEMS, WHY, Whose, drawn, in_words, measures, observations
from vision.uniform import UniformNumbers
from vision.why import Why

LEFT, TOP, RIGHT, BOTTOM = OFFICER
FRAME = Frame(LEFT / WIDTH_PX, TOP / HEIGHT_PX, (RIGHT - LEFT) / WIDTH_PX, (BOTTOM - TOP) / HEIGHT_PX)
MEANS = {
    "person": Meaning(region=Region.PERSON),
    "no_vest": Meaning(Look.VEST, Seen.FAULT),
    "no_cap": Meaning(Look.HEADGEAR, Seen.FAULT),
    "cap": Meaning(Look.HEADGEAR, Seen.WELL),
}
BESIDE = (LEFT + 110, TOP, RIGHT + 110, BOTTOM)
"""A third of it is in the frame."""


def box(label: str, sides: tuple[float, float, float, float] = OFFICER, score: float = 0.8) -> Box:
    """Return a box, around the officer if nothing else is said."""
    return Box(label, score, *sides)


def found(*boxes: Box, knows: tuple[str, ...] = ("person", "no_cap", "cap")) -> Found:
    """Return what a detector that knows these labels found."""
    means = {label: MEANS[label] for label in knows}
    return Found(boxes, Description(labels=knows, input_px=(640, 640), layout=Layout.YOLOV8, means=means))


def judged(
    picture: Picture,
    boxes: Found | None = None,
    *,
    present: bool = False,
    required: tuple[Look, ...] = (Look.VEST,),
) -> RollCall:
    """Judge a picture."""
    asked = Asked(required=frozenset(required), frame=FRAME, present=present)
    return roll_call(picture, asked, boxes, UniformNumbers(), numbers_from().quality)


def part(result: RollCall, of: Before | Look) -> tuple[Seen, Why]:
    """Return what is said of one part."""
    (item,) = [item for item in result.items if item.of is of]
    return item.sight.seen, item.why


def test_a_vest_in_good_light_passes() -> None:
    """With and without a detector; without one nobody knows whether anybody is there, and it says so."""
    result = judged(officer(YELLOW_GREEN))
    assert result.verdict is Seen.WELL
    assert part(result, Look.VEST) == (Seen.WELL, Why.VEST_COLOUR)
    assert part(result, Before.PRESENT) == (Seen.UNKNOWN, Why.UNSURE)
    assert part(result, Before.PICTURE) == (Seen.WELL, Why.PICTURE_GOOD)
    with_detector = judged(officer(YELLOW_GREEN), found(box("person")))
    assert with_detector.verdict is Seen.WELL
    assert part(with_detector, Before.PRESENT) == (Seen.WELL, Why.PERSON)


def test_a_missing_vest_fails_only_whom_somebody_saw() -> None:
    """A detector, or whoever runs the check; else it is not known."""
    picture = officer(NAVY)
    assert judged(picture).verdict is Seen.UNKNOWN
    assert part(judged(picture), Look.VEST) == (Seen.UNKNOWN, Why.UNSURE)
    assert judged(picture, present=True).verdict is Seen.FAULT
    by_detector = judged(picture, found(box("person", score=0.7)))
    assert by_detector.verdict is Seen.FAULT
    assert part(by_detector, Look.VEST) == (Seen.FAULT, Why.NO_VEST_COLOUR)


@pytest.mark.parametrize(
    ("boxes", "why"),
    [
        ((), Why.NOBODY),
        ((box("person", BESIDE),), Why.NOBODY),
        ((box("person"), box("person", (LEFT - 20, TOP, RIGHT - 20, BOTTOM))), Why.SEVERAL),
    ],
)
@pytest.mark.parametrize("shirt", [NAVY, YELLOW_GREEN])
def test_nobody_and_several_are_not_judged(
    boxes: tuple[Box, ...], why: Why, shirt: tuple[int, int, int]
) -> None:
    """Neither passed nor failed; whoever runs the check cannot say otherwise."""
    result = judged(officer(shirt), found(*boxes, box("no_cap")), present=True, required=(Look.HEADGEAR,))
    assert result.verdict is Seen.UNKNOWN
    assert part(result, Look.VEST) == (Seen.UNKNOWN, why)
    assert part(result, Look.HEADGEAR) == (Seen.UNKNOWN, why)


def test_who_passes_beside_the_frame_does_not_count() -> None:
    """Neither as a second person nor with a missing cap."""
    result = judged(officer(YELLOW_GREEN), found(box("person"), box("person", BESIDE), box("no_cap", BESIDE)))
    assert part(result, Before.PRESENT) == (Seen.WELL, Why.PERSON)
    assert part(result, Look.HEADGEAR) == (Seen.UNKNOWN, Why.NOT_DETECTED)


def test_an_empty_frame_is_seen_without_a_detector() -> None:
    """A bare wall is nobody."""
    picture = room()
    picture[:, LEFT:RIGHT] = 150
    result = judged(noisy(picture, sigma=1.0), present=True)
    assert part(result, Before.PRESENT) == (Seen.FAULT, Why.EMPTY)
    assert part(result, Look.VEST) == (Seen.UNKNOWN, Why.EMPTY)
    assert result.verdict is Seen.UNKNOWN


SPOILT = [
    (noisy(officer(NAVY) / 3.0), Why.DARK),
    (noisy(officer(YELLOW_GREEN) * 0.05), Why.DARK),
    (noisy(officer(YELLOW_GREEN) * np.array([0.45, 0.8, 1.0])), Why.TINTED),
    (noisy(np.full((HEIGHT_PX, WIDTH_PX, 3), 255.0)), Why.BURNT),
]


@pytest.mark.parametrize(("picture", "why"), SPOILT)
def test_a_bad_picture_fails_nobody(picture: Picture, why: Why) -> None:
    """It is the picture that is bad, and the reason is told."""
    result = judged(picture, found(box("person"), box("no_cap")), required=(Look.VEST, Look.HEADGEAR))
    assert part(result, Before.PICTURE) == (Seen.FAULT, why)
    assert result.verdict is Seen.UNKNOWN
    assert {item.sight.seen for item in result.items if isinstance(item.of, Look)} == {Seen.UNKNOWN}


def test_labels_tell_what_is_required() -> None:
    """A fault fails, well passes, nothing found is not known."""
    picture, required = officer(YELLOW_GREEN), (Look.HEADGEAR, Look.VEST)
    for labels, verdict in ((["no_cap"], Seen.FAULT), (["cap"], Seen.WELL), ([], Seen.UNKNOWN)):
        boxes = found(
            box("person"), *(box(label, (LEFT + 50, TOP, RIGHT - 50, TOP + 60)) for label in labels)
        )
        assert judged(picture, boxes, required=required).verdict is verdict


def test_what_nothing_looks_for_is_not_known() -> None:
    """It is said that it was not checked."""
    result = judged(officer(YELLOW_GREEN), required=(Look.VEST, Look.DRESS))
    assert part(result, Look.DRESS) == (Seen.UNKNOWN, Why.NO_DETECTOR)
    assert result.verdict is Seen.UNKNOWN


def test_a_label_that_denies_what_is_seen_is_not_believed() -> None:
    """A vest's colour is there and the detector says that there is none: a person must look."""
    boxes = found(box("person"), box("no_vest"), knows=("person", "no_vest"))
    assert part(judged(officer(YELLOW_GREEN), boxes), Look.VEST) == (Seen.UNKNOWN, Why.DISAGREE)
    assert part(judged(officer(NAVY), boxes), Look.VEST) == (Seen.FAULT, Why.DETECTED)


def test_who_sits_is_asked_to_stand() -> None:
    """Nobody knows where the torso is."""
    boxes = found(box("person", (LEFT, TOP, RIGHT, TOP + 200)))
    assert part(judged(officer(NAVY), boxes), Look.VEST) == (Seen.UNKNOWN, Why.TORSO_UNCLEAR)


def test_the_result_is_told_of_the_officer_with_each_part_that_failed() -> None:
    """Who passes is told as passed, who is not known as not known."""
    whose, now = Whose("gucheng", "gate", "017913"), datetime(2026, 11, 2, 7, 50, tzinfo=UTC)
    cases = (
        (judged(officer(YELLOW_GREEN), present=True), [(Look.ROLL_CALL, Seen.WELL)]),
        (judged(officer(NAVY)), [(Look.ROLL_CALL, Seen.UNKNOWN)]),
        (
            judged(officer(NAVY), found(box("person", score=0.7), box("no_cap", score=0.9))),
            [(Look.ROLL_CALL, Seen.FAULT), (Look.HEADGEAR, Seen.FAULT), (Look.VEST, Seen.FAULT)],
        ),
    )
    for result, wanted in cases:
        told = observations(result, Asked(), whose, now, "still")
        assert [(one.kind, one.seen) for one in told] == wanted
        assert {(one.station, one.camera, one.badge, one.picture) for one in told} == {
            ("gucheng", "gate", "017913", "still")
        }
        assert all(one.by is None and one.occurred_at == now for one in told)
    assert [one.score for one in told] == [0.7, 0.9, 0.7]


def test_everything_has_words() -> None:
    """Each reason, each part, in both languages."""
    assert set(WHY) == set(Why)
    assert set(ITEMS) == set(Before) | LOOKS
    lines = in_words(judged(officer(NAVY), present=True), "017913")
    assert lines[0] == "017913 岗前检查：不合格（待人工确认）"
    assert "  反光背心：有问题，未看到荧光色" in lines
    assert "017913 roll-call check: not passed (a person must confirm)" in lines
    assert "  vest: fault, its colour is not seen" in lines


def test_marks_show_the_frame_the_torso_and_what_was_found() -> None:
    """In a copy; the picture itself stays as it was."""
    picture, boxes = officer(NAVY), found(box("person"))
    before, result = picture.copy(), judged(officer(NAVY), boxes)
    marks = drawn(picture, result, boxes)
    assert np.array_equal(picture, before)
    assert marks.shape == picture.shape
    changed = np.argwhere((marks != picture).any(axis=2))
    assert changed.min(axis=0).tolist() <= [TOP, LEFT]
    assert set(measures(result)) == {"luma", "chroma", "cast", "vest_share"}
