"""Alerts that explain other alerts."""

from itertools import combinations_with_replacement, permutations

import pytest

from agents.desk import desk
from agents.desk.inhibition import INHIBITS
from models.actions import Act, Action
from models.alerts import Alert, AlertState, Step
from models.findings import Change, Finding
from models.rules import Rule
from tests.factories import CAMERA, STATION, action, directory, finding, latest, play

DESK = desk(directory(), "Asia/Shanghai")
ON_CAMERA = {
    Rule.CAMERA_OFFLINE,
    Rule.CAMERA_OFFLINE_ON_INCIDENT,
    Rule.BATTERY_LOW,
    Rule.STORAGE_LOW,
    Rule.ANGLE_TILTED,
}
BY_KIND = {Rule.ANGLE_PICTURE: "covered", Rule.UNIFORM: "vest"}
PAIRS = [
    *((Rule.STATION_SILENT, rule) for rule in ON_CAMERA - {Rule.ANGLE_TILTED}),
    (Rule.CAMERA_OFFLINE_ON_INCIDENT, Rule.CAMERA_OFFLINE),
    *(
        (offline, rule)
        for offline in (Rule.CAMERA_OFFLINE, Rule.CAMERA_OFFLINE_ON_INCIDENT)
        for rule in (Rule.ANGLE_TILTED, Rule.ANGLE_PICTURE, Rule.UNIFORM)
    ),
]
PAIRS.sort()
UNRELATED = [
    (one, other)
    for one, other in combinations_with_replacement(Rule, 2)
    if (one, other) not in PAIRS and (other, one) not in PAIRS
]


def of(
    rule: Rule, seconds: float, camera: str = CAMERA, change: Change = Change.RAISE, since: float = 0
) -> tuple[float, Finding]:
    """Return a finding of a rule on a camera, with the subject that its supervisor gives it."""
    if rule is Rule.STATION_SILENT:
        return finding(rule, seconds, STATION, change=change, since=since)
    if rule in ON_CAMERA:
        return finding(rule, seconds, camera, camera=camera, change=change, since=since)
    if rule in BY_KIND:
        kind = BY_KIND[rule]
        return finding(
            rule, seconds, f"{camera}/{kind}", camera=camera, kind=kind, change=change, since=since
        )
    return finding(rule, seconds, change=change, since=since)


def by_rule(timeline: list[tuple[float, Finding | Action]], until: float = 1000) -> dict[Rule, Alert]:
    """Play; return the last version of each rule's alert."""
    return {alert.rule: alert for alert in latest(play(DESK, timeline, until=until)).values()}


@pytest.mark.parametrize(("suppressor", "suppressed"), PAIRS)
def test_suppressed_while_the_suppressor_lasts(suppressor: Rule, suppressed: Rule) -> None:
    """An alert that is explained is held down, told by whom, and comes up when that is over."""
    timeline = [of(suppressor, 10), of(suppressed, 20)]
    held = by_rule(timeline)
    freed = by_rule([*timeline, of(suppressor, 30, change=Change.CLEAR)])

    assert held[suppressed].state is AlertState.SUPPRESSED
    assert held[suppressed].suppressed_by == held[suppressor].alert
    assert held[suppressor].state is AlertState.UNACKNOWLEDGED
    assert freed[suppressed].state is AlertState.UNACKNOWLEDGED
    assert freed[suppressed].suppressed_by is None
    steps = [line.step for line in freed[suppressed].history]
    assert steps == [Step.RAISED, Step.SUPPRESSED, Step.UNSUPPRESSED]


@pytest.mark.parametrize(("suppressor", "suppressed"), PAIRS)
def test_alert_that_was_up_goes_down(suppressor: Rule, suppressed: Rule) -> None:
    """An alert that came before its suppressor is held down from then on."""
    alerts = by_rule([of(suppressed, 10), of(suppressor, 20)])

    assert alerts[suppressed].state is AlertState.SUPPRESSED


@pytest.mark.parametrize(("one", "other"), UNRELATED)
def test_no_other_pair(one: Rule, other: Rule) -> None:
    """Only the pairs of the table suppress, and never an alert itself."""
    alerts = by_rule([of(one, 10), of(other, 20)])

    assert {alert.state for alert in alerts.values()} == {AlertState.UNACKNOWLEDGED}


def test_table_of_the_desk_is_the_one_tested() -> None:
    """The desk inhibits exactly the pairs of these tests."""
    assert sorted((one, other) for one, others in INHIBITS.items() for other in others) == PAIRS


@pytest.mark.parametrize("suppressed", [Rule.ANGLE_TILTED, Rule.ANGLE_PICTURE, Rule.UNIFORM])
def test_other_cameras_are_left_alone(suppressed: Rule) -> None:
    """A camera that is offline explains nothing of another camera."""
    alerts = by_rule([of(Rule.CAMERA_OFFLINE, 10, "C1"), of(suppressed, 20, "C2")])

    assert alerts[suppressed].state is AlertState.UNACKNOWLEDGED


