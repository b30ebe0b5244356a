"""The truth about a simulated day agrees with what the day tells."""

from itertools import pairwise

import pytest

from models.incidents import Stage
from models.rules import Rule
from models.times import seconds_between
from simulator import traps
from simulator.make import make_day
from simulator.plan import made_plan
from simulator.truth import PLAYED, Kind, Truth
from tests.unit.simulator.checks import CHECKS
from tests.unit.simulator.told import Told, tell


@pytest.fixture(scope="module")
def told() -> Told:
    """Return a very bad day, in which each kind of fault happens."""
    return tell(cameras=150, seed=4, faults=40, traps=3, incidents=150)


@pytest.fixture(scope="module")
def healthy() -> Told:
    """Return a day on which nothing goes wrong but outcomes that are entered late."""
    return tell(cameras=60, seed=4, faults=0, traps=0, incidents=60)


@pytest.mark.parametrize("rule", PLAYED)
def test_faults_are_in_the_events(told: Told, rule: Rule) -> None:
    """Whatever the truth says of a rule's faults can be seen in what the day tells."""
    rows = [row for row in told.faults() if row.rule is rule]
    assert rows
    assert [row for row in rows if not CHECKS[rule](told, row)] == []


def test_faults_have_their_times_in_order(told: Told) -> None:
    """A fault begins, is due and ends, within the file."""
    end = told.day.moment(told.day.end_s)
    for row in told.faults():
        assert row.due is not None
        assert row.due <= row.end <= end
        assert row.start <= row.due


def test_nobody_has_two_faults_at_once(told: Told) -> None:
    """Between the faults of one officer at scenes lies time in which all is well."""
    by_badge: dict[str, list[Truth]] = {}
    for row in told.faults():
        if row.badge is not None and row.rule not in (Rule.BATTERY_LOW, Rule.STORAGE_LOW):
            by_badge.setdefault(row.badge, []).append(row)
    for rows in by_badge.values():
        for first, second in pairwise(rows):
            assert seconds_between(first.end, second.start) > 300


def test_a_healthy_day_has_late_outcomes_and_nothing_else(healthy: Told) -> None:
    """Without faults and traps only the outcomes' delays are left, and the real calls that were called off."""
    ladder = {Rule.FEEDBACK_REMINDER, Rule.FEEDBACK_OVERDUE, Rule.FEEDBACK_ESCALATED}
    assert {row.rule for row in healthy.faults()} <= ladder
    traps = {row.trap for row in healthy.day.truth if row.kind is Kind.TRAP}
    assert traps <= {"cancelled", "duplicate", "needs_no_recording"}


def test_healthy_people_record_whole_scenes(healthy: Told) -> None:
    """From arrival to conclusion every record that says anything says that it records."""
    phases = list(healthy.day.officer_phases())
    assert len(phases) > 10
    for phase in phases:
        start, end = healthy.day.moment(phase.start_s), healthy.day.moment(phase.end_s)
        records = [one for at, one in healthy.cameras[phase.camera] if start <= at < end]
        assert len(records) > (phase.length_s() - 30) / 10
        assert all(one.recording for one in records)


def test_outcomes_are_entered_as_late_as_in_the_norm() -> None:
    """Of scenes, 35 % within half an hour, 80 % within two hours, 8 % after more than four."""
    scenes = make_day(made_plan(cameras=600, seed=1, faults=0, traps=0)).scenes
    delays = [
        scene.stages[Stage.FEEDBACK_ENTERED] - scene.stages[Stage.CONCLUDED]
        for scene in scenes
        if Stage.DISPATCHED in scene.stages and Stage.CONCLUDED in scene.stages
    ]
    assert len(delays) > 100
    for limit_s, share in ((1800, 0.35), (7200, 0.80), (14400, 0.92)):
        assert abs(sum(delay <= limit_s for delay in delays) / len(delays) - share) < 0.09


def test_swapped_cameras_follow_the_roster() -> None:
    """After a swap each of the two has the other's camera, by two entries of the same moment."""
    told = tell(cameras=150, seed=4, faults=0, traps=6)
    swapped = [entry for entry in told.roster if entry.entry.endswith("-swap")]
    assert swapped
    for entry in swapped:
        others = [other for other in swapped if other.starts_at == entry.starts_at and other != entry]
        before = [
            other.camera
            for other in told.roster
            if other.badge == others[0].badge and not other.entry.endswith("-swap")
        ]
        assert before == [entry.camera]


def test_an_end_that_is_never_told_is_known_by_the_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    """People record until the outcome is entered; the conclusion itself is never heard of."""
    alone = tuple(kind for kind in traps.MESSAGES if kind.name == "end_untold")
    monkeypatch.setattr(traps, "MESSAGES", alone)
    monkeypatch.setattr(traps, "CAMERAS", ())
    told = tell(cameras=60, seed=4, faults=0, traps=20, incidents=60)
    untold = {row.incident for row in told.day.truth if row.trap == "end_untold"}
    phases = [phase for phase in told.day.officer_phases() if phase.scene.incident in untold]
    assert len(phases) >= 8
    for phase in phases:
        heard = {event.stage: at for at, event in told.incidents[phase.scene.incident]}
        begin, end = heard[Stage.ARRIVED], heard[Stage.FEEDBACK_ENTERED]
        records = [one for at, one in told.cameras[phase.camera] if begin <= at < end]
        assert Stage.CONCLUDED not in heard
        assert len(records) > 10
        assert all(one.recording for one in records)
