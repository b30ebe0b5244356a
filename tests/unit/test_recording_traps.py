"""What must not be held against anybody, and what must not confuse the supervisor."""

import pytest

from agents.fold import Fold
from agents.recording import RECORDING
from agents.recording.state import RecordingState
from models.incidents import Stage
from models.telemetry import CameraRecord
from tests.factories import (
    BADGE,
    CAMERA,
    INCIDENT,
    STATION,
    Timeline,
    Told,
    camera_record,
    incident_event,
    play,
    roster_entry,
    rulebook,
    telemetry,
    ticks,
    told,
)

OTHER = "000002"
DUTY, OTHER_DUTY = f"{INCIDENT}/{BADGE}", f"{INCIDENT}/{OTHER}"
OFF = camera_record(recording=False)
ON = camera_record(recording=True)
OFF_2 = camera_record("C2", recording=False)
ON_2 = camera_record("C2", recording=True)
BOUND = (-10.0, roster_entry())
BOUND_2 = (-10.0, roster_entry(OTHER, "C2"))
ARRIVED = (0.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,)))
BOTH_ARRIVED = (0.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE, OTHER)))
NEVER = "recording_never_started"
BROKEN = "recording_interrupted"
STOPPED = "recording_stopped_early"


def swap(seconds: float, starts: float) -> Timeline:
    """Return the roster entries by which two officers change cameras."""
    return [
        (seconds, roster_entry(BADGE, "C2", entry="a", starts=starts, made=starts)),
        (seconds + 1, roster_entry(OTHER, CAMERA, entry="b", starts=starts, made=starts)),
    ]


def sent(logged: float, start: float, stop: float, *records: CameraRecord) -> Timeline:
    """Return ticks that were sent from ``start`` to ``stop``, and all logged at one moment."""
    return [(logged, event) for _, event in ticks(start, stop, *records)]


TRAPS: dict[str, tuple[Timeline, Told]] = {
    "two officers who change cameras on a scene and both record": (
        [BOUND, BOUND_2, BOTH_ARRIVED, *ticks(2, 300, ON, ON_2), *swap(100, 95)],
        [],
    ),
    "a changed camera that does not record gets its time anew": (
        [BOUND, BOUND_2, BOTH_ARRIVED, *ticks(2, 300, ON, OFF_2), *swap(30, 30)],
        [(BROKEN, DUTY, "held", 92)],
    ),
    "a recording on the camera before counts after a swap": (
        [BOUND, ARRIVED, *ticks(2, 200, ON, OFF_2), (100, roster_entry(camera="C2", starts=90))],
        [(BROKEN, DUTY, "held", 162)],
    ),
    "a changed camera that records, and is then switched off": (
        [
            BOUND,
            BOUND_2,
            BOTH_ARRIVED,
            *swap(30, 30),
            *ticks(2, 100, ON, ON_2),
            *ticks(102, 170, ON, OFF_2),
        ],
        [(STOPPED, DUTY, "held", 162)],
    ),
    "a camera that two people hold by the same right": (
        [BOUND, (-9, roster_entry(OTHER, CAMERA)), ARRIVED, *ticks(2, 300, OFF)],
        [],
    ),
    "a camera that becomes unclear withdraws what was said": (
        [BOUND, ARRIVED, *ticks(2, 160, OFF), (100, roster_entry(OTHER, CAMERA))],
        [(NEVER, DUTY, "held", 62), (NEVER, DUTY, "unknown", 100)],
    ),
    "a camera bound to nobody": ([ARRIVED, *ticks(2, 170, OFF)], []),
    "a camera in the dock between shifts": (
        [(-10, roster_entry(ends=-5)), ARRIVED, *ticks(2, 1200, camera_record(online=False))],
        [],
    ),
    "a roster entry that comes after the shift began counts from then on": (
        [ARRIVED, *ticks(2, 170, OFF), (100, roster_entry())],
        [(NEVER, DUTY, "held", 162)],
    ),
    "a shift that ends on the scene": (
        [(-10, roster_entry(ends=100)), (-9, roster_entry(OTHER, "C2")), ARRIVED, *ticks(2, 400, OFF, ON_2)],
        [(NEVER, DUTY, "held", 62), (NEVER, DUTY, "no_longer_required", 100)],
    ),
    "a withdrawn entry": (
        [(-10, roster_entry(withdrawn=True)), ARRIVED, *ticks(2, 170, OFF)],
        [],
    ),
    "an older version of an entry that comes later": (
        [
            (-10, roster_entry(entry="e", made=-100)),
            (-9, roster_entry(entry="e", made=-200, camera=None)),
            ARRIVED,
            *ticks(2, 70, OFF),
        ],
        [(NEVER, DUTY, "held", 62)],
    ),
    "ten minutes of a station that come in one burst": (
        [
            BOUND,
            *ticks(-300, 0, OFF),
            (600, incident_event(Stage.ARRIVED, 30, officers=(BADGE,))),
            *sent(600, 0, 100, OFF),
            *sent(600, 100, 600, ON),
            *ticks(602, 660, ON),
        ],
        [],
    ),
    "a burst that ends in time to be late": (
        [
            BOUND,
            *ticks(-300, -200, OFF),
            (50, incident_event(Stage.ARRIVED, 0, officers=(BADGE,))),
            *sent(50, -200, 5, OFF),
            *sent(50, 5, 50, ON),
            *ticks(52, 70, ON),
        ],
        [],
    ),
    "a record that comes after a newer one": (
        [BOUND, ARRIVED, *ticks(2, 20, OFF), *ticks(22, 100, ON), (24, telemetry(17, OFF))],
        [],
    ),
    "an old record that says it records does not start anything anew": (
        [BOUND, ARRIVED, *ticks(2, 40, ON), *ticks(42, 110, OFF), (50, telemetry(37, ON))],
        [(STOPPED, DUTY, "held", 102)],
    ),
    "an old record cannot decide": (
        [BOUND, ARRIVED, *ticks(2, 58, OFF), (61, telemetry(57, OFF)), (62, telemetry(62, ON))],
        [("recording_started_late", DUTY, "seen", 62)],
    ),
    "a record from before the arrival that comes once more": (
        [BOUND, *ticks(-20, 0, ON), ARRIVED, (1, telemetry(-5, ON)), *ticks(2, 70, OFF)],
        [(NEVER, DUTY, "held", 62)],
    ),
    "a record from before the arrival that comes once more, while it records": (
        [
            BOUND,
            *ticks(-20, 0, ON),
            ARRIVED,
            (1, telemetry(-5, ON)),
            *ticks(2, 100, ON),
            *ticks(102, 170, OFF),
        ],
        [(STOPPED, DUTY, "held", 162)],
    ),
    "a clock that is set back by two minutes": (
        [BOUND, ARRIVED, *ticks(2, 40, OFF), *[(s, telemetry(s - 120, OFF)) for s in range(42, 90, 5)]],
        [(NEVER, DUTY, "held", 62)],
    ),
    "the arrival said twice": (
        [BOUND, ARRIVED, (30, ARRIVED[1]), *ticks(2, 70, OFF)],
        [(NEVER, DUTY, "held", 62)],
    ),
    "an incident that comes up again after it was concluded": (
        [BOUND, ARRIVED, (20, incident_event(Stage.CONCLUDED, 20)), (30, ARRIVED[1]), *ticks(2, 170, OFF)],
        [],
    ),
    "an officer who is named twice": (
        [BOUND, (0, incident_event(Stage.ARRIVED, 0, officers=(BADGE, BADGE))), *ticks(2, 70, OFF)],
        [(NEVER, DUTY, "held", 62)],
    ),
    "an incident with nobody on it": (
        [BOUND, (0, incident_event(Stage.ARRIVED, 0, officers=())), *ticks(2, 170, OFF)],
        [],
    ),
    "an incident of which only the arrival is known, with no officers": (
        [BOUND, (0, incident_event(Stage.ARRIVED, 0)), *ticks(2, 170, OFF)],
        [],
    ),
    "a message without cameras": ([BOUND, (1, telemetry(1))], []),
}


