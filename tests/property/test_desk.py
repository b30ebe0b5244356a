"""The desk is a function of the set of what it is told, and its state can be stored at any moment."""

from datetime import datetime
from itertools import groupby

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.desk import desk
from agents.desk.decisions import ALLOWED
from agents.desk.episodes import alert_id
from agents.desk.state import DeskState
from agents.fold import Fold, Placed
from models.actions import Act, Action
from models.alerts import Alert, AlertState
from models.findings import Change, Finding, Reason
from models.rules import Rule, RuleBook
from tests.factories import STATION, action, at, directory, finding, latest, play, rulebook

DESK = desk(directory(), "Asia/Shanghai")
SHORT = rulebook(desk={"reraise_s": 20, "lapse_s": 50, "keep_closed_s": 130, "longest_shelve_s": 40})
"""Numbers so small that everything that ends by itself does so within a short test."""
ROUND_S = 60.0
"""Episodes begin at a full round, this or the one before: none is found again after it was forgotten."""
LONG_ENOUGH = 400.0

Item = tuple[float, Finding | Action]
SUBJECTS = [
    (Rule.STATION_SILENT, STATION, None),
    (Rule.CAMERA_OFFLINE, "C1", "C1"),
    (Rule.CAMERA_OFFLINE_ON_INCIDENT, "C1", "C1"),
    (Rule.ANGLE_TILTED, "C1", "C1"),
    (Rule.UNIFORM, "C1/vest", "C1"),
    (Rule.BATTERY_LOW, "C2", "C2"),
    (Rule.RECORDING_NEVER_STARTED, "I1/017913", "C1"),
    (Rule.FEEDBACK_OVERDUE, "I1", None),
]


