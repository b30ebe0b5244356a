"""What ends by itself: stale alerts, shelves, maintenance, and what the desk remembers."""

from itertools import permutations

import msgspec
import pytest

from agents.desk import desk
from agents.desk.state import DeskState
from agents.fold import Fold
from models.actions import Act, Action
from models.alerts import Alert, AlertState, Step
from models.findings import Change, Finding, Reason
from models.rules import Rule
from tests.factories import CAMERA, STATION, action, at, directory, finding, latest, play, rulebook

DESK = desk(directory(), "Asia/Shanghai")
RULE = Rule.RECORDING_NEVER_STARTED
DAY = 86400
Timeline = list[tuple[float, Finding | Action]]
BEGINS = finding(RULE, 10)
ENDS = finding(RULE, 100, change=Change.CLEAR)


def alert_at(timeline: Timeline, until: float) -> Alert:
    """Play up to a second; return the only alert's last version."""
    [alert] = latest(play(DESK, timeline, until=until)).values()
    return alert


def steps(alert: Alert) -> list[tuple[Step, float]]:
    """Return what happened to an alert, and at which second."""
    return [(line.step, (line.at - at(0)).total_seconds()) for line in alert.history]


ALERT = alert_at([BEGINS], 11).alert


def test_lapse() -> None:
    """An alert that is over and that nobody acknowledged closes by itself after lapse_s, not before."""
    assert alert_at([BEGINS, ENDS], 100 + 28799).state is AlertState.RETURNED_UNACKNOWLEDGED

    alert = alert_at([BEGINS, ENDS], 100 + 28800)
    assert alert.state is AlertState.CLOSED
    assert steps(alert) == [(Step.RAISED, 10), (Step.RETURNED, 100), (Step.LAPSED, 28900)]


def test_lapse_of_what_was_seen_once() -> None:
    """What one event told lapses too, counted from when it was told."""
    once = finding(Rule.IMPOSSIBLE_TIMES, 10, reason=Reason.SEEN)

    assert alert_at([once], 28809).state is AlertState.RETURNED_UNACKNOWLEDGED
    assert alert_at([once], 28810).state is AlertState.CLOSED


def test_active_never_lapses() -> None:
    """An alert whose condition goes on stays up for as long as it takes."""
    assert alert_at([BEGINS], 5 * DAY).state is AlertState.UNACKNOWLEDGED


@pytest.mark.parametrize(
    ("meanwhile", "state", "active"),
    [
        ([], AlertState.UNACKNOWLEDGED, True),
        ([action(Act.ACKNOWLEDGE, 50, ALERT)], AlertState.ACKNOWLEDGED, True),
        ([ENDS], AlertState.RETURNED_UNACKNOWLEDGED, False),
        ([ENDS, finding(RULE, 200)], AlertState.UNACKNOWLEDGED, True),
    ],
)
def test_shelf_ends_by_itself(meanwhile: Timeline, state: AlertState, *, active: bool) -> None:
    """A shelved alert follows its condition underneath, and comes back as what it would be."""
    shelved = [BEGINS, action(Act.SHELVE, 20, ALERT, reason="test", until=1000), *meanwhile]
    before, after = alert_at(shelved, 999), alert_at(shelved, 1000)

    assert (before.state, before.shelved_until) == (AlertState.SHELVED, at(1000))
    assert (after.state, after.active, after.shelved_until) == (state, active, None)
    assert steps(after)[-1] == (Step.UNSHELVED, 1000)


def test_shelved_and_known_closes_when_over() -> None:
    """What is over and known to somebody need not come back from its shelf."""
    acts = [action(Act.SHELVE, 20, ALERT, reason="test", until=1000), action(Act.ACKNOWLEDGE, 30, ALERT)]

    assert alert_at([BEGINS, *acts, ENDS], 100).state is AlertState.CLOSED


def test_longest_shelf() -> None:
    """Nobody can shelve for longer than longest_shelve_s."""
    shelved = [BEGINS, action(Act.SHELVE, 20, ALERT, reason="test", until=3 * DAY)]

    assert alert_at(shelved, 30).shelved_until == at(20 + 28800)


def test_shelving_again_moves_the_end() -> None:
    """A second shelving replaces the end of the first."""
    acts = [
        action(Act.SHELVE, 20, ALERT, reason="test", until=1000),
        action(Act.SHELVE, 30, ALERT, reason="test", until=500),
    ]

    assert alert_at([BEGINS, *acts], 499).state is AlertState.SHELVED
    assert alert_at([BEGINS, *acts], 500).state is AlertState.UNACKNOWLEDGED


WORK = action(Act.MAINTENANCE, 20, until=1000)


@pytest.mark.parametrize("raised_at", [10, 20, 30])
def test_maintenance_holds_everything_down(raised_at: float) -> None:
    """What was up and what comes up are suppressed; what is still active comes up at the end."""
    timeline = [finding(RULE, raised_at), WORK]
    before, after = alert_at(timeline, 999), alert_at(timeline, 1001)

    assert (before.state, before.suppressed_by) == (AlertState.SUPPRESSED, "maintenance")
    assert (after.state, after.suppressed_by) == (AlertState.UNACKNOWLEDGED, None)
    assert steps(after)[-1] == (Step.UNSUPPRESSED, 1000)


