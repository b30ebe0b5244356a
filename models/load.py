"""The load of alarms on the people who hear them, against what ISA-18.2 and EEMUA 191 allow. Pure.

The numbers are taken from secondary sources, since the standards are not public. They are meant for a
month or more of one operator's alarms; a day says less.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from models.alerts import Alert, AlertState, Step, last_versions, was_told
from models.ids import AlertId
from models.rules import Priority
from models.times import Instant, after, seconds_between

_HOUR_S, _WINDOW_S, _STALE_S = 3600.0, 600.0, 24 * 3600.0
ACCEPTABLE_AN_HOUR, MOST_AN_HOUR = 6.0, 12.0
MOST_IN_WINDOW = 10
"""More in ten minutes are a flood."""
FLOOD_OVER_BELOW = 5
MOST_FLOOD_SHARE = 0.01
MOST_STALE = 4
CHATTER_TIMES, CHATTER_S = 3, 60.0
"""The same alert this often within this time chatters."""
_SOUNDS = frozenset({Step.RAISED, Step.RERAISED, Step.UNSUPPRESSED, Step.UNSHELVED})
"""What makes an alert heard: it comes, comes back, or is let through again."""


class Flood(Struct, frozen=True):
    """Ten-minute windows from one with more than ten alerts up to one with fewer than five."""

    start: Instant
    end: Instant
    alerts: int


class Load(Struct, frozen=True, kw_only=True):
    """How many alerts people heard."""

    hours: float
    alerts: int
    """How often any alert was heard."""
    an_hour: float
    in_ten_minutes: float
    peak_in_hour: int
    peak_in_ten_minutes: int
    floods: tuple[Flood, ...]
    flood_share: float
    """Of the time, the share spent in floods."""
    chattering: tuple[AlertId, ...]
    stale: tuple[AlertId, ...]
    """Open for more than a day."""
    priorities: dict[Priority, float]
    """Shares; ISA-18.2 has 80 % low, 15 % medium, 5 % high."""

    def exceeded(self) -> tuple[str, ...]:
        """Return which limits are exceeded."""
        over = {
            "an_hour": self.an_hour > MOST_AN_HOUR,
            "peak_in_ten_minutes": self.peak_in_ten_minutes > MOST_IN_WINDOW,
            "flood_share": self.flood_share > MOST_FLOOD_SHARE,
            "chattering": bool(self.chattering),
            "stale": len(self.stale) > MOST_STALE,
        }
        return tuple(name for name, is_over in over.items() if is_over)


def load(alerts: Iterable[Alert], start: datetime, end: datetime) -> Load:
    """Return the load from start to end, for one operator who hears all alerts."""
    final = _told(alerts)
    heard = {alert.alert: _heard(alert, start, end) for alert in final}
    moments = sorted(moment for times in heard.values() for moment in times)
    span_s = seconds_between(start, end)
    windows = _counts(moments, start, span_s, _WINDOW_S)
    floods = _floods(windows, start)
    flooded_s = sum(seconds_between(flood.start, flood.end) for flood in floods)
    return Load(
        hours=span_s / _HOUR_S,
        alerts=len(moments),
        an_hour=len(moments) / (span_s / _HOUR_S),
        in_ten_minutes=len(moments) / (span_s / _WINDOW_S),
        peak_in_hour=max(_counts(moments, start, span_s, _HOUR_S)),
        peak_in_ten_minutes=max(windows),
        floods=floods,
        flood_share=min(1.0, flooded_s / span_s),
        chattering=tuple(name for name, times in heard.items() if _chatters(times)),
        stale=tuple(alert.alert for alert in final if _is_stale(alert, end)),
        priorities=_shares(final),
    )


def in_windows(alerts: Iterable[Alert], start: datetime, end: datetime) -> list[int]:
    """Return how often alerts were heard in each ten minutes from start; the last window may end after the end."""
    moments = [moment for alert in _told(alerts) for moment in _heard(alert, start, end)]
    return _counts(moments, start, seconds_between(start, end), _WINDOW_S)


def _told(alerts: Iterable[Alert]) -> list[Alert]:
    return [alert for alert in last_versions(alerts) if was_told(alert)]


def _heard(alert: Alert, start: datetime, end: datetime) -> list[datetime]:
    """Return when an alert was heard: what was held down as it came is heard when it is let through."""
    held = {line.at for line in alert.history if line.step is Step.SUPPRESSED}
    return [
        line.at
        for line in alert.history
        if line.step in _SOUNDS and line.at not in held and start <= line.at < end
    ]


def _counts(moments: Sequence[datetime], start: datetime, span_s: float, window_s: float) -> list[int]:
    """Count in windows that follow each other, as ISA-18.2 does."""
    counts = [0] * max(1, -int(-span_s // window_s))
    for moment in moments:
        counts[int(seconds_between(start, moment) // window_s)] += 1
    return counts


def _floods(windows: Sequence[int], start: datetime) -> tuple[Flood, ...]:
    floods: list[Flood] = []
    first: int | None = None
    for place, count in enumerate([*windows, 0]):
        if first is None and count > MOST_IN_WINDOW:
            first = place
        elif first is not None and count < FLOOD_OVER_BELOW:
            begins, ends = after(start, first * _WINDOW_S), after(start, place * _WINDOW_S)
            floods.append(Flood(begins, ends, sum(windows[first:place])))
            first = None
    return tuple(floods)


def _chatters(times: Sequence[datetime]) -> bool:
    ordered = sorted(times)
    pairs = zip(ordered, ordered[CHATTER_TIMES - 1 :], strict=False)
    return any(seconds_between(first, last) <= CHATTER_S for first, last in pairs)


def _is_stale(alert: Alert, end: datetime) -> bool:
    closed = alert.state is AlertState.CLOSED
    return seconds_between(alert.raised_at, alert.changed_at if closed else end) > _STALE_S


def _shares(alerts: Sequence[Alert]) -> dict[Priority, float]:
    return {
        priority: sum(alert.priority is priority for alert in alerts) / len(alerts) if alerts else 0.0
        for priority in Priority
    }


def table(result: Load) -> list[tuple[str, ...]]:
    """Return a load as rows of text, the heading first: what it is, how much, and what is allowed."""
    flooded = f"{100 * result.flood_share:.1f} %"
    shares = " / ".join(f"{100 * result.priorities[name]:.0f} %" for name in reversed(list(Priority)))
    return [
        ("figure", "is", "allowed"),
        ("alerts an hour", f"{result.an_hour:.1f}", f"{ACCEPTABLE_AN_HOUR:.0f}, at most {MOST_AN_HOUR:.0f}"),
        ("alerts in ten minutes", f"{result.in_ten_minutes:.2f}", "1, at most 2"),
        ("most in ten minutes", str(result.peak_in_ten_minutes), str(MOST_IN_WINDOW)),
        ("most in an hour", str(result.peak_in_hour), "30"),
        ("time in floods", flooded, f"{100 * MOST_FLOOD_SHARE:.0f} %"),
        ("chattering", str(len(result.chattering)), "0"),
        ("open for more than a day", str(len(result.stale)), str(MOST_STALE)),
        ("low / medium / high / urgent", shares, "80 / 15 / 5 %"),
    ]
