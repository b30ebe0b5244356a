"""Cameras and stations that cannot be reached: when it is raised, withdrawn, and when nothing is said."""

import pytest

from agents.recording import RECORDING
from models.findings import Fact
from models.incidents import Stage
from models.rules import Rule, RuleBook
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
    telemetry,
    ticks,
    told,
)

ON = camera_record()
LOST = camera_record(online=False)
OTHER = camera_record("C2")
BOUND = (-1000.0, roster_entry())
BOUND_2 = (-1000.0, roster_entry("000002", "C2"))
ARRIVED = (0.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,)))
CONCLUDED = Stage.CONCLUDED
ON_INCIDENT, OFFLINE, SILENT = "camera_offline_on_incident", "camera_offline", "station_silent"

SHIFT: Timeline = [BOUND, BOUND_2, *ticks(-1000, 1, ON, OTHER)]
"""Two cameras on a shift, heard of every five seconds until the start."""
SCENE: Timeline = [*SHIFT, ARRIVED]

CASES: dict[str, tuple[Timeline, Told]] = {
    "offline for ten minutes on a shift": (
        [*SHIFT, *ticks(5, 700, LOST, OTHER)],
        [(OFFLINE, CAMERA, "held", 605)],
    ),
    "silent for ten minutes on a shift": (
        [*SHIFT, *ticks(5, 700, OTHER)],
        [(OFFLINE, CAMERA, "held", 600)],
    ),
    "an outage of nine minutes": ([*SHIFT, *ticks(5, 545, OTHER), *ticks(545, 700, ON, OTHER)], []),
    "offline, and then silent": (
        [*SHIFT, (5, telemetry(5, LOST, OTHER)), *ticks(10, 700, OTHER)],
        [(OFFLINE, CAMERA, "held", 605)],
    ),
    "back for half a minute": (
        [*SHIFT, *ticks(5, 650, OTHER), *ticks(650, 700, ON, OTHER)],
        [(OFFLINE, CAMERA, "held", 600), (OFFLINE, CAMERA, "put_right", 680)],
    ),
    "back for too short a moment": (
        [*SHIFT, *ticks(5, 650, LOST, OTHER), *ticks(650, 670, ON, OTHER), *ticks(670, 800, LOST, OTHER)],
        [(OFFLINE, CAMERA, "held", 605)],
    ),
    "the shift ends": (
        [
            (-1000, roster_entry(ends=700)),
            BOUND_2,
            *ticks(-1000, 1, ON, OTHER),
            *ticks(5, 900, OTHER),
        ],
        [(OFFLINE, CAMERA, "held", 600), (OFFLINE, CAMERA, "no_longer_required", 700)],
    ),
    "offline for three minutes on an incident": (
        [*SCENE, *ticks(5, 200, LOST, OTHER)],
        [(ON_INCIDENT, CAMERA, "held", 185)],
    ),
    "silent for three minutes on an incident": (
        [*SCENE, *ticks(5, 200, OTHER)],
        [(ON_INCIDENT, CAMERA, "held", 180)],
    ),
    "back on an incident": (
        [*SCENE, *ticks(5, 200, LOST, OTHER), *ticks(200, 300, ON, OTHER)],
        [(ON_INCIDENT, CAMERA, "held", 185), (ON_INCIDENT, CAMERA, "put_right", 200)],
    ),
    "lost, back, and lost again on an incident": (
        [*SCENE, *ticks(5, 200, OTHER), *ticks(200, 203, ON, OTHER), *ticks(205, 400, OTHER)],
        [
            (ON_INCIDENT, CAMERA, "held", 180),
            (ON_INCIDENT, CAMERA, "put_right", 200),
            (ON_INCIDENT, CAMERA, "held", 380),
        ],
    ),
    "lost, back, and lost again on a shift": (
        [*SHIFT, *ticks(5, 650, OTHER), *ticks(650, 700, ON, OTHER), *ticks(700, 1300, OTHER)],
        [
            (OFFLINE, CAMERA, "held", 600),
            (OFFLINE, CAMERA, "put_right", 680),
            (OFFLINE, CAMERA, "held", 1295),
        ],
    ),
    "the scene is over, and the camera still offline": (
        [*SCENE, *ticks(5, 700, LOST, OTHER), (300, incident_event(CONCLUDED, 300))],
        [
            (ON_INCIDENT, CAMERA, "held", 185),
            (ON_INCIDENT, CAMERA, "no_longer_required", 300),
            (OFFLINE, CAMERA, "held", 605),
        ],
    ),
    "the incident takes over from the shift": (
        [
            *SHIFT,
            *ticks(5, 700, LOST, OTHER),
            (650, incident_event(Stage.ARRIVED, 650, officers=(BADGE,))),
        ],
        [
            (OFFLINE, CAMERA, "held", 605),
            (ON_INCIDENT, CAMERA, "held", 680),
            (OFFLINE, CAMERA, "next_step", 680),
        ],
    ),
    "lost long before, and switched on at the scene": (
        [
            *SHIFT,
            *ticks(5, 400, LOST, OTHER),
            (375, incident_event(Stage.ARRIVED, 375, officers=(BADGE,))),
            *ticks(400, 500, ON, OTHER),
        ],
        [],
    ),
    "lost long before, and changed as its wearer arrives": (
        [
            *SHIFT,
            *ticks(5, 500, LOST, OTHER),
            (375, incident_event(Stage.ARRIVED, 375, officers=(BADGE,))),
            (376, roster_entry(BADGE, "C2", entry="new", starts=370)),
        ],
        [],
    ),
    "one incident after the other": (
        [
            *SCENE,
            *ticks(5, 400, LOST, OTHER),
            (50, incident_event(Stage.ARRIVED, 50, incident="I2", officers=(BADGE,))),
            (300, incident_event(CONCLUDED, 300)),
        ],
        [
            (ON_INCIDENT, CAMERA, "held", 185),
            (ON_INCIDENT, CAMERA, "no_longer_required", 300),
            (ON_INCIDENT, CAMERA, "held", 300),
        ],
    ),
    "a camera on nobody's shift": (
        [(-1000, roster_entry(ends=0)), BOUND_2, *ticks(-1000, 1, ON, OTHER), *ticks(5, 700, OTHER)],
        [],
    ),
    "a camera of which nobody knows who wears it": (
        [*SHIFT, (0, roster_entry("000003", CAMERA)), *ticks(5, 700, OTHER)],
        [(OFFLINE, CAMERA, "held", 600)],
    ),
    "a camera never heard of counts from the shift's start": (
        [(-1000, roster_entry(starts=0)), BOUND_2, *ticks(-1000, 700, OTHER)],
        [(OFFLINE, CAMERA, "held", 600)],
    ),
    "a camera never heard of counts from when its station was first heard of": (
        [BOUND, BOUND_2, *ticks(100, 800, OTHER)],
        [(OFFLINE, CAMERA, "held", 700)],
    ),
    "a camera long in the dock counts from the shift's start": (
        [(-5000, roster_entry(starts=0)), BOUND_2, *ticks(-5000, 700, LOST, OTHER, every=20)],
        [(OFFLINE, CAMERA, "held", 600)],
    ),
    "a roster entry that comes late counts from then on": (
        [BOUND_2, *ticks(-5000, 900, LOST, OTHER, every=20), (200, roster_entry())],
        [(OFFLINE, CAMERA, "held", 800)],
    ),
    "a camera that does not say whether it is online, but is heard of": (
        [*SCENE, *ticks(5, 700, camera_record(online=None), OTHER)],
        [],
    ),
    "a camera that is offline, and does not say so in every record": (
        [
            *SCENE,
            *ticks(5, 200, LOST, OTHER, every=10),
            *ticks(10, 200, camera_record(online=None), every=10),
        ],
        [(ON_INCIDENT, CAMERA, "held", 185)],
    ),
    "a camera said to be offline long ago, and heard of since": (
        [*SCENE, (5, telemetry(5, LOST, OTHER)), *ticks(10, 400, camera_record(online=None), OTHER)],
        [],
    ),
    "said to be offline, and then heard of without a word of it": (
        [*SHIFT, *ticks(5, 650, LOST, OTHER), *ticks(650, 800, camera_record(online=None), OTHER)],
        [(OFFLINE, CAMERA, "held", 605), (OFFLINE, CAMERA, "put_right", 740)],
    ),
    "an old record that says nothing is no sign of life": (
        [*SCENE, *ticks(5, 200, OTHER), (50, telemetry(-3, camera_record(online=None)))],
        [(ON_INCIDENT, CAMERA, "held", 180)],
    ),
    "a record that comes once more is no sign of life": (
        [*SHIFT, *ticks(5, 700, OTHER), (50, telemetry(-3, ON))],
        [(OFFLINE, CAMERA, "held", 600)],
    ),
    "said to be offline, heard of without a word of it, and then silent": (
        [
            *SCENE,
            (5, telemetry(5, LOST, OTHER)),
            *ticks(10, 60, camera_record(online=None), OTHER),
            *ticks(60, 300, OTHER),
        ],
        [(ON_INCIDENT, CAMERA, "held", 235)],
    ),
    "another wearer": (
        [*SHIFT, *ticks(5, 1300, OTHER), (650, roster_entry("000003", starts=640))],
        [
            (OFFLINE, CAMERA, "held", 600),
            (OFFLINE, CAMERA, "no_longer_required", 650),
            (OFFLINE, CAMERA, "held", 1250),
        ],
    ),
    "an old record that says offline": (
        [*SCENE, *ticks(5, 300, ON, OTHER), (52, telemetry(47, LOST))],
        [],
    ),
}


