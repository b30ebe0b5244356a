"""The looks of one kind at one camera that count together. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agents.angle.state import Kept
from models.observations import Observation, Seen


def tells(seen: Observation, score: float) -> bool:
    """Say whether a look counts: it saw something, and surely enough."""
    return seen.seen is not Seen.UNKNOWN and seen.score >= score


def keep(looks: Sequence[Kept], seen: Observation, now: datetime, window: timedelta) -> list[Kept] | None:
    """Return the window with one more look in it; None where that was known already.

    A window is one both by the log's time and by the observer's clock: looks that were kept back and come
    in one burst do not all count as of now.
    """
    if seen.occurred_at in [kept.taken_at for kept in looks]:
        return None
    new = Kept(seen.occurred_at, now, seen.seen is Seen.FAULT, seen.picture)
    ordered = sorted([*looks, new], key=_taken_at)
    logged_from, taken_from = now - window, ordered[-1].taken_at - window
    return [kept for kept in ordered if kept.logged_at >= logged_from and kept.taken_at >= taken_from]


def came_in_time(looks: Sequence[Kept]) -> bool:
    """Say whether looks came about as they were taken; in a burst they show what was, but not when."""
    logged = [kept.logged_at for kept in looks]
    return 2 * (max(logged) - min(logged)) >= looks[-1].taken_at - looks[0].taken_at


def _taken_at(kept: Kept) -> datetime:
    return kept.taken_at
