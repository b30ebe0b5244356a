"""Shifts where there is no roster: each wearer of a clip gets the shift in which they recorded most."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from simulator.clips import Clip
from simulator.duties import day_of
from simulator.shifts import Shift

LOCATION = "made from the clips"
_LENGTH = timedelta(hours=8)
_BEGIN = tuple(timedelta(hours=hour) for hour in (-2, 6, 14, 22))
"""E: three shifts round the clock, from 22, 6 and 14 o'clock, as the sample's roster has them."""


def shifts_of(clips: Sequence[Clip]) -> tuple[Shift, ...]:
    """Return a shift for everybody who recorded on the day of most clips."""
    if not clips:
        return ()
    midnight = day_of([clip.started for clip in clips])
    begins = [midnight + begin for begin in _BEGIN]
    recorded: dict[str, list[timedelta]] = {}
    for clip in clips:
        if clip.wearer is None:
            continue
        within = recorded.setdefault(clip.wearer, [timedelta()] * len(begins))
        for place, begin in enumerate(begins):
            within[place] += max(timedelta(), _shared(clip, begin))
    return tuple(
        Shift(wearer, LOCATION, "", begins[place], begins[place] + _LENGTH)
        for wearer, within in sorted(recorded.items())
        if within[place := within.index(max(within))]
    )


def _shared(clip: Clip, begin: datetime) -> timedelta:
    return min(clip.ended, begin + _LENGTH) - max(clip.started, begin)