@pytest.mark.parametrize("each_second", [False, True])
@pytest.mark.parametrize(("timeline", "expected"), CASES.values(), ids=CASES.keys())
def test_each_rule_raises_and_withdraws(timeline: Timeline, expected: Told, *, each_second: bool) -> None:
    """Raise when the time has come, and withdraw for the right reason."""
    last = max(seconds for seconds, _ in timeline)
    assert told(play(RECORDING, timeline, until=last, each_second=each_second)) == expected


OFF_CASES = {
    "on incidents": (rulebook(off=[Rule.CAMERA_OFFLINE_ON_INCIDENT]), [(OFFLINE, CAMERA, "held", 605)]),
    "on shifts": (rulebook(off=[Rule.CAMERA_OFFLINE]), [(ON_INCIDENT, CAMERA, "held", 185)]),
}


@pytest.mark.parametrize(("rules", "expected"), OFF_CASES.values(), ids=OFF_CASES.keys())
def test_rules_can_be_switched_off(rules: RuleBook, expected: Told) -> None:
    """Go by the rules that are switched on."""
    found = play(RECORDING, [*SCENE, *ticks(5, 700, LOST, OTHER)], until=700, rules=rules)
    assert told(found) == expected


def test_evidence_of_a_silent_camera_on_an_incident() -> None:
    """Show the arrival, whose camera it is, and when it was last heard of."""
    (finding,) = raised(play(RECORDING, [*SCENE, *ticks(5, 200, OTHER)], until=200))
    assert [(line.fact, line.at) for line in finding.evidence] == [
        (Fact.ARRIVED, at(0)),
        (Fact.BOUND, at(-3600)),
        (Fact.SILENT, at(0)),
    ]
    assert (finding.subject, finding.incident, finding.badge, finding.since) == (
        CAMERA,
        INCIDENT,
        BADGE,
        at(0),
    )
