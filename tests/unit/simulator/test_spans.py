"""Spans: joined, cut, asked."""

import pytest

from simulator.spans import Span, at, minus, overlaps, union


@pytest.mark.parametrize(
    ("spans", "joined"),
    [
        ([], []),
        ([(5, 6), (1, 2)], [(1, 2), (5, 6)]),
        ([(1, 3), (3, 4)], [(1, 4)]),
        ([(1, 9), (2, 3)], [(1, 9)]),
        ([(4, 4), (6, 5)], []),
    ],
)
def test_union(spans: list[Span], joined: list[Span]) -> None:
    """Spans that touch are one, and empty ones none."""
    assert union(spans) == joined


@pytest.mark.parametrize(
    ("cuts", "left"),
    [
        ([], [(0, 10)]),
        ([(2, 4)], [(0, 2), (4, 10)]),
        ([(-5, 1), (9, 20)], [(1, 9)]),
        ([(0, 10)], []),
        ([(3, 5), (4, 6)], [(0, 3), (6, 10)]),
        ([(10, 12)], [(0, 10)]),
    ],
)
def test_minus(cuts: list[Span], left: list[Span]) -> None:
    """What is cut away is gone, the rest stays."""
    assert minus([(0, 10)], cuts) == left


@pytest.mark.parametrize(("moment_s", "inside"), [(0, False), (1, True), (2, False), (5.5, True), (6, False)])
def test_moments(moment_s: float, inside: bool) -> None:
    """A span begins with its first second and ends before its last."""
    spans: list[Span] = [(1, 2), (5, 6)]
    assert at(spans, moment_s) is inside


def test_overlaps() -> None:
    """Spans that only touch share no moment."""
    assert overlaps([(1, 2)], (1.5, 3))
    assert not overlaps([(1, 2)], (2, 3))
