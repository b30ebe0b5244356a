"""Every act of an operator in every state of an alert."""

import pytest

from agents.desk import desk
from agents.desk.decisions import ALLOWED
from agents.fold import Fold
from models.actions import Act, Action
from models.alerts import Alert, AlertState, Decision, Step
from models.findings import Change, Finding
from models.rules import Rule
from tests.factories import CAMERA, action, at, directory, finding, latest, play, rulebook

DESK = desk(directory(), "Asia/Shanghai")
RULE = Rule.ANGLE_TILTED
ACTS = [act for act in Act if act not in {Act.MAINTENANCE, Act.MAINTENANCE_OVER}]
UNACKNOWLEDGED, ACKNOWLEDGED, RETURNED = (
    AlertState.UNACKNOWLEDGED,
    AlertState.ACKNOWLEDGED,
    AlertState.RETURNED_UNACKNOWLEDGED,
)
SHELVED, SUPPRESSED, CLOSED = AlertState.SHELVED, AlertState.SUPPRESSED, AlertState.CLOSED
OPEN, CONFIRMED, DISMISSED = Decision.OPEN, Decision.CONFIRMED, Decision.DISMISSED


def raise_it() -> tuple[float, Finding]:
    """Return the finding that begins the alert of these tests."""
    return finding(RULE, 10, CAMERA, camera=CAMERA)


ALERT = next(iter(latest(play(DESK, [raise_it()], until=11))))
WAY: dict[AlertState, list[tuple[float, Finding | Action]]] = {
    UNACKNOWLEDGED: [],
    ACKNOWLEDGED: [action(Act.ACKNOWLEDGE, 20, ALERT)],
    RETURNED: [finding(RULE, 20, CAMERA, change=Change.CLEAR)],
    SHELVED: [action(Act.SHELVE, 20, ALERT, reason="test", until=4000)],
    SUPPRESSED: [finding(Rule.CAMERA_OFFLINE, 20, CAMERA, camera=CAMERA)],
    CLOSED: [action(Act.CLOSE, 20, ALERT)],
}
"""How an alert gets into each state."""

TABLE: dict[AlertState, dict[Act, tuple[AlertState, Decision]]] = {
    UNACKNOWLEDGED: {
        Act.ACKNOWLEDGE: (ACKNOWLEDGED, OPEN),
        Act.CONFIRM: (ACKNOWLEDGED, CONFIRMED),
        Act.DISMISS: (CLOSED, DISMISSED),
        Act.SHELVE: (SHELVED, OPEN),
        Act.DIRECTIVE_CALLED: (ACKNOWLEDGED, OPEN),
        Act.CORRECTED: (CLOSED, OPEN),
        Act.CLOSE: (CLOSED, OPEN),
        Act.ASSIGN: (UNACKNOWLEDGED, OPEN),
        Act.NOTE: (UNACKNOWLEDGED, OPEN),
    },
    ACKNOWLEDGED: {
        Act.CONFIRM: (ACKNOWLEDGED, CONFIRMED),
        Act.DISMISS: (CLOSED, DISMISSED),
        Act.SHELVE: (SHELVED, OPEN),
        Act.DIRECTIVE_CALLED: (ACKNOWLEDGED, OPEN),
        Act.CORRECTED: (CLOSED, OPEN),
        Act.CLOSE: (CLOSED, OPEN),
        Act.ASSIGN: (ACKNOWLEDGED, OPEN),
        Act.NOTE: (ACKNOWLEDGED, OPEN),
    },
    RETURNED: {
        Act.ACKNOWLEDGE: (CLOSED, OPEN),
        Act.CONFIRM: (CLOSED, CONFIRMED),
        Act.DISMISS: (CLOSED, DISMISSED),
        Act.DIRECTIVE_CALLED: (CLOSED, OPEN),
        Act.CORRECTED: (CLOSED, OPEN),
        Act.CLOSE: (CLOSED, OPEN),
        Act.ASSIGN: (RETURNED, OPEN),
        Act.NOTE: (RETURNED, OPEN),
    },
    SHELVED: {
        Act.ACKNOWLEDGE: (SHELVED, OPEN),
        Act.CONFIRM: (SHELVED, CONFIRMED),
        Act.DISMISS: (CLOSED, DISMISSED),
        Act.SHELVE: (SHELVED, OPEN),
        Act.UNSHELVE: (UNACKNOWLEDGED, OPEN),
        Act.DIRECTIVE_CALLED: (SHELVED, OPEN),
        Act.CORRECTED: (CLOSED, OPEN),
        Act.CLOSE: (CLOSED, OPEN),
        Act.ASSIGN: (SHELVED, OPEN),
        Act.NOTE: (SHELVED, OPEN),
    },
    SUPPRESSED: {
        Act.ACKNOWLEDGE: (SUPPRESSED, OPEN),
        Act.CONFIRM: (SUPPRESSED, CONFIRMED),
        Act.DISMISS: (CLOSED, DISMISSED),
        Act.DIRECTIVE_CALLED: (SUPPRESSED, OPEN),
        Act.CORRECTED: (CLOSED, OPEN),
        Act.CLOSE: (CLOSED, OPEN),
        Act.ASSIGN: (SUPPRESSED, OPEN),
        Act.NOTE: (SUPPRESSED, OPEN),
    },
    CLOSED: {
        Act.CONFIRM: (CLOSED, CONFIRMED),
        Act.DISMISS: (CLOSED, DISMISSED),
        Act.DIRECTIVE_CALLED: (CLOSED, OPEN),
        Act.NOTE: (CLOSED, OPEN),
    },
}
"""What each act makes of each state; an act that is missing changes nothing."""


