"""When it was asked of cameras to record and to be online: exactly when supervisors ask it."""

from collections.abc import Sequence

import pytest

from agents.angle import ANGLE
from agents.angle.state import AngleState
from agents.fold import Fold
from agents.recording import RECORDING
from agents.recording.state import RecordingState
from models.incidents import IncidentEvent, Stage
from models.roster import RosterEntry
from models.rules import RuleBook
from models.stations import Role
from streams.store.asked import Demand, Logged, asked_online, asked_to_record
from tests.factories import (
    BADGE,
    CAMERA,
    QUIET_CODE,
    STATION,
    at,
    incident_event,
    play,
    roster_entry,
    rulebook,
)

Stretches = list[tuple[float, float | None]]
LOGGED_AFTER_S = 5
SENT = incident_event(Stage.DISPATCHED, 100, officers=(BADGE,))
DEPARTED = incident_event(Stage.DEPARTED, 200)
ARRIVED = incident_event(Stage.ARRIVED, 600)
CONCLUDED = incident_event(Stage.CONCLUDED, 1200)
SCENE = [SENT, DEPARTED, ARRIVED, CONCLUDED]
END_S = 3000


def logged(events: Sequence[IncidentEvent]) -> list[Logged]:
    """Return events with the log's times, each somewhat after it happened."""
    return [(at((event.occurred_at - at(0)).total_seconds() + LOGGED_AFTER_S), event) for event in events]


def stretches(found: Sequence[Demand]) -> Stretches:
    """Return stretches in seconds."""
    return [
        ((each.since - at(0)).total_seconds(), each.until and (each.until - at(0)).total_seconds())
        for each in found
    ]


CASES = pytest.mark.parametrize(
    ("events", "entries", "rules", "wanted"),
    [
        (SCENE, [roster_entry()], rulebook(), [(605, 1205)]),
        (SCENE[:3], [roster_entry()], rulebook(), [(605, None)]),
        (SCENE[:2], [roster_entry()], rulebook(), []),
        (SCENE, [roster_entry()], rulebook(recording_never_started={"from_departure": 1}), [(205, 1205)]),
        (SCENE, [roster_entry(role=Role.AUXILIARY)], rulebook(), []),
        ([*SCENE[:3], incident_event(Stage.SIGNED, 800, category=QUIET_CODE)], [roster_entry()], rulebook(), [(605, 805)]),
        ([incident_event(Stage.RECEIVED, 0, category=QUIET_CODE), *SCENE], [roster_entry()], rulebook(), []),
        (SCENE, [roster_entry(ends=900)], rulebook(), [(605, 900)]),
        (SCENE, [roster_entry(), roster_entry(camera="C2", starts=800)], rulebook(), [(605, 800)]),
        (SCENE, [roster_entry(), roster_entry("other", starts=800)], rulebook(), [(605, 800)]),
        (SCENE, [roster_entry(), roster_entry("other")], rulebook(), []),
        (SCENE, [roster_entry(withdrawn=True)], rulebook(), []),
        (SCENE, [], rulebook(), []),
        ([], [roster_entry()], rulebook(), []),
        (SCENE[:3], [roster_entry()], rulebook(recording_never_started={"longest_scene_s": 1000}), [(605, 1600)]),
    ],
)  # fmt: skip


@CASES
def test_it_is_asked_to_record_while_the_wearer_has_a_phase(
    events: list[IncidentEvent], entries: list[RosterEntry], rules: RuleBook, wanted: Stretches
) -> None:
    """From the arrival's being logged until the scene is over, of who surely wears it; not before, nor in doubt."""
    found = asked_to_record(logged(events), entries, at(END_S), rules)
    assert stretches(found.get(CAMERA, [])) == wanted


@CASES
def test_it_is_asked_exactly_while_supervisors_ask_it(
    events: list[IncidentEvent], entries: list[RosterEntry], rules: RuleBook, wanted: Stretches
) -> None:
    """Recording then has a duty for the camera, and angle watches it, at every moment."""
    recording, angle = Fold(RECORDING, rules), Fold(ANGLE, rules)
    timeline = [((at_ - at(0)).total_seconds(), event) for at_, event in logged(events)]
    roster = [(0.0, entry) for entry in entries]
    asked = {RECORDING: set[int](), ANGLE: set[int]()}
    for second in range(0, END_S, 5):
        now = [(logged_at, event) for logged_at, event in [*roster, *timeline] if logged_at == second]
        for fold in (recording, angle):
            play(fold.supervisor, now, until=second, fold=fold)
        duties, watched = recording.states.get(STATION), angle.states.get(STATION)
        if isinstance(duties, RecordingState) and (camera := duties.cameras.get(CAMERA)) and camera.duties:
            asked[RECORDING].add(second)
        if isinstance(watched, AngleState) and CAMERA in watched.watched:
            asked[ANGLE].add(second)
    seconds = {
        second
        for since, until in wanted
        for second in range(0, END_S, 5)
        if since <= second < (END_S if until is None else until)
    }
    assert asked == {RECORDING: seconds, ANGLE: seconds}


def test_what_comes_after_the_end_is_not_told_of() -> None:
    """A duty that lasts to the end has none of its own."""
    found = asked_to_record(logged(SCENE), [roster_entry()], at(1000), rulebook())
    assert stretches(found[CAMERA]) == [(605, None)]


def test_an_incident_that_nobody_speaks_of_is_forgotten() -> None:
    """As supervisors forget it, a day after the last word; a late conclusion then ends nothing."""
    rules = rulebook(recording_never_started={"longest_scene_s": 200_000})
    entry = roster_entry(ends=400_000)
    late = incident_event(Stage.CONCLUDED, 150_000)
    found = asked_to_record(logged([*SCENE[:3], late]), [entry], at(300_000), rules)
    assert stretches(found[CAMERA]) == [(605, 605 + 86_400)]


def test_it_is_asked_to_be_online_while_it_is_on_a_shift() -> None:
    """Also where it is unclear whose; after the shift it may lie in its dock."""
    entries = [
        roster_entry(ends=300),
        roster_entry("other", starts=300, ends=600),
        roster_entry("one", starts=900, ends=1200),
        roster_entry("two", starts=900, ends=1300),
        roster_entry("three", "C3", starts=9000),
    ]
    found = asked_online(entries, at(0), at(END_S))
    assert {camera: stretches(each) for camera, each in found.items()} == {CAMERA: [(0, 600), (900, 1300)]}
