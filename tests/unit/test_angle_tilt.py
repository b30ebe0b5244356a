"""Cameras that hang askew by their own sensor."""

import pytest

from agents.angle import ANGLE
from models.findings import Fact
from models.incidents import Stage
from models.log import Record
from models.rules import Rule, RuleBook
from models.telemetry import CameraRecord
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

RULE = "angle_tilted"
BOUND = (-10.0, roster_entry())
ARRIVED = (0.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,)))
SCENE: list[tuple[float, Record]] = [BOUND, ARRIVED]


def hangs(
    pitch_deg: float | None, roll_deg: float | None = 0.0, *, recording: bool | None = True
) -> CameraRecord:
    """Return a record of a camera that hangs so."""
    return camera_record(recording=recording, pitch_deg=pitch_deg, roll_deg=roll_deg)


CASES: dict[str, tuple[Timeline, Told]] = {
    "down for 20 s": ([*SCENE, *ticks(1, 40, hangs(-26))], [(RULE, CAMERA, "held", 21)]),
    "up for 20 s": ([*SCENE, *ticks(1, 40, hangs(26))], [(RULE, CAMERA, "held", 21)]),
    "rolled for 20 s": ([*SCENE, *ticks(1, 40, hangs(0, -31))], [(RULE, CAMERA, "held", 21)]),
    "at the limits": ([*SCENE, *ticks(1, 40, hangs(-25, 30))], []),
    "down, and then rolled": (
        [*SCENE, *ticks(1, 15, hangs(-40, 0)), *ticks(16, 40, hangs(0, 40))],
        [(RULE, CAMERA, "held", 21)],
    ),
    "a moment askew": ([*SCENE, *ticks(1, 20, hangs(60)), *ticks(21, 60, hangs(5))], []),
    "askew now and then": (
        [*SCENE, *ticks(1, 90, hangs(60), every=10), *ticks(6, 90, hangs(5), every=10)],
        [],
    ),
    "only the pitch is told": ([*SCENE, *ticks(1, 40, hangs(-26, None))], [(RULE, CAMERA, "held", 21)]),
    "nothing is told": ([*SCENE, *ticks(1, 40, hangs(None, None))], []),
    "straight again": (
        [*SCENE, *ticks(1, 30, hangs(-30)), *ticks(31, 60, hangs(-19))],
        [(RULE, CAMERA, "held", 21), (RULE, CAMERA, "put_right", 41)],
    ),
    "not yet straight enough": (
        [*SCENE, *ticks(1, 30, hangs(-30)), *ticks(31, 60, hangs(-21))],
        [(RULE, CAMERA, "held", 21)],
    ),
    "straight in pitch, but rolled by now": (
        [*SCENE, *ticks(1, 30, hangs(-30)), *ticks(31, 60, hangs(0, 35))],
        [(RULE, CAMERA, "held", 21)],
    ),
    "straight for too short": (
        [*SCENE, *ticks(1, 30, hangs(-30)), *ticks(31, 40, hangs(0)), *ticks(41, 60, hangs(-30))],
        [(RULE, CAMERA, "held", 21)],
    ),
    "the pitch is not told any more": (
        [*SCENE, *ticks(1, 30, hangs(-30)), *ticks(31, 80, hangs(None, 0))],
        [(RULE, CAMERA, "held", 21)],
    ),
    "the scene is over": (
        [*SCENE, *ticks(1, 60, hangs(-30)), (40, incident_event(Stage.CONCLUDED, 40))],
        [(RULE, CAMERA, "held", 21), (RULE, CAMERA, "no_longer_required", 40)],
    ),
    "nothing is heard any more": (
        [*SCENE, *ticks(1, 30, hangs(-30)), (200, telemetry(200, hangs(0)))],
        [(RULE, CAMERA, "held", 21), (RULE, CAMERA, "unknown", 86)],
    ),
    "it does not record any more": (
        [*SCENE, *ticks(1, 30, hangs(-30)), *ticks(31, 120, hangs(-30, recording=False))],
        [(RULE, CAMERA, "held", 21), (RULE, CAMERA, "unknown", 86)],
    ),
    "the camera goes to another officer": (
        [*SCENE, *ticks(1, 60, hangs(-30)), (40, roster_entry("000002", starts=30))],
        [(RULE, CAMERA, "held", 21), (RULE, CAMERA, "unknown", 40)],
    ),
    "both officers change cameras": (
        [
            (-10, roster_entry()),
            (-10, roster_entry("000002", "C2")),
            (0, incident_event(Stage.ARRIVED, 0, officers=(BADGE, "000002"))),
            *ticks(1, 80, hangs(-30)),
            (40, roster_entry("000002", starts=30)),
        ],
        [(RULE, CAMERA, "held", 21), (RULE, CAMERA, "unknown", 40), (RULE, CAMERA, "held", 61)],
    ),
    "the shift is over": (
        [(-10, roster_entry(ends=40)), ARRIVED, *ticks(1, 60, hangs(-30))],
        [(RULE, CAMERA, "held", 21), (RULE, CAMERA, "no_longer_required", 40)],
    ),
    "it did not record for a moment": (
        [
            *SCENE,
            *ticks(1, 15, hangs(-30)),
            (16, telemetry(16, hangs(-30, recording=False))),
            *ticks(21, 45, hangs(-30)),
        ],
        [(RULE, CAMERA, "held", 41)],
    ),
    "not in a phase": ([BOUND, *ticks(1, 60, hangs(-60))], []),
    "of nobody": ([ARRIVED, *ticks(1, 60, hangs(-60))], []),
    "of whom is unclear": ([*SCENE, (0, roster_entry("000002")), *ticks(1, 60, hangs(-60))], []),
    "while it does not record": ([*SCENE, *ticks(1, 60, hangs(-60, recording=False))], []),
    "while nobody knows whether it records": ([*SCENE, *ticks(1, 60, hangs(-60, recording=None))], []),
    "recording is told by other records": (
        [*SCENE, *ticks(1, 40, hangs(-60, recording=None)), *ticks(3, 40, hangs(None, None))],
        [(RULE, CAMERA, "held", 21)],
    ),
    "it did not record, and now nobody knows": (
        [
            *SCENE,
            *ticks(1, 15, hangs(-30)),
            (16, telemetry(16, hangs(-30, recording=False))),
            *ticks(21, 60, hangs(-30, recording=None)),
        ],
        [],
    ),
    "of an offline camera": (
        [*SCENE, *ticks(1, 60, camera_record(online=False, recording=True, pitch_deg=-60))],
        [],
    ),
    "records too far apart": ([*SCENE, *ticks(1, 300, hangs(-60), every=61)], []),
    "an old record of a camera that hung straight": (
        [*SCENE, *ticks(6, 30, hangs(-60)), (18, telemetry(4, hangs(0)))],
        [(RULE, CAMERA, "held", 26)],
    ),
    "an old record cannot decide": (
        [*SCENE, *ticks(1, 20, hangs(-60)), (22, telemetry(16, hangs(-60))), *ticks(23, 40, hangs(0))],
        [],
    ),
    "one incident after the other": (
        [
            *SCENE,
            (5, incident_event(Stage.ARRIVED, 5, incident="I2", officers=(BADGE,))),
            *ticks(1, 80, hangs(-60)),
            (40, incident_event(Stage.CONCLUDED, 40)),
        ],
        [(RULE, CAMERA, "held", 21), (RULE, CAMERA, "no_longer_required", 40), (RULE, CAMERA, "held", 61)],
    ),
}


