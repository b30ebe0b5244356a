"""Percentiles by the nearest rank: always a value that really occurred. Pure."""

from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest of sorted values that at least a share of them does not exceed; None of nothing."""
    if not values:
        return None
    return values[min(len(values) - 1, max(0, -int(-len(values) * share // 1) - 1))]
