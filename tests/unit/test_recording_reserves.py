"""Batteries and storage that will not last the shift."""

import pytest

from agents.recording import RECORDING
from models.findings import Fact
from models.incidents import Stage
from models.rules import Rule
from models.telemetry import CameraRecord
from tests.factories import (
    CAMERA,
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

BOUND = (-10.0, roster_entry())
RULE = "battery_low"


def battery(pct: float | None) -> CameraRecord:
    """Return a record with a battery's level."""
    return camera_record(battery_pct=pct)


CASES: dict[str, tuple[Timeline, Told]] = {
    "low for a minute": ([BOUND, *ticks(0, 100, battery(14))], [(RULE, CAMERA, "held", 60)]),
    "not low": ([BOUND, *ticks(0, 100, battery(15))], []),
    "low for a moment": (
        [BOUND, *ticks(0, 50, battery(14)), *ticks(50, 60, battery(16)), *ticks(60, 110, battery(14))],
        [],
    ),
    "told every two minutes": (
        [BOUND, *ticks(0, 300, battery(14), every=120)],
        [(RULE, CAMERA, "held", 120)],
    ),
    "nothing told for long in between": (
        [BOUND, *ticks(0, 50, battery(14)), *ticks(50, 300, battery(None)), *ticks(300, 350, battery(14))],
        [],
    ),
    "a little better is still low": (
        [BOUND, *ticks(0, 100, battery(14)), *ticks(100, 200, battery(19))],
        [(RULE, CAMERA, "held", 60)],
    ),
    "changed": (
        [BOUND, *ticks(0, 100, battery(14)), *ticks(100, 200, battery(20))],
        [(RULE, CAMERA, "held", 60), (RULE, CAMERA, "put_right", 100)],
    ),
    "changed after an incident came in": (
        [
            BOUND,
            *ticks(0, 100, battery(14)),
            (98, incident_event(Stage.RECEIVED, 98)),
            *ticks(100, 200, battery(90)),
        ],
        [(RULE, CAMERA, "held", 60), (RULE, CAMERA, "put_right", 100)],
    ),
    "another wearer": (
        [BOUND, *ticks(0, 200, battery(14)), (99, roster_entry("000002", starts=90))],
        [(RULE, CAMERA, "held", 60), (RULE, CAMERA, "no_longer_required", 99), (RULE, CAMERA, "held", 160)],
    ),
    "low once more": (
        [BOUND, *ticks(0, 100, battery(14)), *ticks(100, 110, battery(90)), *ticks(110, 200, battery(3))],
        [(RULE, CAMERA, "held", 60), (RULE, CAMERA, "put_right", 100), (RULE, CAMERA, "held", 170)],
    ),
    "half an hour before the shift ends": (
        [(-10, roster_entry(ends=1860)), *ticks(0, 100, battery(14))],
        [(RULE, CAMERA, "held", 60)],
    ),
    "less than half an hour before the shift ends": (
        [(-10, roster_entry(ends=1859)), *ticks(0, 100, battery(14))],
        [],
    ),
    "a shift that is prolonged": (
        [
            (-10, roster_entry(ends=1000)),
            *ticks(0, 300, battery(14)),
            (99, roster_entry(ends=9000, made=99)),
        ],
        [(RULE, CAMERA, "held", 160)],
    ),
    "the shift is over": (
        [(-10, roster_entry(ends=2000)), *ticks(0, 2100, battery(14))],
        [(RULE, CAMERA, "held", 60), (RULE, CAMERA, "no_longer_required", 2000)],
    ),
    "in the dock": ([*ticks(0, 100, battery(1))], []),
    "of an offline camera": ([BOUND, *ticks(0, 100, camera_record(online=False, battery_pct=1))], []),
    "of an offline camera that does not say so in every record": (
        [
            BOUND,
            *ticks(0, 100, camera_record(online=False, battery_pct=1), every=10),
            *ticks(5, 100, camera_record(online=None, battery_pct=1), every=10),
        ],
        [],
    ),
    "of a camera of which nobody knows who wears it": (
        [BOUND, (-9, roster_entry("000002", CAMERA)), *ticks(0, 100, battery(14))],
        [],
    ),
}


@pytest.mark.parametrize(("timeline", "expected"), CASES.values(), ids=CASES.keys())
def test_battery(timeline: Timeline, expected: Told) -> None:
    """Raise by a record when a level has been low for a minute, and withdraw for the right reason."""
    last = max(seconds for seconds, _ in timeline)
    assert told(play(RECORDING, timeline, until=last)) == expected


def test_storage_has_numbers_of_its_own() -> None:
    """Judge storage beside the battery, by its own numbers."""
    timeline = [BOUND, *ticks(0, 100, camera_record(battery_pct=14, storage_free_pct=4))]
    timeline += ticks(100, 110, camera_record(battery_pct=14, storage_free_pct=8))
    assert told(play(RECORDING, timeline, until=110)) == [
        (RULE, CAMERA, "held", 60),
        ("storage_low", CAMERA, "held", 60),
        ("storage_low", CAMERA, "put_right", 100),
    ]


def test_silence_raises_nothing() -> None:
    """Raise by a record only."""
    assert told(play(RECORDING, [BOUND, (0, telemetry(0, battery(1)))], until=400)) == []


def test_a_rule_switched_off() -> None:
    """Say nothing of a rule that is switched off."""
    rules = rulebook(off=[Rule.BATTERY_LOW])
    assert told(play(RECORDING, [BOUND, *ticks(0, 100, battery(1))], until=100, rules=rules)) == []


def test_evidence() -> None:
    """Show the level, and when the shift ends."""
    (finding,) = raised(play(RECORDING, [BOUND, *ticks(0, 61, battery(14.5))], until=61))
    assert [(line.fact, line.at, line.detail) for line in finding.evidence] == [
        (Fact.BATTERY, at(60), "14.5"),
        (Fact.SHIFT_ENDS, at(8 * 3600), ""),
    ]
    assert finding.since == at(0)
