"""Recordings that are missing: when each rule raises, and each reason for which it withdraws."""

import pytest

from agents.recording import RECORDING
from models.findings import Change, Fact, Reason
from models.incidents import Stage
from models.log import Record
from models.rules import Rule
from tests.factories import (
    BADGE,
    CAMERA,
    INCIDENT,
    Timeline,
    Told,
    at,
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
LOST = camera_record(online=False)
UNSAID = camera_record(recording=None)
BOUND: tuple[float, Record] = (-10.0, roster_entry())
ARRIVED: tuple[float, Record] = (0.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,)))
SCENE: list[tuple[float, Record]] = [BOUND, ARRIVED]

NEVER = Rule.RECORDING_NEVER_STARTED.value
LATE = Rule.RECORDING_STARTED_LATE.value
BROKEN = Rule.RECORDING_INTERRUPTED.value
STOPPED = Rule.RECORDING_STOPPED_EARLY.value


def stage(seconds: float, which: Stage) -> tuple[float, Record]:
    """Return a stage of the incident, heard of when it happens."""
    return seconds, incident_event(which, seconds)


CASES: dict[str, tuple[Timeline, Told]] = {
    "raised by the first record a minute into the phase": (
        [*SCENE, *ticks(2, 90, OFF)],
        [(NEVER, DUTY, "held", 62)],
    ),
    "put right as soon as it records": (
        [*SCENE, *ticks(2, 100, OFF), *ticks(102, 120, ON)],
        [(NEVER, DUTY, "held", 62), (NEVER, DUTY, "put_right", 102)],
    ),
    "withdrawn when the scene is over": (
        [*SCENE, *ticks(2, 90, OFF), stage(80, Stage.CONCLUDED)],
        [(NEVER, DUTY, "held", 62), (NEVER, DUTY, "no_longer_required", 80)],
    ),
    "withdrawn when the officer is taken off the incident": (
        [
            *SCENE,
            *ticks(2, 90, OFF),
            (80, incident_event(Stage.DEPARTED, 80, officers=("000001",))),
        ],
        [(NEVER, DUTY, "held", 62), (NEVER, DUTY, "no_longer_required", 80)],
    ),
    "withdrawn when the camera has been offline for three minutes": (
        [*SCENE, *ticks(2, 80, OFF), *ticks(82, 300, LOST)],
        [
            (NEVER, DUTY, "held", 62),
            (NEVER, DUTY, "unknown", 257),
            ("camera_offline_on_incident", CAMERA, "held", 262),
        ],
    ),
    "withdrawn when the whole station has been silent for three minutes": (
        [*SCENE, *ticks(2, 80, OFF), *ticks(400, 440, ON)],
        [(NEVER, DUTY, "held", 62), (NEVER, DUTY, "unknown", 257)],
    ),
    "withdrawn when the camera goes to another officer": (
        [*SCENE, *ticks(2, 110, OFF), (80, roster_entry("000002", starts=70, entry="swap"))],
        [(NEVER, DUTY, "held", 62), (NEVER, DUTY, "unknown", 80)],
    ),
    "raised anew when unknown facts turn out as bad as before": (
        [*SCENE, *ticks(2, 80, OFF), *ticks(400, 500, OFF)],
        [(NEVER, DUTY, "held", 62), (NEVER, DUTY, "unknown", 257), (NEVER, DUTY, "held", 460)],
    ),
    "never raised by silence": ([*SCENE, *ticks(2, 58, OFF)], []),
    "never raised by records too far apart": ([*SCENE, *ticks(2, 600, OFF, every=61)], []),
    "never raised by records that do not say": ([*SCENE, *ticks(2, 170, UNSAID)], []),
    "never raised of an offline camera": (
        [*SCENE, *ticks(2, 170, camera_record(online=False, recording=False))],
        [],
    ),
    "raised although some records do not say": (
        [*SCENE, *ticks(2, 100, OFF, every=10), *ticks(7, 100, UNSAID, every=10)],
        [(NEVER, DUTY, "held", 62)],
    ),
    "raised although the camera never says that it is online": (
        [*SCENE, *ticks(2, 64, camera_record(online=None, recording=False))],
        [(NEVER, DUTY, "held", 62)],
    ),
    "counted anew after a moment offline": (
        [*SCENE, *ticks(2, 40, OFF), (42, ticks(42, 43, LOST)[0][1]), *ticks(47, 110, OFF)],
        [(NEVER, DUTY, "held", 107)],
    ),
    "late when it begins 40 s after arrival": (
        [*SCENE, *ticks(2, 40, OFF), *ticks(40, 60, ON)],
        [(LATE, DUTY, "seen", 40)],
    ),
    "not late 30 s after arrival": ([*SCENE, *ticks(2, 30, OFF), *ticks(30, 60, ON)], []),
    "not late if nobody saw it off": ([*SCENE, *ticks(40, 60, ON)], []),
    "not late if nothing was heard in between": (
        [*SCENE, (2, ticks(2, 3, OFF)[0][1]), *ticks(70, 90, ON)],
        [],
    ),
    "not late when the arrival was entered long after": (
        [
            BOUND,
            (100, incident_event(Stage.ARRIVED, 30, officers=(BADGE,))),
            *ticks(2, 145, OFF),
            *ticks(147, 150, ON),
        ],
        [],
    ),
    "late is not said beside never started": (
        [*SCENE, *ticks(2, 70, OFF), *ticks(72, 90, ON)],
        [(NEVER, DUTY, "held", 62), (NEVER, DUTY, "put_right", 72)],
    ),
    "stopped early when switched off": (
        [*SCENE, *ticks(2, 100, ON), *ticks(102, 200, OFF)],
        [(STOPPED, DUTY, "held", 162)],
    ),
    "stopped early is put right": (
        [*SCENE, *ticks(2, 100, ON), *ticks(102, 170, OFF), *ticks(172, 200, ON)],
        [(STOPPED, DUTY, "held", 162), (STOPPED, DUTY, "put_right", 172)],
    ),
    "stopped early although it recorded before the arrival already": (
        [*SCENE, *ticks(-20, 100, ON), *ticks(102, 170, OFF)],
        [(STOPPED, DUTY, "held", 162)],
    ),
    "stopped early after an outage that it recorded beyond": (
        [*SCENE, *ticks(2, 50, ON), *ticks(52, 60, LOST), *ticks(62, 100, ON), *ticks(102, 170, OFF)],
        [(STOPPED, DUTY, "held", 162)],
    ),
    "a blip of the recording is nothing": (
        [*SCENE, *ticks(2, 100, ON), *ticks(102, 150, OFF), *ticks(152, 300, ON)],
        [],
    ),
    "nothing when the scene ends within the minute": (
        [*SCENE, *ticks(2, 100, ON), *ticks(102, 300, OFF), stage(150, Stage.CONCLUDED)],
        [],
    ),
    "interrupted when the camera was offline": (
        [*SCENE, *ticks(2, 100, ON), *ticks(102, 130, LOST), *ticks(132, 200, OFF)],
        [(BROKEN, DUTY, "held", 192)],
    ),
    "interrupted when the camera was silent": (
        [*SCENE, *ticks(2, 100, ON), *ticks(170, 240, OFF)],
        [(BROKEN, DUTY, "held", 230)],
    ),
    "interrupted is put right": (
        [*SCENE, *ticks(2, 100, ON), *ticks(170, 240, OFF), *ticks(242, 250, ON)],
        [(BROKEN, DUTY, "held", 230), (BROKEN, DUTY, "put_right", 242)],
    ),
    "switched off before the camera was silent is stopped early": (
        [*SCENE, *ticks(2, 100, ON), *ticks(102, 110, OFF), *ticks(180, 250, OFF)],
        [(STOPPED, DUTY, "held", 240)],
    ),
}


