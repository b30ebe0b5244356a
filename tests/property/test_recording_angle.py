"""Whatever happens at a station, repeats, small delays and restarts change nothing of what is found."""

from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import json

from agents.angle import ANGLE
from agents.fold import Fold, Placed
from agents.recording import RECORDING
from agents.supervisor import Supervisor
from models.findings import Finding
from tests.factories import play, raised
from tests.plans import (
    ALL_SILENT,
    BROKEN_OFF,
    LENGTH_S,
    MIXED,
    MOST_DELAY_S,
    PLANS,
    RULES,
    Plan,
    Timeline,
)


def fold_day(supervisor: Supervisor[Finding], day: Timeline) -> list[Placed[Finding]]:
    """Fold what a supervisor takes of a day."""
    taken = [(second, event) for second, event in day if type(event) in supervisor.takes]
    return play(supervisor, taken, until=LENGTH_S + 400, rules=RULES)


def what(found: list[Placed[Finding]]) -> list[Finding]:
    """Return the findings without their places in the log."""
    return [placed.item for placed in found]


def subjects(found: list[Placed[Finding]]) -> set[tuple[str, str]]:
    """Return what was raised, and about what."""
    return {(finding.rule.value, finding.subject) for finding in raised(found)}


def delayed(day: Timeline, seed: int) -> Timeline:
    """Return a day on which each record is logged up to two seconds late, and so in another order."""
    random = Random(seed)
    return [(second + MOST_DELAY_S * random.random(), event) for second, event in day]


SUPERVISORS = st.sampled_from([RECORDING, ANGLE])


@settings(max_examples=60, deadline=None)
@given(SUPERVISORS, PLANS, st.sets(st.integers(0, 500)))
@example(RECORDING, BROKEN_OFF, set(range(0, 500, 3)))
@example(RECORDING, MIXED, set(range(0, 500, 2)))
@example(ANGLE, MIXED, set(range(0, 500, 2)))
def test_repeats_change_nothing(supervisor: Supervisor[Finding], plan: Plan, twice: set[int]) -> None:
    """Find the same, word for word, when records come twice in a row."""
    day = plan.day()
    repeated = [
        happening
        for place, happening in enumerate(day)
        for happening in [happening] * (2 if place in twice else 1)
    ]
    assert what(fold_day(supervisor, repeated)) == what(fold_day(supervisor, day))


@settings(max_examples=60, deadline=None)
@given(SUPERVISORS, PLANS, st.integers(0, 999))
@example(RECORDING, BROKEN_OFF, 1)
@example(RECORDING, MIXED, 1)
@example(ANGLE, MIXED, 1)
def test_late_repeats_raise_nothing_else(supervisor: Supervisor[Finding], plan: Plan, seed: int) -> None:
    """Raise the same when all records come once more within two seconds."""
    day = plan.day()
    late = delayed(day, seed)
    assert subjects(fold_day(supervisor, [*day, *late])) == subjects(fold_day(supervisor, day))


@settings(max_examples=120, deadline=None)
@given(SUPERVISORS, PLANS, st.integers(0, 999))
@example(RECORDING, BROKEN_OFF, 1)
@example(RECORDING, ALL_SILENT, 1)
@example(RECORDING, MIXED, 1)
@example(ANGLE, MIXED, 1)
def test_small_delays_raise_nothing_else(supervisor: Supervisor[Finding], plan: Plan, seed: int) -> None:
    """Raise the same when each record is logged up to two seconds late, and so in another order."""
    day = plan.day()
    assert subjects(fold_day(supervisor, delayed(day, seed))) == subjects(fold_day(supervisor, day))


@settings(max_examples=60, deadline=None)
@given(SUPERVISORS, PLANS, st.integers(0, LENGTH_S))
@example(RECORDING, BROKEN_OFF, 170)
@example(RECORDING, ALL_SILENT, 300)
@example(RECORDING, MIXED, 180)
@example(ANGLE, MIXED, 60)
def test_a_restart_changes_nothing(supervisor: Supervisor[Finding], plan: Plan, second: int) -> None:
    """Find the same when all states are written and read again in the middle of the day."""
    day = plan.day()
    taken = [happening for happening in day if type(happening[1]) in supervisor.takes]
    before = [happening for happening in taken if happening[0] <= second]
    first, then = Fold(supervisor, RULES), Fold(supervisor, RULES)
    found = play(supervisor, before, until=second, fold=first)
    written = [json.encode(state) for state in first.states.values()]
    then.restore([json.decode(state, type=supervisor.state_type) for state in written], first.now)
    found += play(supervisor, taken[len(before) :], until=LENGTH_S + 400, fold=then)
    assert what(found) == what(fold_day(supervisor, day))


def test_the_examples_are_not_dull() -> None:
    """Raise every rule of both supervisors in the examples, so that the tests above can fail."""
    seen = {
        rule
        for plan in (BROKEN_OFF, ALL_SILENT, MIXED)
        for supervisor in (RECORDING, ANGLE)
        for rule, _ in subjects(fold_day(supervisor, plan.day()))
    }
    assert seen == {
        "recording_never_started",
        "recording_started_late",
        "recording_interrupted",
        "recording_stopped_early",
        "no_camera_bound",
        "camera_offline_on_incident",
        "camera_offline",
        "station_silent",
        "battery_low",
        "angle_tilted",
        "angle_picture",
    }
