"""How sure a count is: against figures from tables."""

import pytest

from bench.eyes.counting import interval, most_an_hour


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (8, 10, 0.490, 0.943)],
)
def test_a_share_comes_with_wilsons_interval(found: int, of: int, low: float, high: float) -> None:
    """As Newcombe (1998) reckons it."""
    assert interval(found, of) == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize(
    ("count", "hours", "most"), [(0, 1, 2.996), (0, 6, 0.499), (1, 1, 4.744), (5, 2, 5.257)]
)
def test_a_rate_comes_with_its_upper_limit(count: int, hours: float, most: float) -> None:
    """Of Poisson's distribution, one-sided, 95 %: nothing in an hour may still be three an hour."""
    assert most_an_hour(count, hours) == pytest.approx(most, abs=0.001)
