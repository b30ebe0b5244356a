"""From findings to alerts: one alert an episode."""

from datetime import timedelta, timezone

import pytest
from msgspec.structs import replace

from agents.desk import desk
from models.actions import Act, Action
from models.alerts import Alert, AlertState, Decision, Step
from models.findings import Change, Finding, Reason
from models.ids import content_id
from models.rules import Priority, Rule
from tests.factories import (
    BADGE,
    CAMERA,
    INCIDENT,
    STATION,
    action,
    at,
    directory,
    finding,
    latest,
    play,
    rulebook,
)

DESK = desk(directory(), "Asia/Shanghai")
RULE = Rule.RECORDING_STOPPED_EARLY
SUBJECT = f"{INCIDENT}/{BADGE}"
Timeline = list[tuple[float, Finding | Action]]


def begins(seconds: float, since: float | None = None) -> tuple[float, Finding]:
    """Return the finding that an officer's recording stopped."""
    return finding(RULE, seconds, SUBJECT, since=since, incident=INCIDENT, badge=BADGE, camera=CAMERA)


def ends(seconds: float, reason: Reason = Reason.PUT_RIGHT) -> tuple[float, Finding]:
    """Return the finding that it goes on again."""
    return finding(RULE, seconds, SUBJECT, change=Change.CLEAR, reason=reason)


def alerts(timeline: Timeline, until: float = 5000) -> list[Alert]:
    """Play; return the last version of each alert."""
    return list(latest(play(DESK, timeline, until=until)).values())


ALERT = alerts([begins(10)])[0].alert


def steps(alert: Alert) -> list[Step]:
    """Return what happened to an alert, in order."""
    return [line.step for line in alert.history]


def test_alert_tells_what_the_finding_says() -> None:
    """An alert carries the finding's facts, the rule's priority, its group and its sentence."""
    [placed] = play(DESK, [begins(10, since=-50)], until=20)
    alert = placed.item

    assert placed.at == at(10)
    assert alert.alert == content_id(RULE, STATION, SUBJECT, at(-50).isoformat())
    assert (alert.version, alert.state, alert.active) == (1, AlertState.UNACKNOWLEDGED, True)
    assert (alert.priority, alert.candidate, alert.decision) == (Priority.HIGH, False, Decision.OPEN)
    assert (alert.incident, alert.badge, alert.camera) == (INCIDENT, BADGE, CAMERA)
    assert (alert.since, alert.raised_at, alert.changed_at) == (at(-50), at(10), at(10))
    assert alert.sentence.zh == "017913，现场处置尚未结束，请继续录制"


def test_id_does_not_depend_on_the_offset_in_which_a_time_is_written() -> None:
    """The same moment written with another UTC offset is the same episode."""
    seconds, found = begins(10)
    elsewhere = replace(found, since=found.since.astimezone(timezone(timedelta(hours=8))))

    assert alerts([(seconds, elsewhere)])[0].alert == ALERT


@pytest.mark.parametrize(
    ("incident", "camera", "group"), [("I1", "C1", "I1"), (None, "C1", "C1"), (None, None, "subject")]
)
def test_group(incident: str | None, camera: str | None, group: str) -> None:
    """Alerts of one incident belong together, else those of one camera, else those of one subject."""
    found = finding(Rule.RECORDING_INTERRUPTED, 10, "subject", incident=incident, camera=camera)

    assert alerts([found])[0].group == group


@pytest.mark.parametrize("rule", Rule)
def test_candidates_rest_on_pictures(rule: Rule) -> None:
    """Only what was seen in a picture is a candidate."""
    candidate = alerts([finding(rule, 10)])[0].candidate

    assert candidate is (rule in {Rule.ANGLE_PICTURE, Rule.UNIFORM})


def test_same_finding_again_changes_nothing() -> None:
    """A finding that comes twice, and a clear that comes twice, tell nothing new."""
    told = play(DESK, [begins(10), begins(11), ends(20), ends(21)], until=100)

    assert [placed.item.state for placed in told] == [
        AlertState.UNACKNOWLEDGED,
        AlertState.RETURNED_UNACKNOWLEDGED,
    ]


def test_clear_without_an_episode_changes_nothing() -> None:
    """A clear of what was never raised tells nothing."""
    assert alerts([ends(20)]) == []


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (None, AlertState.RETURNED_UNACKNOWLEDGED),
        (Act.ACKNOWLEDGE, AlertState.CLOSED),
        (Act.CONFIRM, AlertState.CLOSED),
        (Act.DIRECTIVE_CALLED, AlertState.CLOSED),
        (Act.DISMISS, AlertState.CLOSED),
        (Act.CLOSE, AlertState.CLOSED),
    ],
)
def test_return(act: Act | None, state: AlertState) -> None:
    """When the condition ends, an alert that somebody knows of closes; the others wait."""
    acts = [] if act is None else [action(act, 20, ALERT, reason="test")]
    [alert] = alerts([begins(10), *acts, ends(30)])

    assert (alert.state, alert.active) == (state, False)
    returned = [line for line in alert.history if line.step is Step.RETURNED]
    assert [(line.at, line.reason) for line in returned] == [(at(30), "put_right")]