@pytest.mark.parametrize("act", [Act.DISMISS, Act.CORRECTED, Act.CLOSE])
def test_suppressor_that_a_person_closes_lets_go(act: Act) -> None:
    """A suppressor that is no longer open holds nothing down."""
    raised = [of(Rule.CAMERA_OFFLINE, 10), of(Rule.ANGLE_TILTED, 20)]
    offline = by_rule(raised)[Rule.CAMERA_OFFLINE].alert
    alerts = by_rule([*raised, action(act, 30, offline, reason="it was online")])

    assert alerts[Rule.ANGLE_TILTED].state is AlertState.UNACKNOWLEDGED


def test_over_while_suppressed_never_comes_up() -> None:
    """An alert whose condition ends while it is held down is closed when its suppressor goes."""
    timeline = [
        of(Rule.CAMERA_OFFLINE, 10),
        of(Rule.ANGLE_TILTED, 20),
        of(Rule.ANGLE_TILTED, 30, change=Change.CLEAR),
    ]
    held = by_rule(timeline)[Rule.ANGLE_TILTED]
    freed = by_rule([*timeline, of(Rule.CAMERA_OFFLINE, 40, change=Change.CLEAR)])[Rule.ANGLE_TILTED]

    assert (held.state, held.active) == (AlertState.SUPPRESSED, False)
    assert freed.state is AlertState.CLOSED
    assert (freed.history[-1].step, freed.history[-1].reason) == (Step.CLOSED, "over_meanwhile")


def test_over_before_the_suppressor_stays_up() -> None:
    """What was over before the camera went offline is not explained by it."""
    alerts = by_rule(
        [
            of(Rule.UNIFORM, 10),
            of(Rule.UNIFORM, 20, change=Change.CLEAR),
            of(Rule.CAMERA_OFFLINE, 30),
        ]
    )

    assert alerts[Rule.UNIFORM].state is AlertState.RETURNED_UNACKNOWLEDGED


def test_acknowledged_comes_back_acknowledged() -> None:
    """What a person knew of before it was suppressed need not be acknowledged again."""
    tilted = by_rule([of(Rule.ANGLE_TILTED, 10)])[Rule.ANGLE_TILTED].alert
    alerts = by_rule(
        [
            of(Rule.ANGLE_TILTED, 10),
            action(Act.ACKNOWLEDGE, 20, tilted),
            of(Rule.CAMERA_OFFLINE, 30),
            of(Rule.CAMERA_OFFLINE, 40, change=Change.CLEAR),
        ]
    )

    assert alerts[Rule.ANGLE_TILTED].state is AlertState.ACKNOWLEDGED


def test_chain_holds_through_a_suppressed_suppressor() -> None:
    """A silent station holds down its offline cameras, and they go on holding down their angles."""
    timeline = [of(Rule.CAMERA_OFFLINE, 10), of(Rule.ANGLE_TILTED, 20), of(Rule.STATION_SILENT, 30)]
    alerts = by_rule(timeline)

    assert alerts[Rule.CAMERA_OFFLINE].state is AlertState.SUPPRESSED
    assert alerts[Rule.ANGLE_TILTED].suppressed_by == alerts[Rule.CAMERA_OFFLINE].alert


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_suppressors_the_nearer_cause_is_told(order: tuple[int, int]) -> None:
    """Whichever was found first, an alert says that the camera is missed on its incident."""
    suppressors = [of(Rule.CAMERA_OFFLINE, 10), of(Rule.CAMERA_OFFLINE_ON_INCIDENT, 10)]
    alerts = by_rule([*(suppressors[place] for place in order), of(Rule.ANGLE_TILTED, 20)])

    assert alerts[Rule.ANGLE_TILTED].suppressed_by == alerts[Rule.CAMERA_OFFLINE_ON_INCIDENT].alert


def test_second_suppressor_takes_over() -> None:
    """When one of two suppressors goes, the other holds on."""
    alerts = by_rule(
        [
            of(Rule.CAMERA_OFFLINE_ON_INCIDENT, 10),
            of(Rule.CAMERA_OFFLINE, 10),
            of(Rule.ANGLE_TILTED, 20),
            of(Rule.CAMERA_OFFLINE_ON_INCIDENT, 30, change=Change.CLEAR),
        ]
    )

    assert alerts[Rule.ANGLE_TILTED].suppressed_by == alerts[Rule.CAMERA_OFFLINE].alert


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_order_within_an_instant_does_not_matter(order: tuple[int, ...]) -> None:
    """An angle, its camera and its station found at one moment: one alert comes up, in one version each."""
    together = [of(Rule.STATION_SILENT, 10), of(Rule.CAMERA_OFFLINE, 10), of(Rule.ANGLE_TILTED, 10)]
    told = play(DESK, [together[place] for place in order], until=100)

    alerts = {placed.item.rule: placed.item for placed in told}
    assert len(told) == 3
    assert {rule: alert.state for rule, alert in alerts.items()} == {
        Rule.STATION_SILENT: AlertState.UNACKNOWLEDGED,
        Rule.CAMERA_OFFLINE: AlertState.SUPPRESSED,
        Rule.ANGLE_TILTED: AlertState.SUPPRESSED,
    }
