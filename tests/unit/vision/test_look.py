"""One look at one picture: each fault is seen, and what cannot be told is unknown."""

import threading
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from jingjian.look_numbers import numbers_from
from models.observations import Look, Seen
from tests.pictures import HEIGHT_PX, WIDTH_PX, noisy, room
from vision.look import LOOKS, Lens, LookedAt, Memory, look
from vision.picture import NoPicture, Picture, checked, shrunk, turned

NUMBERS = numbers_from()


def seen(picture: Picture, lens: Lens | None = None, memory: Memory | None = None) -> dict[Look, Seen]:
    """Return what a look sees."""
    looked = at(picture, lens, memory)
    return {kind: sight.seen for kind, sight in looked.sights.items()}


def at(picture: Picture, lens: Lens | None = None, memory: Memory | None = None) -> LookedAt:
    """Look."""
    return look(picture, lens or Lens(), memory or Memory(), NUMBERS)


def rolled(picture: Picture, deg: float) -> Picture:
    """Return a picture turned about its middle, its middle part filling the frame."""
    turn = cv2.getRotationMatrix2D((WIDTH_PX / 2, HEIGHT_PX / 2), deg, 1.9)
    soft = cv2.GaussianBlur(picture, (0, 0), 1.0)
    return noisy(cv2.warpAffine(soft, turn, (WIDTH_PX, HEIGHT_PX)))


def test_a_room_is_well() -> None:
    """All that a single picture can tell is well; that it moves, and the ground, it cannot tell."""
    found = seen(room())
    assert set(found) == set(LOOKS)
    unknown = {Look.FROZEN, Look.GROUND}
    assert {kind for kind, what in found.items() if what is Seen.UNKNOWN} == unknown
    assert Seen.FAULT not in found.values()