@pytest.mark.parametrize("acknowledged", [False, True])
def test_next_step_closes_at_once(acknowledged: bool) -> None:
    """When a later rule takes over, nobody need look at the earlier alert any more; the history says why."""
    acts = [action(Act.ACKNOWLEDGE, 20, ALERT)] if acknowledged else []
    [alert] = alerts([begins(10), *acts, ends(30, Reason.NEXT_STEP)])

    assert (alert.state, alert.active) == (AlertState.CLOSED, False)
    assert (alert.history[-1].step, alert.history[-1].reason) == (Step.CLOSED, "next_step")


def test_next_step_of_what_is_closed_only_ends_the_condition() -> None:
    """An alert that a person closed is not closed a second time."""
    [alert] = alerts([begins(10), action(Act.CLOSE, 20, ALERT), ends(30, Reason.NEXT_STEP)])

    assert steps(alert) == [Step.RAISED, Step.CLOSED, Step.RETURNED]


def test_seen_once_starts_as_returned() -> None:
    """What is told by one event alone is over when it is told, and waits to be acknowledged."""
    once = finding(Rule.IMPOSSIBLE_TIMES, 10, reason=Reason.SEEN, since=0)
    again = finding(Rule.IMPOSSIBLE_TIMES, 900, reason=Reason.SEEN, since=0)
    [alert] = alerts([once, again])

    assert (alert.state, alert.active) == (AlertState.RETURNED_UNACKNOWLEDGED, False)
    assert steps(alert) == [Step.RAISED]


@pytest.mark.parametrize("before", [None, Act.ACKNOWLEDGE, Act.CONFIRM, Act.CLOSE])
def test_back_soon_is_the_same_alert(before: Act | None) -> None:
    """What comes back within reraise_s is the same alert, unacknowledged again, whatever was done to it."""
    acts = [] if before is None else [action(before, 20, ALERT)]
    [alert] = alerts([begins(10), *acts, ends(30), begins(629, since=600)])

    assert (alert.alert, alert.times_raised) == (ALERT, 2)
    assert (alert.state, alert.active) == (AlertState.UNACKNOWLEDGED, True)
    assert alert.decision is (Decision.CONFIRMED if before is Act.CONFIRM else Decision.OPEN)
    assert (alert.since, alert.raised_at) == (at(-50), at(10))
    assert alert.history[-1].step is Step.RERAISED


def test_seen_again_soon_counts_once() -> None:
    """A second event of its kind within reraise_s is the same alert, and that event twice is still one."""
    times = [(10, 0), (100, 90), (101, 90)]
    [alert] = alerts(
        [finding(Rule.IMPOSSIBLE_TIMES, told, reason=Reason.SEEN, since=since) for told, since in times]
    )

    assert (alert.times_raised, alert.active) == (2, False)


def test_flapping_is_one_alert() -> None:
    """A condition on the edge raises one alert however often it comes and goes."""
    flaps = [item for turn in range(20) for item in (begins(100 * turn + 10), ends(100 * turn + 60))]
    [alert] = alerts(flaps)

    assert alert.times_raised == 20


def test_back_late_is_a_new_alert() -> None:
    """What comes back after reraise_s is a new alert; the old one goes on waiting."""
    old, new = alerts([begins(10), ends(30), begins(630, since=600)])

    assert old.state is AlertState.RETURNED_UNACKNOWLEDGED
    assert (new.state, new.times_raised) == (AlertState.UNACKNOWLEDGED, 1)
    assert new.alert != old.alert


def test_same_episode_back_late_is_the_same_alert() -> None:
    """The same beginning is the same episode, so it never makes a second alert with the same id."""
    [alert] = alerts([begins(10, since=0), ends(30), begins(3000, since=0)])

    assert alert.times_raised == 2


def test_dismissed_stays_down_while_it_goes_on() -> None:
    """An episode that was dismissed is not raised again, though its supervisor finds it again."""
    dismissed = [begins(10, since=-50), action(Act.DISMISS, 20, ALERT, reason="test")]
    found_again = [begins(40, since=-50), begins(50, since=45), ends(60), begins(70, since=-50)]
    [alert] = alerts([*dismissed, *found_again])

    assert (alert.state, alert.decision) == (AlertState.CLOSED, Decision.DISMISSED)
    assert steps(alert) == [Step.RAISED, Step.DISMISSED, Step.RETURNED]


def test_after_a_dismissal_the_next_episode_is_a_new_alert() -> None:
    """A dismissal speaks of one episode; the next, however soon, is looked at anew."""
    old, new = alerts(
        [begins(10), action(Act.DISMISS, 20, ALERT, reason="test"), ends(30), begins(100, since=40)]
    )

    assert old.state is AlertState.CLOSED
    assert new.state is AlertState.UNACKNOWLEDGED


def test_history_keeps_its_first_and_last_lines() -> None:
    """However long an alert lives, its history has a bound, and still says when it was raised."""
    flaps = [item for turn in range(20) for item in (begins(100 * turn + 10), ends(100 * turn + 60))]
    told = play(DESK, flaps, until=5000, rules=rulebook(desk={"history_most": 5}))
    [alert] = latest(told).values()

    assert len(alert.history) == 5
    assert (alert.history[0].at, alert.history[-1].at) == (at(10), at(1960))
    assert alert.times_raised == 20


def test_stations_have_desks_of_their_own() -> None:
    """The same subject at another station is another alert."""
    assert len(alerts([begins(10), finding(RULE, 10, SUBJECT, station="S2")])) == 2
