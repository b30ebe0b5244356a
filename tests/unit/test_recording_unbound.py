"""Officers at a scene for whom the roster names no camera."""

import pytest

from agents.recording import RECORDING
from models.findings import Fact
from models.incidents import Stage
from tests.factories import (
    BADGE,
    INCIDENT,
    Timeline,
    Told,
    at,
    incident_event,
    play,
    raised,
    roster_entry,
    told,
)

DUTY = f"{INCIDENT}/{BADGE}"
RULE = "no_camera_bound"
OTHER = (-10.0, roster_entry("000002", "C2"))
NONE = (-10.0, roster_entry(camera=None))
ARRIVED = (0.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,)))

CASES: dict[str, tuple[Timeline, Told]] = {
    "the roster names no camera": ([NONE, ARRIVED], [(RULE, DUTY, "held", 120)]),
    "the roster does not name the officer": ([OTHER, ARRIVED], [(RULE, DUTY, "held", 120)]),
    "nobody is on the roster": ([ARRIVED], []),
    "the roster is made on the way": ([OTHER, ARRIVED, (100, roster_entry())], []),
    "the roster is put right": (
        [OTHER, ARRIVED, (200, roster_entry())],
        [(RULE, DUTY, "held", 120), (RULE, DUTY, "put_right", 200)],
    ),
    "the scene is over": (
        [NONE, ARRIVED, (200, incident_event(Stage.CONCLUDED, 200))],
        [(RULE, DUTY, "held", 120), (RULE, DUTY, "no_longer_required", 200)],
    ),
    "the incident is cancelled in time": ([NONE, ARRIVED, (60, incident_event(Stage.CANCELLED, 60))], []),
    "two people get the same camera": (
        [NONE, ARRIVED, (200, roster_entry()), (200, roster_entry("000002"))],
        [(RULE, DUTY, "held", 120), (RULE, DUTY, "put_right", 200)],
    ),
    "a new entry makes it unclear": (
        [NONE, (0, roster_entry("000002", starts=0)), ARRIVED, (200, roster_entry(starts=0, entry="new"))],
        [(RULE, DUTY, "held", 120), (RULE, DUTY, "unknown", 200)],
    ),
    "the camera was given to another officer": (
        [(-10, roster_entry()), ARRIVED, (30, roster_entry("000002", starts=20))],
        [(RULE, DUTY, "held", 150)],
    ),
    "a camera for a moment": (
        [OTHER, ARRIVED, (100, roster_entry()), (110, roster_entry(made=0, withdrawn=True))],
        [(RULE, DUTY, "held", 230)],
    ),
    "the shift ends on the scene": ([(-10, roster_entry(ends=50)), OTHER, ARRIVED], []),
    "everybody goes off shift": (
        [(-10, roster_entry("000002", "C2", ends=200)), ARRIVED],
        [(RULE, DUTY, "held", 120), (RULE, DUTY, "no_longer_required", 200)],
    ),
    "two incidents at once are one matter": (
        [NONE, ARRIVED, (10, incident_event(Stage.ARRIVED, 10, incident="I2", officers=(BADGE,)))],
        [(RULE, DUTY, "held", 120)],
    ),
}


@pytest.mark.parametrize("each_second", [False, True])
@pytest.mark.parametrize(("timeline", "expected"), CASES.values(), ids=CASES.keys())
def test_no_camera_bound(timeline: Timeline, expected: Told, *, each_second: bool) -> None:
    """Raise after two minutes without a camera, and withdraw for the right reason."""
    assert told(play(RECORDING, timeline, until=300, each_second=each_second)) == expected


def test_evidence() -> None:
    """Show the arrival, and since when the roster has had no camera."""
    (finding,) = raised(play(RECORDING, [OTHER, ARRIVED], until=200))
    assert [(line.fact, line.at) for line in finding.evidence] == [
        (Fact.ARRIVED, at(0)),
        (Fact.NOT_BOUND, at(0)),
    ]
    assert (finding.badge, finding.camera, finding.incident) == (BADGE, None, INCIDENT)
