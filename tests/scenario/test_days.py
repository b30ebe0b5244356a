"""Whole days: every fault beyond doubt is found, nothing else is, and an operator can bear the alarms."""

import pytest

from bench.days import PlayedDay, play
from models.load import ACCEPTABLE_AN_HOUR, load
from models.rules import Rule
from simulator.plan import made_plan
from simulator.score import Score, score
from simulator.truth import PLAYED

LEAST_PRECISION, LEAST_RECALL = 0.98, 0.99


def _score(played: PlayedDay) -> Score:
    return score(played.alerts(), played.day.truth)


@pytest.fixture(scope="module")
def bad_day() -> PlayedDay:
    """Return a day on which everything goes wrong that can."""
    return play(made_plan(cameras=90, seed=21, faults=150, incidents=100))


@pytest.fixture(scope="module")
def bad(bad_day: PlayedDay) -> Score:
    """Return that day's score."""
    return _score(bad_day)


@pytest.fixture(scope="module")
def misleading() -> Score:
    """Return the score of a day without faults but those of papers, and full of traps."""
    return _score(play(made_plan(cameras=90, seed=22, faults=0, traps=12, incidents=100)))


@pytest.fixture(scope="module")
def usual() -> PlayedDay:
    """Return a day with as many faults and traps as in real life."""
    return play(made_plan(cameras=120, seed=23))


@pytest.mark.parametrize("rule", PLAYED)
def test_a_bad_days_faults_are_found_and_nothing_else_is(bad: Score, rule: Rule) -> None:
    """Each rule has faults, finds them, and is right when it speaks."""
    (figures,) = [row for row in bad.rules if row.rule is rule]
    assert figures.faults > 0
    assert figures.precision is not None
    assert figures.precision >= LEAST_PRECISION, [alert for alert in bad.false if alert.rule is rule]
    assert figures.recall is not None
    assert figures.recall >= LEAST_RECALL, [row for row in bad.missed if row.rule is rule]


def test_a_uniform_is_put_down_to_whom_the_camera_shows(bad_day: PlayedDay) -> None:
    """Of a uniform out of order the alert names whom the truth names: a partner, or nobody, never the wearer."""
    shown = {row.subject: row.badge for row in bad_day.day.truth if row.rule is Rule.UNIFORM}
    named = {alert.subject: alert.badge for alert in bad_day.alerts() if alert.rule is Rule.UNIFORM}
    assert named == shown
    assert len(set(shown.values()) - {None}) > 1
    assert None in shown.values()


def test_what_only_looks_wrong_raises_nothing(misleading: Score, bad: Score) -> None:
    """No alert falls into a trap, of which there are all kinds."""
    assert len(misleading.traps) >= 29
    assert sum(row.laid for row in misleading.traps) > 500
    assert misleading.false == ()
    assert misleading.missed == ()
    assert bad.in_traps() == ()


def test_an_operator_can_bear_a_usual_days_alarms(usual: PlayedDay) -> None:
    """The load stays below what is acceptable, and exceeds no limit at any time of the day."""
    day = usual.day
    borne = load(usual.alerts(), day.start, day.moment(day.end_s))
    assert borne.alerts > 0
    assert borne.an_hour <= ACCEPTABLE_AN_HOUR
    assert borne.exceeded() == ()


def test_a_usual_days_alerts_are_right(usual: PlayedDay) -> None:
    """With few faults and many healthy hours no alert is false, and no fault is missed."""
    result = _score(usual)
    assert result.faults > 10
    assert (result.false, result.missed) == ((), ())
