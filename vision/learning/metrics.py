"""Precision, recall, how sure they are, and which threshold a wanted precision needs. Pure."""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct

from models.observations import Seen

Z = 1.959964
"""Standard deviations for 95 %."""
LEAST_DECISIONS = 30
"""E: with fewer no threshold is proposed. Even 30 right of 30 show only that 0.886 are right, with 95 %."""


class Judgement(Struct, frozen=True):
    """One picture and one label: how it is, and what the look said."""

    fault: bool
    """How it is, by a person's decision."""
    seen: Seen
    score: float = 1.0


class Interval(Struct, frozen=True):
    """A share lies in it with 95 %."""

    low: float
    high: float


class Tally(Struct, frozen=True, kw_only=True):
    """Counts of judgements. Unknown ones stand apart: they are neither found nor missed, neither false nor well."""

    found: int
    missed: int
    false: int
    well: int
    unknown_faults: int
    unknown_others: int

    @property
    def pictures(self) -> int:
        """Return how many there are in all."""
        return self.found + self.missed + self.false + self.well + self.unknown

    @property
    def unknown(self) -> int:
        """Return of how many nothing was said."""
        return self.unknown_faults + self.unknown_others

    @property
    def precision(self) -> float | None:
        """Return how many of those called faults are faults; None where none was."""
        return _share(self.found, self.found + self.false)

    @property
    def recall(self) -> float | None:
        """Return how many of the faults of which something was said were called so; None where there is none."""
        return _share(self.found, self.found + self.missed)

    @property
    def precision_interval(self) -> Interval | None:
        """Return where the precision lies."""
        return wilson(self.found, self.found + self.false)

    @property
    def recall_interval(self) -> Interval | None:
        """Return where the recall lies."""
        return wilson(self.found, self.found + self.missed)


def tally(judgements: Iterable[Judgement], threshold: float = 0.0) -> Tally:
    """Count; a fault that was seen with a lower score than the threshold counts as not seen."""
    counts = {(fault, called): 0 for fault in (True, False) for called in (True, False, None)}
    for each in judgements:
        called = each.seen is Seen.FAULT and each.score >= threshold
        counts[each.fault, None if each.seen is Seen.UNKNOWN else called] += 1
    return Tally(
        found=counts[True, True],
        missed=counts[True, False],
        false=counts[False, True],
        well=counts[False, False],
        unknown_faults=counts[True, None],
        unknown_others=counts[False, None],
    )


def wilson(hits: int, of: int) -> Interval | None:
    """Return Wilson's interval (1927) of a share; None where there is nothing.

    It takes pictures for independent. Those of one camera are not, so with few cameras it is too narrow.
    """
    if not of:
        return None
    share, weight = hits / of, Z**2 / of
    middle = share + weight / 2
    half = Z * math.sqrt(share * (1 - share) / of + weight / of / 4)
    # At 0 and at all of them the ends are exact; what computing leaves over must not lead outside.
    return Interval(max(0.0, (middle - half) / (1 + weight)), min(1.0, (middle + half) / (1 + weight)))


def threshold_for(judgements: Sequence[Judgement], precision: float) -> float | None:
    """Return the lowest score from which on so many are right; None where none is high enough.

    The lowest, since it costs the least recall.
    """
    called = sorted((each for each in judgements if each.seen is Seen.FAULT), key=_score, reverse=True)
    chosen, found, count = None, 0, 0
    for score, same in groupby(called, key=_score):
        right = [each.fault for each in same]
        found, count = found + sum(right), count + len(right)
        if found >= precision * count:
            chosen = score
    return chosen


def _score(judgement: Judgement) -> float:
    return judgement.score


def _share(hits: int, of: int) -> float | None:
    return hits / of if of else None
