"""Spans of time in seconds since the day began: joined, cut, asked."""

from bisect import bisect_right
from collections.abc import Iterable

Span = tuple[float, float]
"""From the first second up to, but without, the second."""


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the spans sorted, with those that touch made one."""
    joined: list[Span] = []
    for start_s, end_s in sorted(spans):
        if end_s <= start_s:
            continue
        if joined and start_s <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end_s))
        else:
            joined.append((start_s, end_s))
    return joined


def minus(spans: Iterable[Span], cuts: Iterable[Span]) -> list[Span]:
    """Return what is left of the spans outside the cuts."""
    left = union(spans)
    for cut_start_s, cut_end_s in union(cuts):
        pieces: list[Span] = []
        for start_s, end_s in left:
            if end_s <= cut_start_s or start_s >= cut_end_s:
                pieces.append((start_s, end_s))
                continue
            if start_s < cut_start_s:
                pieces.append((start_s, cut_start_s))
            if end_s > cut_end_s:
                pieces.append((cut_end_s, end_s))
        left = pieces
    return left


def overlaps(spans: Iterable[Span], span: Span) -> bool:
    """Say whether any of the spans shares a moment with ``span``."""
    return any(start_s < span[1] and end_s > span[0] for start_s, end_s in spans)


def at(spans: list[Span], moment_s: float) -> bool:
    """Say whether a moment lies in the spans, which must be a union."""
    index = bisect_right(spans, (moment_s, float("inf"))) - 1
    return index >= 0 and spans[index][0] <= moment_s < spans[index][1]
