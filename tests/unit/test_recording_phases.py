"""Who must record, on what, and for how long."""

import pytest

from agents.recording import RECORDING
from models.incidents import Stage
from models.log import Record
from models.rules import Rule, RuleBook
from models.stations import Role
from tests.factories import (
    BADGE,
    INCIDENT,
    QUIET_CODE,
    SLOW_CODE,
    Timeline,
    camera_record,
    incident_event,
    play,
    raised,
    roster_entry,
    rulebook,
    ticks,
    told,
)

DUTY = f"{INCIDENT}/{BADGE}"
OFF = camera_record(recording=False)
ON = camera_record(recording=True)
BOUND: tuple[float, Record] = (-10.0, roster_entry())
ARRIVED: tuple[float, Record] = (0.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,)))
SCENE: list[tuple[float, Record]] = [BOUND, ARRIVED]
NEVER = Rule.RECORDING_NEVER_STARTED.value


def stage(seconds: float, which: Stage) -> tuple[float, Record]:
    """Return a stage of the incident, heard of when it happens."""
    return seconds, incident_event(which, seconds)


WHO: dict[str, tuple[Timeline, RuleBook, list[str]]] = {
    "officers from arrival": ([*SCENE], rulebook(), [DUTY]),
    "nobody before arrival": ([BOUND, stage(0, Stage.DEPARTED)], rulebook(), []),
    "officers from departure, where a station's rule says so": (
        [BOUND, (0, incident_event(Stage.DEPARTED, 0, officers=(BADGE,)))],
        rulebook(recording_never_started={"from_departure": 1}),
        [DUTY],
    ),
    "officers from arrival even if the departure was never heard of": (
        SCENE,
        rulebook(recording_never_started={"from_departure": 1}),
        [DUTY],
    ),
    "no auxiliaries": ([(-10, roster_entry(role=Role.AUXILIARY)), ARRIVED], rulebook(), []),
    "auxiliaries, where a bureau wants them": (
        [(-10, roster_entry(role=Role.AUXILIARY)), ARRIVED],
        rulebook(recording_never_started={"auxiliaries_too": 1}),
        [DUTY],
    ),
    "officers who are to be auxiliaries on another shift": (
        [*SCENE, (-5, roster_entry(starts=9000, ends=20000, role=Role.AUXILIARY))],
        rulebook(),
        [DUTY],
    ),
    "nobody on a category that needs none": (
        [BOUND, (0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,), category=QUIET_CODE))],
        rulebook(),
        [],
    ),
    "nobody once it turns out to need none": (
        [*SCENE, (30, incident_event(Stage.RECATEGORISED, 30, category=QUIET_CODE))],
        rulebook(),
        [],
    ),
    "nobody on a cancelled incident": ([*SCENE, stage(20, Stage.CANCELLED)], rulebook(), []),
    "nobody on a duplicate": ([*SCENE, stage(20, Stage.DUPLICATE)], rulebook(), []),
    "nobody on a transferred incident": ([*SCENE, stage(20, Stage.TRANSFERRED)], rulebook(), []),
    "nobody when the conclusion comes before the arrival": (
        [BOUND, (-1, incident_event(Stage.CONCLUDED, 600)), ARRIVED],
        rulebook(),
        [],
    ),
    "nobody when only what comes after the conclusion was heard of": (
        [*SCENE, stage(20, Stage.FEEDBACK_ENTERED)],
        rulebook(),
        [],
    ),
    "nobody when the arrival is a day old": (
        [BOUND, (0, incident_event(Stage.ARRIVED, -86400, officers=(BADGE,)))],
        rulebook(),
        [],
    ),
    "nobody when the rule is switched off": (SCENE, rulebook(off=[Rule.RECORDING_NEVER_STARTED]), []),
}


@pytest.mark.parametrize(("timeline", "rules", "expected"), WHO.values(), ids=WHO.keys())
def test_who_must_record(timeline: Timeline, rules: RuleBook, expected: list[str]) -> None:
    """Hold a missing recording only against those who must record, and only then."""
    found = play(RECORDING, [*timeline, *ticks(2, 170, OFF)], until=170, rules=rules)
    assert [finding.subject for finding in raised(found)] == expected


def test_a_scene_that_nobody_concludes_ends_by_itself() -> None:
    """Withdraw when a scene has lasted longer than any scene lasts."""
    timeline: Timeline = [(-10.0, roster_entry(ends=86400)), ARRIVED, *ticks(2, 43300, OFF, every=55)]
    found = play(RECORDING, timeline, until=43300)
    assert told(found)[-1] == (NEVER, DUTY, "no_longer_required", 43200)


def test_category_changes_the_grace() -> None:
    """Go by the number of the incident's category, and say so."""
    arrived = incident_event(Stage.ARRIVED, 0, officers=(BADGE,), category=SLOW_CODE)
    found = play(RECORDING, [BOUND, (0, arrived), *ticks(2, 200, OFF)], until=200)
    assert told(found) == [(NEVER, DUTY, "held", 122)]
    measure = raised(found)[0].measure
    assert measure is not None
    assert (measure.name, measure.value) == ("grace_s", 120)


def test_only_the_first_of_two_incidents_is_held_against_an_officer() -> None:
    """Accuse an officer on one incident at a time, and on the second only once the first is over."""
    second = (30.0, incident_event(Stage.ARRIVED, 30, incident="I2", officers=(BADGE,)))
    timeline: Timeline = [*SCENE, second, *ticks(2, 200, OFF), stage(150, Stage.CONCLUDED)]
    assert told(play(RECORDING, timeline, until=200)) == [
        (NEVER, DUTY, "held", 62),
        (NEVER, DUTY, "no_longer_required", 150),
        (NEVER, f"I2/{BADGE}", "held", 152),
    ]


def test_each_officer_is_judged_by_the_own_camera() -> None:
    """Hold against each officer of an incident only what the own camera shows."""
    timeline: Timeline = [
        BOUND,
        (-9, roster_entry("000002", "C2")),
        (0, incident_event(Stage.ARRIVED, 0, officers=(BADGE, "000002"))),
        *ticks(2, 100, ON, camera_record("C2", recording=False)),
    ]
    assert told(play(RECORDING, timeline, until=100)) == [(NEVER, f"{INCIDENT}/000002", "held", 62)]


def test_whoever_joins_later_is_not_late_by_the_arrival_of_others() -> None:
    """Count being late from when an officer was put on the incident, if that was after the arrival."""
    joined = (20.0, incident_event(Stage.SIGNED, 20, officers=(BADGE,)))
    arrived = (0.0, incident_event(Stage.ARRIVED, 0, officers=("000002",)))
    timeline: Timeline = [BOUND, arrived, joined, *ticks(2, 45, OFF), *ticks(45, 60, ON)]
    assert told(play(RECORDING, timeline, until=80)) == []