@pytest.mark.parametrize("each_second", [False, True])
@pytest.mark.parametrize(("timeline", "expected"), CASES.values(), ids=CASES.keys())
def test_tilted(timeline: Timeline, expected: Told, *, each_second: bool) -> None:
    """Raise by a record when a camera has hung askew for 20 s, and withdraw for the right reason."""
    last = max(seconds for seconds, _ in timeline)
    assert told(play(ANGLE, timeline, until=last, each_second=each_second)) == expected


RULES = {
    "switched off": (rulebook(off=[Rule.ANGLE_TILTED]), 0),
    "a wider limit": (rulebook(angle_tilted={"pitch_deg": 45}), 0),
    "a narrower limit": (rulebook(angle_tilted={"pitch_deg": 15}), 1),
}


@pytest.mark.parametrize(("rules", "count"), RULES.values(), ids=RULES.keys())
def test_numbers_come_from_the_rules(rules: RuleBook, count: int) -> None:
    """Go by the rules, whatever they are."""
    degrees = 20 if count else 40
    found = play(ANGLE, [*SCENE, *ticks(1, 40, hangs(degrees))], until=40, rules=rules)
    assert len(found) == count


def test_of_two_incidents_the_first_is_named() -> None:
    """Name the incident that began first, whichever was heard of first."""
    timeline: Timeline = [
        (-9, incident_event(Stage.RECEIVED, -9, incident="I2")),
        ARRIVED,
        (3, incident_event(Stage.ARRIVED, 3, incident="I2", officers=(BADGE,))),
        (10, roster_entry()),
        *ticks(11, 40, hangs(-30)),
    ]
    assert [finding.incident for finding in raised(play(ANGLE, timeline, until=40))] == [INCIDENT]


def test_evidence() -> None:
    """Show the arrival, whose camera it is, that it records, and how it hung first and at last."""
    timeline = [*SCENE, *ticks(1, 20, hangs(-40, 3)), *ticks(21, 30, hangs(-50, 3))]
    (finding,) = raised(play(ANGLE, timeline, until=30))
    assert [(line.fact, line.at, line.detail) for line in finding.evidence] == [
        (Fact.ARRIVED, at(0), ""),
        (Fact.BOUND, at(-3600), CAMERA),
        (Fact.PITCH, at(1), "-40"),
        (Fact.ROLL, at(1), "3"),
        (Fact.RECORDING, at(21), CAMERA),
        (Fact.PITCH, at(21), "-50"),
        (Fact.ROLL, at(21), "3"),
    ]
    measure = finding.measure
    assert measure is not None
    assert (finding.since, finding.badge, finding.incident, measure.name) == (
        at(1),
        BADGE,
        INCIDENT,
        "pitch_deg",
    )
