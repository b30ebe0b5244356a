"""Closure as a whole: what findings say, categories, catching up, and memory."""

import pytest
from msgspec import structs

from agents.closure import CLOSURE, ClosureState
from agents.fold import Fold
from models.findings import Change, Evidence, Fact, Finding, Measure, Reason
from models.incidents import IncidentEvent, Stage
from models.rules import Number, Rule, RuleBook
from tests.factories import (
    INCIDENT,
    SLOW_CODE,
    STATION,
    at,
    cleared,
    heard,
    outline,
    play,
    raised,
    rulebook,
)

HOUR = 3600
DAY = 24 * HOUR
REMINDER, OVERDUE, ESCALATED = Rule.FEEDBACK_REMINDER, Rule.FEEDBACK_OVERDUE, Rule.FEEDBACK_ESCALATED
Logged = tuple[float, IncidentEvent]
Told = tuple[float, Rule, Reason]
"""When, of what, and why; the reason tells a beginning from an end."""


def slow_rules() -> RuleBook:
    """Return rules by which incidents of the slow category get twice the time for their feedback."""
    book = rulebook()
    numbers = {REMINDER: {"after_s": Number(3600, "E: for tests")}}
    slow = structs.replace(book.categories["slow"], numbers=numbers)
    return structs.replace(book, categories={**book.categories, "slow": slow})


CONCLUDED = heard(Stage.CONCLUDED, 0)
HELD, PUT_RIGHT, NOT_REQUIRED = Reason.HELD, Reason.PUT_RIGHT, Reason.NO_LONGER_REQUIRED
REMINDED: Told = (1800, REMINDER, HELD)


def test_a_finding_says_what_it_rests_on() -> None:
    """A reminder names the incident, the number that decided and the events that led to it."""
    events = [heard(Stage.RECEIVED, -900, category="103"), CONCLUDED]
    assert raised(play(CLOSURE, events, until=1800)) == [
        Finding(
            rule=REMINDER,
            change=Change.RAISE,
            reason=HELD,
            station=STATION,
            subject=INCIDENT,
            since=at(0),
            at=at(1800),
            incident=INCIDENT,
            incident_at=at(-900),
            category="103",
            measure=Measure("after_s", 1800, "E: after_s for tests"),
            evidence=(Evidence(at(0), Fact.CONCLUDED), Evidence(at(1800), Fact.NO_FEEDBACK)),
        )
    ]


def test_an_end_names_its_episode() -> None:
    """What clears an episode has the subject and the beginning of what raised it."""
    found = play(CLOSURE, [CONCLUDED, heard(Stage.CLOSED, 2000)], until=2000)
    (first,), (last,) = raised(found), cleared(found)
    assert (last.rule, last.station, last.subject, last.since) == (
        first.rule,
        first.station,
        first.subject,
        first.since,
    )


@pytest.mark.parametrize(
    ("timeline", "expected"),
    [
        pytest.param(
            [heard(Stage.RECEIVED, -900, category=SLOW_CODE), CONCLUDED],
            [(3600, REMINDER, HELD)],
            id="more time from the beginning",
        ),
        pytest.param(
            [CONCLUDED, heard(Stage.RECATEGORISED, 900, category=SLOW_CODE)],
            [(3600, REMINDER, HELD)],
            id="more time before it was due",
        ),
        pytest.param(
            [CONCLUDED, heard(Stage.RECATEGORISED, 2000, category=SLOW_CODE)],
            [REMINDED, (2000, REMINDER, NOT_REQUIRED), (3600, REMINDER, HELD)],
            id="more time after it was told",
        ),
        pytest.param(
            [
                heard(Stage.RECEIVED, -900, category=SLOW_CODE),
                CONCLUDED,
                heard(Stage.RECATEGORISED, 2000, category="103"),
            ],
            [(2060, REMINDER, HELD)],
            id="less time: settles first",
        ),
    ],
)
def test_a_category_changes_the_numbers(timeline: list[Logged], expected: list[Told]) -> None:
    """An incident of another category goes by that category's numbers from then on."""
    assert outline(play(CLOSURE, timeline, until=HOUR, rules=slow_rules())) == expected


