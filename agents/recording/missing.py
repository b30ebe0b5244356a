"""Recordings that are missing: never started, started late, broken off, stopped early.

Only a record that still shows the fault holds anything against anybody; time alone can only withdraw it.
"""

from datetime import datetime

from msgspec import structs

from agents.incidents import Incident
from agents.recording.about import about_duty
from agents.recording.state import NEVER, Camera, Duty, RecordingState
from agents.recording.telling import Told
from agents.recording.turn import Turn
from models.findings import Evidence, Fact, Reason
from models.incidents import Stage
from models.rules import Rule
from models.times import after, seconds_between


def judge(state: RecordingState, camera: Camera, told: Told, turn: Turn) -> None:
    """Hold what a record shows against the duties of the camera's wearer."""
    for key in camera.duties:
        duty = state.duties[key]
        if told.showing:
            _recording(state, duty, camera, told, turn)
        elif told.showing is False:
            _not_recording(state, duty, camera, turn)


def is_waiting(state: RecordingState, camera: Camera) -> bool:
    """Say whether the next record may decide something although it changes nothing."""
    duties = [state.duties[key] for key in camera.duties]
    if camera.showing:
        return any(duty.recorded_at is None for duty in duties)
    return camera.showing is False and any(duty.accused is None for duty in duties)


def settle(state: RecordingState, duty: Duty, turn: Turn) -> datetime:
    """Withdraw what rests on facts that are no longer known; return when to look again."""
    if duty.accused is None or duty.camera is None:
        return NEVER
    unknown_at = after(state.cameras[duty.camera].told_at(), _unknown_after_s(turn))
    if unknown_at > turn.now:
        return unknown_at
    withdraw(state, duty, Reason.UNKNOWN, turn)
    return NEVER


def withdraw(
    state: RecordingState, duty: Duty, reason: Reason, turn: Turn, evidence: tuple[Evidence, ...] = ()
) -> None:
    """Withdraw whatever is open about the recording of a duty."""
    if duty.accused is not None:
        state.episodes.end(turn, duty.accused, duty.key(), reason, evidence)
        duty.accused = None


def _recording(state: RecordingState, duty: Duty, camera: Camera, told: Told, turn: Turn) -> None:
    seen = Evidence(turn.now, Fact.RECORDING, camera.camera)
    withdraw(state, duty, Reason.PUT_RIGHT, turn, (seen,))
    if duty.recorded_at is None:
        duty.recorded_at = turn.now
        if told.joins and duty.lead and not duty.late_settled:
            _hold_late(state, duty, camera, turn)
        duty.late_settled = True
    duty.off_at, duty.swapped = None, False


def _hold_late(state: RecordingState, duty: Duty, camera: Camera, turn: Turn) -> None:
    """Say, once, that the recording began late, if it was seen to be off before."""
    rule, now = Rule.RECORDING_STARTED_LATE, turn.now
    incident = state.incidents[duty.incident]
    arrived_at, began_at = _arrival(incident, duty, turn)
    if arrived_at is None or duty.off_at is None or not turn.rules.enabled(rule):
        return
    late_s = turn.number(rule, "late_s", incident.category)
    due_at = after(began_at, late_s)
    # Records that were kept back and come in one burst show what was, but not when.
    seen_in_time = duty.off_at <= due_at or seconds_between(duty.off_at, now) > late_s
    if now <= due_at or not seen_in_time:
        return
    lines = (
        Evidence(duty.off_at, Fact.NOT_RECORDING, camera.camera),
        Evidence(now, Fact.RECORDING, camera.camera),
    )
    finding = about_duty(state, duty, turn, rule, "late_s", arrived_at, lines)
    turn.found.append(structs.replace(finding, reason=Reason.SEEN))


def _arrival(incident: Incident, duty: Duty, turn: Turn) -> tuple[datetime | None, datetime]:
    """Return when the arrival was, None unless heard of in time, and from when being late counts."""
    arrived_at = incident.stages.get(Stage.ARRIVED)
    if arrived_at is None:
        return None, duty.started_at
    heard_at = incident.heard[Stage.ARRIVED]
    heard_within_s = turn.number(Rule.RECORDING_STARTED_LATE, "heard_within_s", incident.category)
    if seconds_between(arrived_at, heard_at) > heard_within_s:
        return None, duty.started_at
    # Whoever is put on the incident after that has not arrived with the others.
    return arrived_at, arrived_at if duty.started_at <= heard_at else duty.started_at


def _not_recording(state: RecordingState, duty: Duty, camera: Camera, turn: Turn) -> None:
    now = turn.now
    since = max(duty.bound_at, camera.showing_since)
    if duty.off_at is None or duty.off_at < since:
        duty.off_at = now
    if duty.accused is not None or not duty.lead:
        return
    if duty.recorded_at is None:
        rule, name = Rule.RECORDING_NEVER_STARTED, "grace_s"
    elif duty.swapped or camera.outage is not None:
        rule, name = Rule.RECORDING_INTERRUPTED, "off_s"
    else:
        rule, name = Rule.RECORDING_STOPPED_EARLY, "off_s"
    code = state.incidents[duty.incident].category
    if seconds_between(since, now) < turn.number(rule, name, code):
        return
    finding = about_duty(state, duty, turn, rule, name, since, _history(duty, camera, now))
    if state.episodes.begin(turn, finding):
        duty.accused, duty.late_settled = rule, True
        state.review_at = min(state.review_at, after(now, _unknown_after_s(turn)))


def _unknown_after_s(turn: Turn) -> float:
    """Return for how long what a camera told last still counts: until it is as good as offline."""
    return turn.number(Rule.CAMERA_OFFLINE_ON_INCIDENT, "offline_s")


def _history(duty: Duty, camera: Camera, now: datetime) -> tuple[Evidence, ...]:
    """Return what the camera showed: when it last recorded, how it was lost, and that it does not record."""
    lines = []
    if duty.recorded_at is not None:
        on_at = camera.last_on_at
        if on_at is not None and on_at >= duty.bound_at and not duty.swapped:
            lines.append(Evidence(on_at, Fact.RECORDING, camera.camera))
        else:
            lines.append(Evidence(duty.recorded_at, Fact.RECORDING))
        if camera.outage is not None:
            lines.append(camera.outage)
    if duty.off_at is not None:
        lines.append(Evidence(duty.off_at, Fact.NOT_RECORDING, camera.camera))
    if duty.off_at != now:
        lines.append(Evidence(now, Fact.NOT_RECORDING, camera.camera))
    return tuple(lines)
