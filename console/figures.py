"""Figures of a time: the load on the room, what rules were worth, how long things took. Pure."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from models.alerts import Alert, Decision, Step
from models.load import Load, in_windows, load
from models.percentile import percentile
from models.rules import Rule
from models.times import seconds_between


class OfRule(Struct, frozen=True):
    """What came of a rule's alerts."""

    rule: Rule
    raised: int
    confirmed: int
    dismissed: int
    called: int


class Took(Struct, frozen=True):
    """How long something took, in seconds, over the alerts where it happened."""

    count: int
    median_s: float | None
    p90_s: float | None


class OfStation(Struct, frozen=True):
    """A station's alerts. A figure to ask by, not a league table: units differ in their calls."""

    station: str
    raised: int
    confirmed: int
    dismissed: int
    put_right: Took
    praised: int


class Figures(Struct, frozen=True):
    """All figures of a time."""

    load: Load | None
    """None where nothing was raised."""
    exceeded: tuple[str, ...]
    """Which limits of ISA-18.2 the load exceeds."""
    in_ten_minutes: list[int]
    """How often alerts were heard in each ten minutes of the time."""
    rules: list[OfRule]
    acknowledged: Took
    """From raised to the first act of a person."""
    called: Took
    """From raised to the call."""
    put_right: Took
    """From the call to the end of the condition."""
    stations: list[OfStation]


_PERSON = frozenset(
    {Step.ACKNOWLEDGED, Step.CONFIRMED, Step.DISMISSED, Step.DIRECTIVE_CALLED, Step.CORRECTED, Step.SHELVED}
)
_OVER = frozenset({Step.RETURNED, Step.CORRECTED})


def figures(alerts: Sequence[Alert], praised: Mapping[str, int], begin: datetime, end: datetime) -> Figures:
    """Return the figures of alerts raised from begin to end, and of how often each station was praised in it."""
    by_station: defaultdict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        by_station[alert.station].append(alert)
    burden = load(alerts, begin, end) if alerts else None
    return Figures(
        load=burden,
        exceeded=() if burden is None else burden.exceeded(),
        in_ten_minutes=in_windows(alerts, begin, end),
        rules=_rules(alerts),
        acknowledged=_took(_until(alert, alert.raised_at, _PERSON) for alert in alerts),
        called=_took(_until(alert, alert.raised_at, {Step.DIRECTIVE_CALLED}) for alert in alerts),
        put_right=_put_right(alerts),
        stations=[
            _station(station, by_station[station], praised.get(station, 0))
            for station in sorted(by_station.keys() | praised.keys())
        ],
    )


def _rules(alerts: Sequence[Alert]) -> list[OfRule]:
    raised = Counter(alert.rule for alert in alerts)
    confirmed = Counter(alert.rule for alert in alerts if alert.decision is Decision.CONFIRMED)
    dismissed = Counter(alert.rule for alert in alerts if alert.decision is Decision.DISMISSED)
    called = Counter(
        alert.rule for alert in alerts if any(line.step is Step.DIRECTIVE_CALLED for line in alert.history)
    )
    return [
        OfRule(rule, raised[rule], confirmed[rule], dismissed[rule], called[rule])
        for rule, _ in raised.most_common()
    ]


def _station(station: str, alerts: Sequence[Alert], praised: int) -> OfStation:
    decided = Counter(alert.decision for alert in alerts)
    return OfStation(
        station,
        len(alerts),
        decided[Decision.CONFIRMED],
        decided[Decision.DISMISSED],
        _put_right(alerts),
        praised,
    )


def _put_right(alerts: Iterable[Alert]) -> Took:
    return _took(
        _until(alert, called, _OVER)
        for alert in alerts
        if (called := _first(alert, {Step.DIRECTIVE_CALLED})) is not None
    )


def _first(alert: Alert, steps: Iterable[Step]) -> datetime | None:
    return next((line.at for line in alert.history if line.step in steps), None)


def _until(alert: Alert, since: datetime, steps: Iterable[Step]) -> float | None:
    """Return how long it took from a moment until the first of some steps after it, None where none came."""
    moments = (line.at for line in alert.history if line.step in steps and line.at >= since)
    first = next(moments, None)
    return None if first is None else seconds_between(since, first)


def _took(times_s: Iterable[float | None]) -> Took:
    known = sorted(each for each in times_s if each is not None)
    if not known:
        return Took(0, None, None)
    return Took(len(known), statistics.median(known), percentile(known, 0.9))