@pytest.mark.parametrize(("timeline", "expected"), CASES.values(), ids=CASES.keys())
def test_each_rule_raises_and_withdraws(timeline: Timeline, expected: Told) -> None:
    """Raise at the first record that is due, and withdraw for the right reason."""
    last = max(seconds for seconds, _ in timeline)
    assert told(play(RECORDING, timeline, until=last, each_second=True)) == expected


def test_evidence_of_never_started() -> None:
    """Show the arrival, the camera, the first record that shows the fault, and the one that decided."""
    (finding,) = raised(play(RECORDING, [*SCENE, *ticks(2, 70, OFF)], until=70))
    assert [(line.fact, line.at, line.detail) for line in finding.evidence] == [
        (Fact.ARRIVED, at(0), ""),
        (Fact.BOUND, at(-3600), CAMERA),
        (Fact.NOT_RECORDING, at(2), CAMERA),
        (Fact.NOT_RECORDING, at(62), CAMERA),
    ]
    assert (finding.since, finding.badge, finding.camera, finding.incident) == (
        at(2),
        BADGE,
        CAMERA,
        INCIDENT,
    )


def test_evidence_of_interrupted() -> None:
    """Show the last record that showed recording, how the camera was lost, and what it shows since."""
    timeline: Timeline = [*SCENE, *ticks(2, 100, ON), *ticks(102, 130, LOST), *ticks(132, 200, OFF)]
    (finding,) = raised(play(RECORDING, timeline, until=200))
    assert [(line.fact, line.at) for line in finding.evidence[2:]] == [
        (Fact.RECORDING, at(97)),
        (Fact.OFFLINE, at(102)),
        (Fact.NOT_RECORDING, at(132)),
        (Fact.NOT_RECORDING, at(192)),
    ]
    assert finding.since == at(132)


