"""Duties and shifts: which cameras are worn now, and who must record with them.

Worked out anew only when an incident or roster event came, or an entry or a phase begins or ends.
"""

from datetime import datetime

from agents.incidents import FORGET_AFTER_S, forget_old
from agents.recording import missing, offline, reserves, unbound
from agents.recording.phases import Phase, next_change, phases
from agents.recording.state import Camera, Duty, RecordingState
from agents.recording.turn import Turn
from agents.wearers import Bound
from models.findings import Reason
from models.ids import CameraId
from models.roster import RosterEntry
from models.rules import Rule
from models.times import after


def refresh(state: RecordingState, turn: Turn) -> None:
    """Work out shifts and duties as of now."""
    now = turn.now
    forget_old(state.incidents, now)
    state.roster.forget_ended(after(now, -FORGET_AFTER_S))
    _give_out(state, turn)
    open_phases = phases(state.incidents.values(), state.roster, now, turn.rules)
    _appoint(state, open_phases, turn)
    _bind(state, turn)
    _drop_unheard(state, now)
    state.refresh_at = next_change(open_phases, state.roster, now)


def _give_out(state: RecordingState, turn: Turn) -> None:
    """Take note which cameras are on a shift, and whose."""
    wearers = state.roster.wearers(turn.now)
    for camera in state.cameras.values():
        if camera.camera not in wearers and camera.shift_since is not None:
            _end_shift(state, camera, Reason.NO_LONGER_REQUIRED, turn)
    for name, entry in wearers.items():
        camera = state.cameras.get(name) or state.cameras.setdefault(name, Camera(name))
        _begin_shift(state, camera, entry, turn)
    if not wearers:
        state.manned_since = None
    elif state.manned_since is None:
        state.manned_since = turn.now


def _begin_shift(state: RecordingState, camera: Camera, entry: RosterEntry | None, turn: Turn) -> None:
    badge = None if entry is None else entry.badge
    if camera.shift_since is not None and camera.badge != badge:
        _end_shift(state, camera, Reason.UNKNOWN if badge is None else Reason.NO_LONGER_REQUIRED, turn)
    if camera.shift_since is None:
        camera.shift_since = turn.now
    camera.badge = badge
    camera.shift_ends_at = None if entry is None else entry.ends_at
    reserves.begin_shift(camera, turn)


def _end_shift(state: RecordingState, camera: Camera, reason: Reason, turn: Turn) -> None:
    offline.end(state, camera, reason, turn)
    reserves.end_shift(state, camera, reason, turn)
    camera.badge = camera.shift_since = camera.shift_ends_at = None


def _appoint(state: RecordingState, open_phases: list[Phase], turn: Turn) -> None:
    """Begin the duties that are new, end those that are over, and find each person's first."""
    duties = state.duties
    wanted = {duty.key(): duty for duty in (_new(phase, turn.now) for phase in open_phases)}
    for key in [key for key in duties if key not in wanted]:
        missing.withdraw(state, duties[key], Reason.NO_LONGER_REQUIRED, turn)
        state.episodes.end(turn, Rule.NO_CAMERA_BOUND, key, Reason.NO_LONGER_REQUIRED)
        del duties[key]
    for key, duty in wanted.items():
        duties.setdefault(key, duty)
    first = set()
    for duty in duties.values():
        duty.lead = duty.badge not in first
        first.add(duty.badge)


def _new(phase: Phase, now: datetime) -> Duty:
    return Duty(incident=phase.incident.incident, badge=phase.badge, started_at=now)


def _bind(state: RecordingState, turn: Turn) -> None:
    """Find the camera of everybody who must record."""
    for camera in state.cameras.values():
        camera.duties.clear()
    for key, duty in state.duties.items():
        bound, name = state.roster.camera_of(duty.badge, turn.now)
        if bound is not duty.bound or name not in (None, duty.camera):
            _rebind(state, duty, bound, name, turn)
        if name is not None:
            worn = state.cameras[name]
            worn.duties.append(key)
            worn.pending = True


def _rebind(state: RecordingState, duty: Duty, bound: Bound, name: CameraId | None, turn: Turn) -> None:
    """Start anew: whatever a camera showed, it showed of whoever wore it then."""
    over = bound is Bound.NO and unbound.shift_ended(state.roster, duty, turn.now)
    missing.withdraw(state, duty, Reason.NO_LONGER_REQUIRED if over else Reason.UNKNOWN, turn)
    duty.bound, duty.bound_at, duty.off_at = bound, turn.now, None
    if name not in (None, duty.camera):
        duty.swapped = duty.recorded_at is not None
        duty.camera = name


def _drop_unheard(state: RecordingState, now: datetime) -> None:
    cameras = state.cameras
    for name in [name for name, camera in cameras.items() if camera.shift_since is None]:
        if after(cameras[name].seen_at, FORGET_AFTER_S) <= now:
            del cameras[name]
