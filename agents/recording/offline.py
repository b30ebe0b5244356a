"""Cameras that are offline or silent: a matter of the device, by time alone, for the station."""

from datetime import datetime

from msgspec import structs

from agents.recording.about import about_camera, about_duty
from agents.recording.state import NEVER, Camera, RecordingState
from agents.recording.turn import Turn
from models.findings import Evidence, Fact, Finding, Reason
from models.rules import Rule
from models.times import EPOCH, after


def hear(state: RecordingState, camera: Camera, turn: Turn) -> None:
    """Take note of a record of a camera on a shift."""
    name, since = camera.camera, camera.offline_since
    if since is not None:
        camera.back_since = None
        changed = since == turn.now
    elif state.episodes.has(Rule.CAMERA_OFFLINE_ON_INCIDENT, name):
        seen = (Evidence(turn.now, Fact.ONLINE, name),)
        state.episodes.end(turn, Rule.CAMERA_OFFLINE_ON_INCIDENT, name, Reason.PUT_RIGHT, seen)
        changed = True
    else:
        changed = camera.back_since is None and state.episodes.has(Rule.CAMERA_OFFLINE, name)
        if changed:
            camera.back_since = turn.now
    # Otherwise, what is due without this record is due later with it: a review finds that in time.
    if changed:
        state.review_at = min(state.review_at, settle(state, camera, turn))


def is_waiting(camera: Camera) -> bool:
    """Say whether it was said to be offline, but its records do not say so any more."""
    return camera.offline_since is not None and camera.online is None


def settle(state: RecordingState, camera: Camera, turn: Turn) -> datetime:
    """Raise or withdraw what is due of one camera's connection; return when to look again."""
    if camera.shift_since is None:
        return NEVER
    begun = state.episodes.get(Rule.CAMERA_OFFLINE_ON_INCIDENT, camera.camera)
    if begun is not None and begun.incident not in {state.duties[key].incident for key in camera.duties}:
        state.episodes.end(turn, begun.rule, begun.subject, Reason.NO_LONGER_REQUIRED)
    return min(_settle_back(state, camera, turn), _settle_lost(state, camera, turn))


def end(state: RecordingState, camera: Camera, reason: Reason, turn: Turn) -> None:
    """Withdraw everything about a camera that is no longer on its wearer's shift."""
    for rule in (Rule.CAMERA_OFFLINE_ON_INCIDENT, Rule.CAMERA_OFFLINE):
        state.episodes.end(turn, rule, camera.camera, reason)
    camera.back_since = None


def _settle_back(state: RecordingState, camera: Camera, turn: Turn) -> datetime:
    if camera.back_since is None:
        return NEVER
    due = after(camera.back_since, turn.number(Rule.CAMERA_OFFLINE, "back_s"))
    if due > turn.now:
        return due
    seen = (Evidence(camera.back_since, Fact.ONLINE, camera.camera),)
    state.episodes.end(turn, Rule.CAMERA_OFFLINE, camera.camera, Reason.PUT_RIGHT, seen)
    camera.back_since = None
    return NEVER


def _settle_lost(state: RecordingState, camera: Camera, turn: Turn) -> datetime:
    name = camera.camera
    on_incident = bool(camera.duties) and turn.rules.enabled(Rule.CAMERA_OFFLINE_ON_INCIDENT)
    rule = Rule.CAMERA_OFFLINE_ON_INCIDENT if on_incident else Rule.CAMERA_OFFLINE
    if state.episodes.has(rule, name):
        return NEVER
    said_so = _says_offline(state, camera, turn)
    lost_at = camera.offline_since if said_so and camera.offline_since else camera.seen_at
    since = max(lost_at, state.back_at, camera.shift_since or EPOCH)
    limit_s = turn.number(rule, "offline_s")
    if not said_so:
        keepalive_s = turn.number(Rule.CAMERA_OFFLINE, "keepalive_s")
        limit_s = max(limit_s, keepalive_s * turn.number(Rule.CAMERA_OFFLINE, "missed"))
    due = after(since, limit_s)
    if on_incident:
        # Lost long before, it may be switched on at the scene; and the roster may change as somebody arrives.
        due = max(
            due, after(state.duties[camera.duties[0]].bound_at, turn.number(Rule.CAMERA_OFFLINE, "back_s"))
        )
    if due > turn.now:
        return due
    # While the whole feed is quiet nothing can be said of a camera; its return counts everything anew.
    begun = not state.quiet and state.episodes.begin(turn, _finding(state, camera, rule, since, turn))
    if begun and on_incident:
        state.episodes.end(turn, Rule.CAMERA_OFFLINE, name, Reason.NEXT_STEP)
        camera.back_since = None
    return NEVER


def _says_offline(state: RecordingState, camera: Camera, turn: Turn) -> bool:
    if camera.offline_since is None:
        return False
    return camera.online is False or turn.now - camera.online_told_at <= state.fresh


def _finding(state: RecordingState, camera: Camera, rule: Rule, since: datetime, turn: Turn) -> Finding:
    if camera.offline_since is not None:
        line = Evidence(camera.offline_since, Fact.OFFLINE, camera.camera)
    else:
        line = Evidence(since if camera.seen_at == EPOCH else camera.seen_at, Fact.SILENT, camera.camera)
    if rule is Rule.CAMERA_OFFLINE:
        return about_camera(camera, turn, rule, "offline_s", since, (line,))
    duty = state.duties[camera.duties[0]]
    finding = about_duty(state, duty, turn, rule, "offline_s", since, (line,))
    return structs.replace(finding, subject=camera.camera)
