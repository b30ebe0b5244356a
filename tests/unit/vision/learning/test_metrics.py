"""Precision, recall, intervals and thresholds, with answers known beforehand."""

from itertools import product

import pytest

from models.observations import Seen
from vision.learning.metrics import Interval, Judgement, Tally, tally, threshold_for, wilson

F, W, U = Seen.FAULT, Seen.WELL, Seen.UNKNOWN


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (30, 30, 0.8865, 1.0),
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), table I, and the three below
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_as_in_the_books(hits: int, of: int, low: float, high: float) -> None:
    """To four places."""
    assert wilson(hits, of) == Interval(pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_of_nothing_there_is_no_interval() -> None:
    """And neither precision nor recall."""
    nothing = tally([])
    assert wilson(0, 0) is None
    assert (nothing.precision, nothing.recall, nothing.precision_interval) == (None, None, None)


def test_unknown_counts_for_neither_side() -> None:
    """It is told apart, by what it would have been."""
    counts = [(True, F, 6), (True, W, 2), (True, U, 5), (False, F, 3), (False, W, 4), (False, U, 1)]
    found = tally(Judgement(fault, seen) for fault, seen, times in counts for _ in range(times))
    assert found == Tally(found=6, missed=2, false=3, well=4, unknown_faults=5, unknown_others=1)
    assert (found.precision, found.recall) == (6 / 9, 6 / 8)
    assert (found.pictures, found.unknown) == (21, 6)
    assert found.recall_interval == wilson(6, 8)


def test_what_is_below_a_threshold_is_not_found() -> None:
    """A fault is then missed, and what is none is well; at the threshold it counts."""
    seen = [Judgement(fault, F, score) for fault, score in product((True, False), (0.7, 0.8, 0.9))]
    assert tally(seen, 0.8) == Tally(found=2, missed=1, false=2, well=1, unknown_faults=0, unknown_others=0)


def scored(*pairs: tuple[float, bool]) -> list[Judgement]:
    """Return what was taken for a fault, with its score and whether it is one."""
    return [Judgement(fault, F, score) for score, fault in pairs]


@pytest.mark.parametrize(
    ("precision", "expected"),
    [(1.0, 0.9), (0.8, 0.7), (0.75, 0.7), (4 / 6, 0.5), (0.3, 0.5)],
)
def test_the_lowest_score_with_the_wanted_precision_is_chosen(precision: float, expected: float) -> None:
    """Although a higher one in between has less: from 0.8 on 3 of 4 are right, from 0.7 on 4 of 5."""
    seen = scored((0.95, True), (0.9, True), (0.8, True), (0.8, False), (0.7, True), (0.5, False))
    assert threshold_for(seen, precision) == expected


def test_what_has_the_same_score_is_taken_or_left_together() -> None:
    """No threshold lies between them; what is well or unknown has no say."""
    seen = [*scored((1.0, True), (1.0, False)), Judgement(fault=True, seen=U), Judgement(fault=False, seen=W)]
    assert threshold_for(seen, 0.6) is None
    assert threshold_for(seen, 0.5) == 1.0
    assert threshold_for([], 0.5) is None