def test_since_is_the_first_record_that_shows_the_fault() -> None:
    """Name an episode by when the condition began, and withdraw it under the same name."""
    timeline: Timeline = [*SCENE, *ticks(20, 90, OFF), *ticks(90, 95, ON)]
    raise_, clear = (placed.item for placed in play(RECORDING, timeline, until=95))
    assert (raise_.since, raise_.at, raise_.change) == (at(20), at(80), Change.RAISE)
    assert (clear.since, clear.at, clear.change, clear.reason) == (
        at(20),
        at(90),
        Change.CLEAR,
        Reason.PUT_RIGHT,
    )


def test_late_counts_from_the_arrival() -> None:
    """Name a late start by the arrival, whenever that was heard of."""
    arrived = (40.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,)))
    timeline: Timeline = [BOUND, arrived, *ticks(2, 75, OFF), *ticks(77, 90, ON)]
    (finding,) = raised(play(RECORDING, timeline, until=90))
    assert (finding.rule, finding.reason, finding.since) == (
        Rule.RECORDING_STARTED_LATE,
        Reason.SEEN,
        at(0),
    )


def test_a_late_start_is_held_against_an_officer_once() -> None:
    """Say that a recording began late on the first of two incidents only."""
    second = (3.0, incident_event(Stage.ARRIVED, 3, incident="I2", officers=(BADGE,)))
    timeline: Timeline = [*SCENE, second, *ticks(2, 40, OFF), *ticks(42, 60, ON)]
    assert told(play(RECORDING, timeline, until=60)) == [(LATE, DUTY, "seen", 42)]


def test_unknown_facts_withdraw_whatever_other_rules_are_on() -> None:
    """Withdraw after three minutes of silence also where nobody asks for cameras that are silent."""
    rules = rulebook(off=[Rule.CAMERA_OFFLINE_ON_INCIDENT, Rule.CAMERA_OFFLINE])
    timeline: Timeline = [*SCENE, *ticks(2, 80, OFF), *ticks(2, 400, camera_record("C2"))]
    assert told(play(RECORDING, timeline, until=400, rules=rules)) == [
        (NEVER, DUTY, "held", 62),
        (NEVER, DUTY, "unknown", 257),
    ]
