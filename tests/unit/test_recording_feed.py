"""Stations of which nothing is heard, and what that means for their cameras."""

import pytest

from agents.recording import RECORDING
from models.incidents import Stage
from tests.factories import (
    BADGE,
    CAMERA,
    STATION,
    Timeline,
    Told,
    camera_record,
    incident_event,
    play,
    roster_entry,
    telemetry,
    ticks,
    told,
)

ON = camera_record()
OTHER = camera_record("C2")
BOUND = (-1000.0, roster_entry())
BOUND_2 = (-1000.0, roster_entry("000002", "C2"))
ARRIVED = (0.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,)))
CONCLUDED = Stage.CONCLUDED
ON_INCIDENT, SILENT = "camera_offline_on_incident", "station_silent"

SCENE: Timeline = [BOUND, BOUND_2, *ticks(-1000, 1, ON, OTHER), ARRIVED]
"""Two cameras on a shift, heard of every five seconds until the start, when the wearer of one arrives."""

CASES: dict[str, tuple[Timeline, Told]] = {
    "a whole station silent for a quarter of an hour": (
        [*SCENE, *ticks(1000, 1010, ON, OTHER)],
        [(SILENT, STATION, "held", 900), (SILENT, STATION, "put_right", 1000)],
    ),
    "a message without cameras is a sign of life": (
        [*SCENE, (1000, telemetry(1000))],
        [(SILENT, STATION, "held", 900), (SILENT, STATION, "put_right", 1000)],
    ),
    "a whole station silent for less": ([*SCENE, *ticks(890, 1000, ON, OTHER)], []),
    "cameras of a silent station are not called silent in turn": (
        [
            *[(s, telemetry(s, ON)) for s in range(-1000, 0, 50)],
            *[(s, telemetry(s, OTHER)) for s in range(-975, 0, 50)],
            BOUND,
            BOUND_2,
            ARRIVED,
            *ticks(400, 420, ON, OTHER),
        ],
        [],
    ),
    "a feed that comes back gives every camera its time": (
        [*SCENE, *ticks(300, 470, OTHER), *ticks(470, 500, ON, OTHER)],
        [],
    ),
    "a camera that does not come back with its feed": (
        [*SCENE, *ticks(300, 600, OTHER)],
        [(ON_INCIDENT, CAMERA, "held", 480)],
    ),
    "a silent station says nothing else": (
        [*SCENE, *ticks(5, 200, OTHER), *ticks(1200, 1210, ON, OTHER)],
        [
            (ON_INCIDENT, CAMERA, "held", 180),
            (SILENT, STATION, "held", 1095),
            (ON_INCIDENT, CAMERA, "unknown", 1095),
            (SILENT, STATION, "put_right", 1200),
        ],
    ),
    "a silent station without cameras on shift": (
        [(-1000, roster_entry(ends=100)), *ticks(-1000, 1, ON), (1200, telemetry(1200, ON))],
        [],
    ),
    "a station silent at night counts from when somebody goes on shift": (
        [(-9000, roster_entry(starts=0)), *ticks(-9000, -8000, ON), (901, telemetry(901, ON))],
        [(SILENT, STATION, "held", 900), (SILENT, STATION, "put_right", 901)],
    ),
    "a silent station whose shift ends": (
        [(-1000, roster_entry(ends=1000)), *ticks(-1000, 1, ON), (1200, telemetry(1200, ON))],
        [(SILENT, STATION, "held", 900), (SILENT, STATION, "no_longer_required", 1000)],
    ),
    "a station never heard of": ([BOUND, ARRIVED, (2000, incident_event(CONCLUDED, 2000))], []),
}


@pytest.mark.parametrize("each_second", [False, True])
@pytest.mark.parametrize(("timeline", "expected"), CASES.values(), ids=CASES.keys())
def test_station_silent(timeline: Timeline, expected: Told, *, each_second: bool) -> None:
    """Say of a station that it is silent, and then nothing of its cameras."""
    last = max(seconds for seconds, _ in timeline)
    assert told(play(RECORDING, timeline, until=last, each_second=each_second)) == expected
