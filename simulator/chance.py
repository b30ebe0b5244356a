"""Chance: one generator a purpose, so that one more fault does not shift the others.

Only random() and what is exact in IEEE arithmetic: no logarithm, no sine, whose last digit may differ
between platforms.
"""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

Quantiles = Sequence[tuple[float, float]]
"""Points (share, value), rising in both: a distribution as straight lines between them."""


def chance(seed: int, *purpose: object) -> Random:
    """Return the generator of one purpose."""
    return Random("/".join(str(part) for part in (seed, *purpose)))


def count(random: Random, expected: float) -> int:
    """Draw a whole number with the expected value and the least spread."""
    whole = int(expected)
    return whole + (random.random() < expected - whole)


def drawn(random: Random, quantiles: Quantiles) -> float:
    """Draw from a distribution given by its quantiles."""
    share = random.random()
    for (low_share, low), (high_share, high) in pairwise(quantiles):
        if share < high_share:
            return low + (high - low) * (share - low_share) / (high_share - low_share)
    return quantiles[-1][1]


def bell(random: Random, spread: float) -> float:
    """Draw from a bell-shaped distribution around 0 that never exceeds ``spread``."""
    return (random.random() + random.random() + random.random() - 1.5) / 1.5 * spread