def bring_to(state: AlertState) -> tuple[Fold[Alert], Alert]:
    """Return a desk whose alert is in a state."""
    fold = Fold(DESK, rulebook())
    told = play(DESK, [raise_it(), *WAY[state]], until=25, fold=fold)
    return fold, latest(told)[ALERT]


def do(fold: Fold[Alert], *acts: tuple[float, Action]) -> list[Alert]:
    """Do acts; return the versions told of the alert."""
    told = play(DESK, acts, until=acts[-1][0] + 5, fold=fold)
    return [placed.item for placed in told if placed.item.alert == ALERT]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", AlertState)
def test_act_in_state(state: AlertState, act: Act) -> None:
    """An act leads to the state and decision of the table, in one version, or changes nothing."""
    fold, before = bring_to(state)
    assert before.state is state

    told = do(fold, action(act, 30, ALERT, reason="test", until=5000, to="wang"))

    expected = TABLE[state].get(act)
    if expected is None:
        assert told == []
        return
    [after] = told
    assert (after.state, after.decision) == expected
    assert after.version == before.version + 1
    assert after.changed_at == at(30)
    new = after.history[len(before.history) :]
    assert (new[0].at, new[0].operator, new[0].reason) == (at(30), "li", "test")


def test_table_of_the_desk_is_the_one_tested() -> None:
    """The desk allows exactly what the table of these tests expects."""
    assert {state: frozenset(acts) for state, acts in TABLE.items()} == ALLOWED


@pytest.mark.parametrize("act", [Act.ACKNOWLEDGE, Act.CONFIRM, Act.DISMISS, Act.DIRECTIVE_CALLED, Act.CLOSE])
def test_same_action_counts_once(act: Act) -> None:
    """An action that is delivered three times changes the alert once."""
    fold, _ = bring_to(UNACKNOWLEDGED)
    again = [action(act, seconds, ALERT, name="a1", reason="test") for seconds in (30, 31, 32)]

    assert len(do(fold, *again)) == 1


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (ACKNOWLEDGED, Act.CONFIRM),
        (CLOSED, Act.CONFIRM),
        (CLOSED, Act.DISMISS),
        (SHELVED, Act.ACKNOWLEDGE),
        (SUPPRESSED, Act.ACKNOWLEDGE),
    ],
)
def test_said_twice_changes_once(state: AlertState, act: Act) -> None:
    """A second operator who says the same as the first changes nothing."""
    fold, _ = bring_to(state)

    assert len(do(fold, action(act, 30, ALERT, reason="x"), action(act, 31, ALERT, reason="x"))) == 1


