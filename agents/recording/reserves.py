"""Batteries and storage that will not last the shift. Raised by a record that still shows it."""

from datetime import timedelta

from agents.recording.about import about_camera
from agents.recording.state import EVERY_LEVEL, NO_LEVEL, Camera, RecordingState, Reserve
from agents.recording.turn import Turn
from models.findings import Evidence, Fact, Reason
from models.rules import Rule
from models.telemetry import CameraRecord, Percent
from models.times import seconds_between

_FACTS = {Rule.BATTERY_LOW: Fact.BATTERY, Rule.STORAGE_LOW: Fact.STORAGE}


def judge(state: RecordingState, camera: Camera, record: CameraRecord, turn: Turn) -> None:
    """Look at the levels that a record tells, and set from which level on the next needs no look."""
    battery, storage = record.battery_pct, record.storage_free_pct
    if battery is not None and battery < camera.battery_floor_pct:
        camera.battery_floor_pct = _look(state, camera, camera.battery, Rule.BATTERY_LOW, battery, turn)
    if storage is not None and storage < camera.storage_floor_pct:
        camera.storage_floor_pct = _look(state, camera, camera.storage, Rule.STORAGE_LOW, storage, turn)


def begin_shift(camera: Camera, turn: Turn) -> None:
    """Set from which levels on a camera on a shift needs no look; what is being looked at stays so."""
    if camera.battery_floor_pct != EVERY_LEVEL:
        camera.battery_floor_pct = _least(camera, Rule.BATTERY_LOW, turn)
    if camera.storage_floor_pct != EVERY_LEVEL:
        camera.storage_floor_pct = _least(camera, Rule.STORAGE_LOW, turn)


def end_shift(state: RecordingState, camera: Camera, reason: Reason, turn: Turn) -> None:
    """Withdraw what is open, and look at no level any more."""
    for rule in _FACTS:
        state.episodes.end(turn, rule, camera.camera, reason)
    camera.battery_floor_pct = camera.storage_floor_pct = NO_LEVEL
    camera.battery, camera.storage = Reserve(), Reserve()


def _least(camera: Camera, rule: Rule, turn: Turn) -> float:
    if camera.shift_ends_at is None or not turn.rules.enabled(rule):
        return NO_LEVEL
    return turn.number(rule, "below_pct")


def _look(
    state: RecordingState, camera: Camera, reserve: Reserve, rule: Rule, level: Percent, turn: Turn
) -> float:
    """Judge one level, and return the floor for the next."""
    now, is_open = turn.now, state.episodes.has(rule, camera.camera)
    if level >= turn.number(rule, "clear_pct" if is_open else "below_pct"):
        seen = Evidence(now, _FACTS[rule], f"{level:g}")
        state.episodes.end(turn, rule, camera.camera, Reason.PUT_RIGHT, (seen,))
        reserve.low_since = None
        return _least(camera, rule, turn)
    if is_open:
        return EVERY_LEVEL
    ends_at = camera.shift_ends_at
    if ends_at is None or seconds_between(now, ends_at) < turn.number(rule, "shift_left_s"):
        reserve.low_since = None
        return NO_LEVEL
    # Levels are told less often than recording, and change slowly: what a camera's silence breaks is enough.
    silent_s = turn.number(Rule.CAMERA_OFFLINE, "keepalive_s") * turn.number(Rule.CAMERA_OFFLINE, "missed")
    if reserve.low_since is None or now - reserve.low_at > timedelta(seconds=silent_s):
        reserve.low_since = now
    reserve.low_at = now
    since = reserve.low_since
    if seconds_between(since, now) >= turn.number(rule, "hold_s"):
        lines = (Evidence(now, _FACTS[rule], f"{level:g}"), Evidence(ends_at, Fact.SHIFT_ENDS))
        finding = about_camera(camera, turn, rule, "below_pct", since, lines)
        state.episodes.begin(turn, finding)
    return EVERY_LEVEL