@pytest.mark.parametrize(
    ("off", "timeline", "expected"),
    [
        (ESCALATED, [heard(Stage.CONCLUDED, 0, 15_000)], [(15_060, OVERDUE, HELD)]),
    ],
)
def test_a_rule_that_is_off_is_silent(off: Rule, timeline: list[Logged], expected: list[Told]) -> None:
    """What is switched off says nothing, and the others of its ladder go on."""
    assert outline(play(CLOSURE, timeline, until=40_000, rules=rulebook(off=[off]))) == expected


def test_a_rule_switched_off_while_it_is_open_is_taken_back() -> None:
    """After a start with other rules, what they no longer ask for is cleared when it is next looked at."""
    before = Fold(CLOSURE, rulebook())
    play(CLOSURE, [CONCLUDED], until=2000, fold=before)
    after = Fold(CLOSURE, rulebook(off=[REMINDER]))
    after.restore(before.states.values(), at(2000))
    assert outline(play(CLOSURE, [], until=7100, fold=after)) == []
    assert outline(play(CLOSURE, [], until=7200, fold=after)) == [
        (7200, REMINDER, Reason.NEXT_STEP),
        (7200, OVERDUE, HELD),
    ]


def test_catching_up_in_one_leap_tells_the_highest_rung_only() -> None:
    """A state that is picked up hours later goes straight to the rung that is due by then."""
    before = Fold(CLOSURE, rulebook())
    play(CLOSURE, [CONCLUDED], until=100, fold=before)
    after = Fold(CLOSURE, rulebook())
    after.restore(before.states.values(), at(15_000))
    assert outline(play(CLOSURE, [], until=15_001, fold=after)) == [(15_000, ESCALATED, HELD)]


def test_incidents_and_stations_do_not_mix() -> None:
    """One incident's feedback does not close another's, at this station or at the next."""
    events = [
        heard(Stage.CONCLUDED, 0, incident="I1"),
        heard(Stage.CONCLUDED, 0, incident="I2"),
        heard(Stage.CONCLUDED, 0, incident="I1", station="S2"),
        heard(Stage.FEEDBACK_ENTERED, 60, incident="I1"),
    ]
    found = raised(play(CLOSURE, events, until=1800))
    assert {(finding.station, finding.subject) for finding in found} == {(STATION, "I2"), ("S2", "I1")}


def test_an_incident_is_forgotten_a_day_after_its_last_word() -> None:
    """What is still open then rests on nothing any more, and nothing of it is kept."""
    fold = Fold(CLOSURE, rulebook())
    found = play(CLOSURE, [CONCLUDED, heard(Stage.SIGNED, -600, 3600)], until=DAY + HOUR - 1, fold=fold)
    assert not [finding for finding in cleared(found) if finding.rule is ESCALATED]
    assert outline(play(CLOSURE, [], until=DAY + HOUR, fold=fold)) == [
        (DAY + HOUR, ESCALATED, Reason.UNKNOWN)
    ]
    assert fold.states[STATION] == ClosureState(station=STATION)


def test_memory_is_bounded() -> None:
    """Of incidents that come for days only the last day's are kept."""
    fold = Fold(CLOSURE, rulebook())
    events = [heard(Stage.CLOSED, HOUR * number, incident=f"I{number}") for number in range(100)]
    play(CLOSURE, events, until=99 * HOUR, fold=fold)
    state = fold.states[STATION]
    assert isinstance(state, ClosureState)
    assert len(state.incidents) == len(state.cases) == 24


def test_closure_sees_incidents_only() -> None:
    """No camera can make an incident late."""
    assert CLOSURE.takes == {IncidentEvent}
