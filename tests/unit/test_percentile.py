"""Percentiles by the nearest rank."""

import pytest

from models.percentile import percentile


@pytest.mark.parametrize(
    ("values", "share", "value"),
    [([], 0.5, None), ([7], 0.5, 7), ([7], 0.99, 7), ([1, 2, 3, 4], 0.5, 2), ([1, 2, 3], 0.5, 2),
     (list(range(1, 101)), 0.99, 99), (list(range(1, 51)), 0.99, 50)],
)  # fmt: skip
def test_percentile(values: list[float], share: float, value: float | None) -> None:
    """The smallest value that at least the share does not exceed."""
    assert percentile(values, share) == value