@pytest.mark.parametrize(("timeline", "expected"), TRAPS.values(), ids=TRAPS.keys())
def test_traps(timeline: Timeline, expected: Told) -> None:
    """Say what is sure, and nothing else."""
    last = max(seconds for seconds, _ in timeline)
    assert told(play(RECORDING, timeline, until=last)) == expected


@pytest.mark.parametrize("offset_s", [-28800, -120, -20, 0, 120, 28800])
def test_clocks_of_cameras_do_not_matter(offset_s: float) -> None:
    """Go by when a record was logged, whatever its sender's clock says."""
    timeline: Timeline = [BOUND, ARRIVED]
    timeline += [(s, telemetry(s + offset_s, OFF)) for s in range(2, 90, 5)]
    assert told(play(RECORDING, timeline, until=90)) == [(NEVER, DUTY, "held", 62)]


def test_a_clock_that_stands_still_accuses_nobody() -> None:
    """Take records with one and the same time for duplicates, but not the camera for silent."""
    timeline: Timeline = [BOUND, ARRIVED, *[(s, telemetry(0, OFF)) for s in range(2, 900, 5)]]
    assert told(play(RECORDING, timeline, until=900)) == []


def test_memory_is_bounded() -> None:
    """Forget incidents, entries and cameras a day after the last word of them."""
    timeline: Timeline = [
        BOUND,
        ARRIVED,
        (60, incident_event(Stage.CONCLUDED, 60)),
        *ticks(0, 30, ON, OFF_2),
        (3 * 86400, telemetry(3 * 86400, camera_record("C3"))),
        (3 * 86400 + 1, incident_event(Stage.RECEIVED, 3 * 86400, incident="I9")),
    ]
    fold = Fold(RECORDING, rulebook())
    play(RECORDING, timeline, until=3 * 86400 + 2, fold=fold)
    state = fold.states[STATION]
    assert isinstance(state, RecordingState)
    assert (list(state.incidents), list(state.cameras), list(state.roster.entries)) == (["I9"], ["C3"], [])
    assert (state.duties, state.episodes.open) == ({}, {})
