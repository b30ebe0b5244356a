"""Tilt: a camera that hangs askew by its own sensor while it records a scene."""

from datetime import datetime

from agents.angle.about import about_view
from agents.angle.state import AngleState, Watched
from agents.recording.state import NEVER
from agents.recording.turn import Turn
from models.findings import Evidence, Fact, Reason
from models.rules import Rule
from models.telemetry import CameraRecord
from models.times import EPOCH, after, seconds_between

_RULE = Rule.ANGLE_TILTED


def judge(state: AngleState, watched: Watched, record: CameraRecord, said_at: datetime, turn: Turn) -> None:
    """Look at a record of a camera that is tilted, or lately was."""
    tilt, fresh_s = watched.tilt, turn.number(_RULE, "fresh_s")
    if 0 <= seconds_between(said_at, tilt.said_at) <= fresh_s:
        return  # a duplicate, or out of order
    tilt.said_at = said_at
    if record.recording:
        tilt.recording_at = turn.now
    is_open = state.episodes.has(_RULE, watched.camera)
    if record.recording is False or record.online is False:
        # What it would show does not count until it records again; if that takes long, nobody knows.
        tilt.well_since, tilt.recording_at = None, EPOCH
        if not is_open:
            _forget(watched)
        return
    if record.pitch_deg is None and record.roll_deg is None:
        return
    if record.pitch_deg is not None and record.roll_deg is not None:
        watched.told_both_at = turn.now
    if seconds_between(tilt.told_at, turn.now) > fresh_s:
        tilt.well_since = None
        if not is_open:
            _forget(watched)
    tilt.told_at = turn.now
    if is_open:
        _see_whether_well(state, watched, record, turn)
    else:
        _see_whether_tilted(state, watched, record, turn)


def settle(state: AngleState, watched: Watched, turn: Turn) -> datetime:
    """Withdraw a tilt of which nothing was heard for long; return when to look again."""
    if not state.episodes.has(_RULE, watched.camera):
        return NEVER
    unknown_at = after(watched.tilt.told_at, turn.number(_RULE, "fresh_s"))
    if unknown_at > turn.now:
        return unknown_at
    state.episodes.end(turn, _RULE, watched.camera, Reason.UNKNOWN)
    _forget(watched)
    return NEVER


def _see_whether_tilted(state: AngleState, watched: Watched, record: CameraRecord, turn: Turn) -> None:
    tilt, now = watched.tilt, turn.now
    over = _over(watched, record)
    if not any(over):
        _forget(watched)
        return
    watched.straight = False
    if tilt.since is None:
        tilt.since, tilt.first = now, _lines(record, now)
    tilt.by_pitch, tilt.by_roll = tilt.by_pitch or over[0], tilt.by_roll or over[1]
    fresh_s = turn.number(_RULE, "fresh_s")
    held = seconds_between(tilt.since, now) >= turn.number(_RULE, "hold_s")
    if not held or seconds_between(tilt.recording_at, now) > fresh_s:
        return
    lines = (*tilt.first, Evidence(tilt.recording_at, Fact.RECORDING, watched.camera), *_lines(record, now))
    number = "pitch_deg" if tilt.by_pitch else "roll_deg"
    if state.episodes.begin(turn, about_view(state, watched, turn, _RULE, number, tilt.since, lines)):
        state.unknown_at = min(state.unknown_at, after(now, fresh_s))


def _see_whether_well(state: AngleState, watched: Watched, record: CameraRecord, turn: Turn) -> None:
    tilt, now = watched.tilt, turn.now
    over = _over(watched, record)
    tilt.by_pitch, tilt.by_roll = tilt.by_pitch or over[0], tilt.by_roll or over[1]
    margin_deg = turn.number(_RULE, "clear_below_deg")
    pitch_well = _is_well(record.pitch_deg, watched.pitch_limit_deg - margin_deg, needed=tilt.by_pitch)
    roll_well = _is_well(record.roll_deg, watched.roll_limit_deg - margin_deg, needed=tilt.by_roll)
    if not pitch_well or not roll_well:
        tilt.well_since = None
        return
    if tilt.well_since is None:
        tilt.well_since = now
    if seconds_between(tilt.well_since, now) >= turn.number(_RULE, "clear_hold_s"):
        state.episodes.end(turn, _RULE, watched.camera, Reason.PUT_RIGHT, _lines(record, now))
        _forget(watched)


def _over(watched: Watched, record: CameraRecord) -> tuple[bool, bool]:
    """Say whether pitch, and whether roll, is told and over its limit."""
    pitch_deg, roll_deg = record.pitch_deg, record.roll_deg
    return (
        pitch_deg is not None and abs(pitch_deg) > watched.pitch_limit_deg,
        roll_deg is not None and abs(roll_deg) > watched.roll_limit_deg,
    )


def _is_well(angle_deg: float | None, limit_deg: float, *, needed: bool) -> bool:
    """Say whether an angle is well below its limit; one that was never over it may be unknown."""
    return not needed if angle_deg is None else abs(angle_deg) < limit_deg


def _lines(record: CameraRecord, now: datetime) -> tuple[Evidence, ...]:
    told = ((Fact.PITCH, record.pitch_deg), (Fact.ROLL, record.roll_deg))
    return tuple(Evidence(now, fact, f"{angle_deg:.0f}") for fact, angle_deg in told if angle_deg is not None)


def _forget(watched: Watched) -> None:
    """Take the camera to hang straight, since nobody knows otherwise."""
    watched.straight = True
    tilt = watched.tilt
    tilt.since, tilt.first, tilt.well_since = None, (), None
    tilt.by_pitch = tilt.by_roll = False