def test_alert_in_maintenance_is_never_shown() -> None:
    """An alert that begins while the station is in maintenance is suppressed from its first version."""
    first = play(DESK, [WORK, finding(RULE, 30)], until=40)[0].item

    assert (first.version, first.state) == (1, AlertState.SUPPRESSED)


@pytest.mark.parametrize(
    "over", [[finding(RULE, 30), ENDS], [finding(Rule.IMPOSSIBLE_TIMES, 30, reason=Reason.SEEN)]]
)
def test_over_in_maintenance_closes_silently(over: Timeline) -> None:
    """What was over before the maintenance ended never comes up."""
    alert = alert_at([WORK, *over], 1001)

    assert alert.state is AlertState.CLOSED
    assert steps(alert)[-1] == (Step.CLOSED, 1000)


def test_maintenance_can_end_early() -> None:
    """A person can end the maintenance; windows end together."""
    timeline = [
        WORK,
        action(Act.MAINTENANCE, 25, until=5000),
        BEGINS,
        action(Act.MAINTENANCE_OVER, 200),
    ]

    assert alert_at(timeline, 199).state is AlertState.SUPPRESSED
    assert alert_at(timeline, 201).state is AlertState.UNACKNOWLEDGED


@pytest.mark.parametrize("until", [None, 20, -5])
def test_maintenance_needs_an_end_to_come(until: float | None) -> None:
    """A window without an end, or one that is over, holds nothing down."""
    work = action(Act.MAINTENANCE, 20, until=until)

    assert alert_at([work, finding(RULE, 30)], 100).state is AlertState.UNACKNOWLEDGED


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("ended", [False, True])
def test_order_within_an_instant_does_not_matter(order: tuple[int, ...], *, ended: bool) -> None:
    """A window that begins or ends in the instant of a finding counts the same, whichever came first."""
    timeline = [finding(RULE, 30), action(Act.MAINTENANCE_OVER, 30), WORK]
    if not ended:
        timeline = [
            finding(RULE, 30),
            action(Act.MAINTENANCE_OVER, 30),
            action(Act.MAINTENANCE, 30, until=90),
        ]
    alerts = [alert_at([timeline[place] for place in places], 40) for places in (order, (0, 1, 2))]

    assert alerts[0] == alerts[1]
    assert alerts[0].state is (AlertState.UNACKNOWLEDGED if ended else AlertState.SUPPRESSED)


def test_everything_is_forgotten_in_the_end() -> None:
    """A day after the last of it, the desk of a station holds nothing, and waits for nothing."""
    fold: Fold[Alert] = Fold(DESK, rulebook())
    timeline = [
        BEGINS,
        WORK,
        action(Act.SHELVE, 30, ALERT, reason="test", until=300),
        finding(Rule.CAMERA_OFFLINE, 40, CAMERA, camera=CAMERA),
        ENDS,
        finding(Rule.CAMERA_OFFLINE, 2000, CAMERA, change=Change.CLEAR),
        action(Act.CONFIRM, 2100, "unknown"),
    ]
    play(DESK, timeline, until=2000 + 28800 + DAY, fold=fold)

    assert msgspec.to_builtins(fold.states[STATION]) == msgspec.to_builtins(DeskState(station=STATION))


def test_closed_alerts_are_kept_for_a_day() -> None:
    """A late decision finds its alert within keep_closed_s, and not after it."""
    closed = [BEGINS, action(Act.CLOSE, 20, ALERT)]
    on_time = latest(play(DESK, [*closed, action(Act.CONFIRM, 20 + DAY - 1, ALERT)], until=2 * DAY))
    too_late = latest(play(DESK, [*closed, action(Act.CONFIRM, 20 + DAY, ALERT)], until=2 * DAY))

    assert (on_time[ALERT].version, too_late[ALERT].version) == (3, 2)


def test_dismissed_is_kept_while_it_is_found_again() -> None:
    """A dismissal holds for a day after its episode was last found, not only after it was made."""
    dismissed = [BEGINS, action(Act.DISMISS, 20, ALERT, reason="test")]
    found_again = [finding(RULE, turn * (DAY - 60), since=-50) for turn in (1, 2, 3)]

    assert alert_at([*dismissed, *found_again], 4 * DAY).version == 2


def test_shelf_that_ends_at_midnight_is_told_once() -> None:
    """What two causes change at one moment is one version."""
    found = finding(Rule.FEEDBACK_OVERDUE, 10, incident_at=at(-12 * 3600))
    name = alert_at([found], 20).alert
    shelved = [found, action(Act.SHELVE, 20, name, reason="test", until=8 * 3600)]

    assert alert_at(shelved, 9 * 3600).version == 3


def test_sentence_is_made_anew_at_midnight() -> None:
    """What was today is yesterday after the bureau's midnight, so the sentence is told again."""
    midnight = 8 * 3600  # 08:00 UTC is 16:00 in Shanghai
    found = finding(Rule.FEEDBACK_OVERDUE, 10, incident_at=at(-12 * 3600))
    before, after = alert_at([found], midnight - 1), alert_at([found], midnight)

    assert before.sentence.zh == "柏板所，今日凌晨4点一起警情处置情况还未录入系统"
    assert after.sentence.zh == "柏板所，昨日凌晨4点一起警情处置情况还未录入系统"
    assert (after.version, after.history) == (2, before.history)