@pytest.mark.parametrize(
    ("act", "reason", "until"),
    [
        (Act.DISMISS, None, None),
        (Act.DISMISS, "  ", None),
        (Act.SHELVE, "test", None),
        (Act.SHELVE, None, 5000),
        (Act.SHELVE, "test", 30),
    ],
)
def test_incomplete_act_changes_nothing(act: Act, reason: str | None, until: float | None) -> None:
    """A dismissal needs a reason; a shelving needs a reason and an end that is still to come."""
    fold, _ = bring_to(UNACKNOWLEDGED)

    assert do(fold, action(act, 30, ALERT, reason=reason, until=until)) == []


@pytest.mark.parametrize("alert", [None, "0123456789abcdef"])
def test_act_on_unknown_alert_changes_nothing(alert: str | None) -> None:
    """An act without an alert, or on one that the desk does not know, is passed over."""
    assert play(DESK, [action(Act.CONFIRM, 30, alert)], until=60) == []


def test_decision_can_be_turned() -> None:
    """A confirmation can be taken back by a dismissal, and a dismissal by a late confirmation."""
    fold, _ = bring_to(UNACKNOWLEDGED)
    told = do(
        fold,
        action(Act.CONFIRM, 30, ALERT),
        action(Act.DISMISS, 31, ALERT, reason="wrong camera"),
        action(Act.CONFIRM, 32, ALERT),
    )

    assert [(alert.state, alert.decision) for alert in told] == [
        (ACKNOWLEDGED, CONFIRMED),
        (CLOSED, DISMISSED),
        (CLOSED, CONFIRMED),
    ]


def test_corrected_ends_the_condition_too() -> None:
    """What an operator saw put right is no longer active, whatever the telemetry says later."""
    fold, _ = bring_to(UNACKNOWLEDGED)
    [alert] = do(fold, action(Act.CORRECTED, 30, ALERT))

    assert (alert.state, alert.active) == (CLOSED, False)
    assert play(DESK, [finding(RULE, 40, CAMERA, change=Change.CLEAR)], until=50, fold=fold) == []


def test_directive_is_on_record_with_its_time() -> None:
    """Each call over the intercom is a line of the history; the first acknowledges."""
    fold, _ = bring_to(UNACKNOWLEDGED)
    told = do(fold, action(Act.DIRECTIVE_CALLED, 30, ALERT), action(Act.DIRECTIVE_CALLED, 90, ALERT))

    calls = [line.at for line in told[-1].history if line.step is Step.DIRECTIVE_CALLED]
    assert calls == [at(30), at(90)]


@pytest.mark.parametrize(
    ("acts", "owner"),
    [
        ([], None),
        ([action(Act.NOTE, 30, ALERT, reason="looked at")], None),
        ([action(Act.ACKNOWLEDGE, 30, ALERT)], "li"),
        ([action(Act.DIRECTIVE_CALLED, 30, ALERT), action(Act.CONFIRM, 31, ALERT, operator="zhao")], "li"),
        ([action(Act.ACKNOWLEDGE, 30, ALERT), action(Act.ASSIGN, 31, ALERT, to="wang")], "wang"),
        ([action(Act.ASSIGN, 30, ALERT, to="wang"), action(Act.ACKNOWLEDGE, 31, ALERT)], "wang"),
    ],
)
def test_whose_it_is(acts: list[tuple[float, Action]], owner: str | None) -> None:
    """The first who deals with an alert has it, until it is assigned to somebody."""
    fold, before = bring_to(UNACKNOWLEDGED)
    told = [before, *(do(fold, *acts) if acts else [])]

    assert told[-1].owner == owner


def test_an_assignment_says_to_whom() -> None:
    """The history names who gave it and who has it now; given again to the same, it changes nothing."""
    fold, _ = bring_to(UNACKNOWLEDGED)
    [told] = do(fold, action(Act.ASSIGN, 30, ALERT, to="wang"), action(Act.ASSIGN, 31, ALERT, to="wang"))

    last = told.history[-1]
    assert (last.step, last.operator, last.to) == (Step.ASSIGNED, "li", "wang")


@pytest.mark.parametrize(
    "act", [action(Act.ASSIGN, 30, ALERT), action(Act.ASSIGN, 30, ALERT, to=" "), action(Act.NOTE, 30, ALERT)]
)
def test_an_assignment_to_nobody_and_an_empty_note_change_nothing(act: tuple[float, Action]) -> None:
    """Both lack what they are about."""
    fold, _ = bring_to(UNACKNOWLEDGED)
    assert do(fold, act) == []