def half_covered(picture: Picture) -> Picture:
    """Put a dark flap over the upper two thirds."""
    covered = picture.copy()
    covered[: HEIGHT_PX * 2 // 3] = 60
    return noisy(covered, sigma=1.0)


def under_sky(picture: Picture) -> Picture:
    """Let four fifths be sky."""
    up = picture.copy()
    up[: HEIGHT_PX * 4 // 5] = (225, 180, 120)
    return noisy(up, sigma=1.0)


FAULTS: list[tuple[str, Callable[[Picture], Picture], Look]] = [
    ("black", lambda picture: noisy(picture * 0.03), Look.DARK),
    ("dark", lambda picture: noisy(picture / 6.0), Look.DARK),
    ("covered", lambda picture: noisy(np.full_like(picture, 70), sigma=1.0), Look.COVERED),
    ("half covered", half_covered, Look.COVERED),
    ("blurred", lambda picture: noisy(cv2.GaussianBlur(picture, (0, 0), 12)), Look.BLURRED),
    ("sky", under_sky, Look.SKY),
    ("tilted", lambda picture: rolled(picture, 38), Look.TILTED),
    ("tilted to the left", lambda picture: rolled(picture, -32), Look.TILTED),
]


@pytest.mark.parametrize(("name", "spoil", "kind"), FAULTS, ids=[name for name, _, _ in FAULTS])
def test_each_fault_is_seen_and_no_other(name: str, spoil: Callable[[Picture], Picture], kind: Look) -> None:
    """What it hides is unknown, not well and not wrong."""
    found = seen(spoil(room()))
    assert {each for each, what in found.items() if what is Seen.FAULT} == {kind}, name
    if kind in (Look.DARK, Look.COVERED, Look.BLURRED):
        assert found[Look.TILTED] is Seen.UNKNOWN


def test_a_burnt_picture_says_nothing() -> None:
    """Neither covered nor sky: nobody can tell."""
    found = seen(noisy(np.full((HEIGHT_PX, WIDTH_PX, 3), 255, np.uint8)))
    assert set(found.values()) <= {Seen.UNKNOWN, Seen.WELL}
    assert found[Look.SKY] is Seen.UNKNOWN
    assert found[Look.COVERED] is Seen.UNKNOWN


def test_sideways_cannot_be_told_from_upright() -> None:
    """A quarter turn puts uprights where levels were; the documents say so."""
    upright = shrunk(room(), 700)
    assert seen(np.ascontiguousarray(np.rot90(upright)))[Look.TILTED] is not Seen.FAULT


def test_a_camera_that_is_mounted_turned_is_looked_at_upright() -> None:
    """Turned back by as much; other angles are refused."""
    picture = room()
    for deg, back in (
        (90, cv2.ROTATE_90_CLOCKWISE),
        (180, cv2.ROTATE_180),
        (270, cv2.ROTATE_90_COUNTERCLOCKWISE),
    ):
        given_by_it = np.asarray(cv2.rotate(picture, back), np.uint8)
        assert np.array_equal(turned(given_by_it, deg), picture)
    with pytest.raises(ValueError, match="mounted_deg is 45"):
        turned(picture, 45)


def test_black_bars_are_not_looked_at() -> None:
    """A picture in bars is what it is without them."""
    bars = np.zeros((HEIGHT_PX + 300, WIDTH_PX, 3), np.uint8)
    bars[150:-150] = room()
    assert seen(bars) == seen(room())


def test_a_narrow_picture_says_nothing_of_sharpness_and_angle() -> None:
    """It may still be black."""
    narrow = shrunk(room(), 176)
    assert seen(narrow)[Look.BLURRED] is Seen.UNKNOWN
    assert seen(narrow)[Look.TILTED] is Seen.UNKNOWN
    assert seen(noisy(narrow * 0.03))[Look.DARK] is Seen.FAULT


def test_the_same_picture_again_and_again_is_frozen() -> None:
    """From the sixth on, five times the same as before; a little noise leaves it open; movement clears it."""
    memory, picture = Memory(), room()
    looks = [seen(picture, memory=memory)[Look.FROZEN] for _ in range(7)]
    assert looks == [Seen.UNKNOWN] * 5 + [Seen.FAULT] * 2
    moved = np.asarray(np.roll(picture, 25, axis=1), np.uint8)
    assert seen(moved, memory=memory)[Look.FROZEN] is Seen.WELL


def test_a_clock_in_the_picture_does_not_hide_that_it_stands_still() -> None:
    """The bands in which cameras write do not count."""
    memory, picture = Memory(), room()
    for second in range(7):
        shown = picture.copy()
        cv2.putText(shown, f"2026-11-02 08:00:0{second}", (20, 40), 0, 1.2, (255, 255, 255), 3)
        found = seen(shown, memory=memory)
    assert found[Look.FROZEN] is Seen.FAULT


def test_many_threads_may_look_at_once() -> None:
    """Each has a line detector of its own: one that is shared crashes the process."""
    results: list[dict[Look, Seen]] = []

    def work() -> None:
        results.extend(seen(room()) for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 20
    assert all(result == results[0] for result in results)


@settings(max_examples=60, deadline=None)
@given(
    arrays.arrays(
        np.uint8,
        st.tuples(st.integers(1, 70), st.integers(1, 90), st.just(3)),
        elements=st.sampled_from([0, 1, 60, 255]),
    )
)
def test_whatever_the_picture_there_is_an_answer(picture: Picture) -> None:
    """No size and no content makes it fail; a score is always from 0 to 1."""
    memory = Memory()
    for _ in range(2):
        looked = look(picture, Lens(fov_deg=70), memory, NUMBERS)
    assert set(looked.sights) == set(LOOKS)
    assert all(0 <= sight.score <= 1 for sight in looked.sights.values())


@pytest.mark.parametrize("shape", [(0, 10, 3), (10, 10), (10, 10, 4)])
def test_what_is_no_picture_is_refused_in_words(shape: tuple[int, ...]) -> None:
    """With what it is instead."""
    with pytest.raises(NoPicture, match="H x W x 3"):
        checked(np.zeros(shape, np.uint8))