def _since(seconds: float, rounds_ago: int) -> float:
    return (seconds // ROUND_S - rounds_ago) * ROUND_S


@st.composite
def findings(draw: st.DrawFn) -> tuple[str, Item]:
    """Return a finding and the subject that it speaks of."""
    rule, subject, camera = draw(st.sampled_from(SUBJECTS))
    change = draw(st.sampled_from(Change))
    reasons = [Reason.HELD, Reason.HELD, Reason.SEEN]
    if change is Change.CLEAR:
        reasons = [Reason.PUT_RIGHT, Reason.UNKNOWN, Reason.NEXT_STEP]
    seconds = draw(st.integers(10, 40)) * 5.0
    item = finding(
        rule,
        seconds,
        subject,
        change=change,
        reason=draw(st.sampled_from(reasons)),
        since=_since(seconds, draw(st.integers(0, 1))),
        camera=camera,
    )
    return f"{rule} {subject}", item


@st.composite
def actions(draw: st.DrawFn) -> tuple[str, Item]:
    """Return an action and the subject of the alert that it is about, or the station."""
    act = draw(st.sampled_from(Act))
    seconds = draw(st.integers(10, 40)) * 5.0
    until = seconds + draw(st.sampled_from([-5.0, 5.0, 35.0, 100.0]))
    if act in {Act.MAINTENANCE, Act.MAINTENANCE_OVER}:
        return "station", action(act, seconds, until=until)
    rule, subject, _ = draw(st.sampled_from(SUBJECTS))
    _, meant = finding(rule, seconds, subject, since=_since(seconds, draw(st.integers(0, 1))))
    alert = alert_id(meant)
    return f"{rule} {subject}", action(act, seconds, alert, reason="test", until=until)


def _named(tales: list[tuple[str, Item]]) -> list[tuple[str, Item]]:
    """Give each action an id of its own, and put all in the order of their times."""
    named: list[tuple[str, Item]] = []
    for number, (about, (seconds, event)) in enumerate(tales):
        told = replace(event, action=f"a{number}") if isinstance(event, Action) else event
        named.append((about, (seconds, told)))
    return sorted(named, key=lambda tale: tale[1][0])


TALES = st.lists(st.one_of(findings(), findings(), actions()), min_size=1, max_size=30).map(_named)


@st.composite
def two_orders(draw: st.DrawFn) -> tuple[list[Item], list[Item]]:
    """Return what happened in two orders that differ only among items of one time and other subjects."""
    tales = draw(TALES)
    shuffled: list[Item] = []
    for _, same_time in groupby(tales, key=lambda tale: tale[1][0]):
        by_subject: dict[str, list[Item]] = {}
        for about, item in same_time:
            by_subject.setdefault(about, []).append(item)
        turns = draw(st.permutations([about for about, items in by_subject.items() for _ in items]))
        shuffled += [by_subject[about].pop(0) for about in turns]
    return [item for _, item in tales], shuffled


def _final(timeline: list[Item], rules: RuleBook = SHORT) -> dict[str, bytes]:
    told = latest(play(DESK, timeline, until=LONG_ENOUGH, rules=rules))
    return {name: msgspec.json.encode(alert) for name, alert in sorted(told.items())}


@settings(max_examples=300, deadline=None)
@given(two_orders())
def test_order_among_the_same_time_does_not_matter(orders: tuple[list[Item], list[Item]]) -> None:
    """Two findings or actions of one time on different subjects, in either order, give the same alerts."""
    one, other = orders

    assert _final(one) == _final(other)


@settings(max_examples=100, deadline=None)
@given(TALES)
def test_everything_again_changes_nothing(tales: list[tuple[str, Item]]) -> None:
    """Each item delivered twice in a row gives the same alerts as once."""
    items = [item for _, item in tales]

    assert _final([item for item in items for _ in range(2)]) == _final(items)


@settings(max_examples=100, deadline=None)
@given(TALES, st.integers(0, 30))
def test_stored_and_restored_at_any_moment(tales: list[tuple[str, Item]], after_items: int) -> None:
    """A desk that is written down and read again goes on as if nothing had happened."""
    items = [item for _, item in tales]
    before, rest = items[:after_items], items[after_items:]
    whole = play(DESK, items, until=LONG_ENOUGH, rules=SHORT)

    first: Fold[Alert] = Fold(DESK, SHORT)
    told = play(DESK, before, until=before[-1][0] if before else 0, fold=first)
    stored = [msgspec.json.encode(state) for state in first.states.values()]
    second: Fold[Alert] = Fold(DESK, SHORT)
    second.restore([msgspec.json.decode(text, type=DeskState) for text in stored], first.now)
    told += play(DESK, rest, until=LONG_ENOUGH, fold=second)

    assert [_moment(placed) for placed in told] == [_moment(placed) for placed in whole]


@settings(max_examples=30, deadline=None)
@given(TALES)
def test_clocks_between_change_nothing(tales: list[tuple[str, Item]]) -> None:
    """Live, with a clock each second, tells the same alerts at the same moments as a replay without."""
    items = [item for _, item in tales]
    live = play(DESK, items, until=LONG_ENOUGH, rules=SHORT, each_second=True)
    replayed = play(DESK, items, until=LONG_ENOUGH, rules=SHORT)

    assert [_moment(placed) for placed in live] == [_moment(placed) for placed in replayed]


def _moment(placed: Placed[Alert]) -> tuple[datetime, bytes]:
    return placed.at, msgspec.json.encode(placed.item)


@settings(max_examples=100, deadline=None)
@given(TALES)
def test_what_always_holds(tales: list[tuple[str, Item]]) -> None:
    """Versions rise by one, states fit their fields, and nothing that is over stays open for ever."""
    told = play(DESK, [item for _, item in tales], until=LONG_ENOUGH, rules=SHORT)
    for placed in told:
        alert = placed.item
        assert alert.state in ALLOWED
        assert alert.history[0].at == alert.raised_at
        assert alert.changed_at <= placed.at
        assert alert.active or alert.state not in {AlertState.UNACKNOWLEDGED, AlertState.ACKNOWLEDGED}
        assert (alert.suppressed_by is not None) == (alert.state is AlertState.SUPPRESSED)
        if alert.state is AlertState.SHELVED:
            assert alert.shelved_until is not None
    for alert in latest(told).values():
        assert alert.active or alert.state is AlertState.CLOSED
        assert alert.changed_at <= at(LONG_ENOUGH)
