"""Whether keyframes come so seldom that all pictures must be decoded."""

import pytest

from vision.sources.gaps import Gaps


def fully_after(*keys_s: float) -> list[bool]:
    """Return what is said after each of these keyframes, which come when they are shown."""
    gaps = Gaps()
    said = []
    for at_s in keys_s:
        gaps.take(key=True, at_s=at_s, now_s=at_s)
        said.append(gaps.fully)
    return said


@pytest.mark.parametrize(
    ("keys_s", "said"),
    [
        ((0, 2, 4, 6), [False, False, False, False]),
        ((0, 4, 8), [False, False, False]),
        ((0, 5, 10), [False, True, True]),
        # One jump of the clock, forwards and then back: over after three keyframes.
        ((0, 2, 3602, 3604, 3606, 3608), [False, False, True, True, True, False]),
        ((0, 5, 0, 2, 4), [False, True, True, True, False]),
        # About four seconds apart: no turning on and off.
        ((0, 4.1, 8, 12, 16, 20), [False, True, True, True, True, True]),
        # Twice often, then seldom, begins to count anew.
        ((0, 5, 7, 9, 14, 16, 18), [False, True, True, True, True, True, True]),
    ],
)
def test_all_is_decoded_from_a_long_gap_until_keyframes_come_often(
    keys_s: tuple[float, ...], said: list[bool]
) -> None:
    """Three in a row, at most three seconds apart."""
    assert fully_after(*keys_s) == said


def test_a_gap_is_noticed_before_its_keyframe_comes() -> None:
    """By any packet."""
    gaps = Gaps()
    gaps.take(key=True, at_s=0, now_s=0)
    gaps.take(key=False, at_s=4.0, now_s=4.0)
    assert not gaps.fully
    gaps.take(key=False, at_s=4.1, now_s=4.1)
    assert gaps.fully


def test_a_video_without_a_clock_is_timed_by_ours() -> None:
    """And one that has a clock is not: what comes in a burst is as far apart as it says."""
    gaps = Gaps()
    gaps.take(key=True, at_s=None, now_s=0)
    gaps.take(key=False, at_s=None, now_s=4.1)
    assert gaps.fully
    burst = Gaps()
    burst.take(key=True, at_s=0, now_s=0)
    burst.take(key=True, at_s=5, now_s=0.01)
    assert burst.fully
