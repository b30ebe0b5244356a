"""Officers at a scene for whom the roster names no camera: a matter for the station, by time alone."""

from datetime import datetime

from agents.recording.about import about_duty
from agents.recording.state import NEVER, Duty, RecordingState
from agents.recording.turn import Turn
from agents.wearers import Bound, Roster
from models.findings import Evidence, Fact, Reason
from models.rules import Rule
from models.times import after


def settle(state: RecordingState, duty: Duty, turn: Turn, *, roster_in_force: bool) -> datetime:
    """Raise or withdraw what is due of one officer's missing camera; return when to look again."""
    rule, now = Rule.NO_CAMERA_BOUND, turn.now
    owed = roster_in_force and duty.lead and not shift_ended(state.roster, duty, now)
    if duty.bound is not Bound.NO or not owed:
        duty.unbound_since = None
        reasons = {Bound.YES: Reason.PUT_RIGHT, Bound.UNCLEAR: Reason.UNKNOWN}
        reason = reasons.get(duty.bound or Bound.NO, Reason.NO_LONGER_REQUIRED)
        state.episodes.end(turn, rule, duty.key(), reason)
        return NEVER
    if duty.unbound_since is None:
        duty.unbound_since = now
    since = duty.unbound_since
    due = after(since, turn.number(rule, "grace_s", state.incidents[duty.incident].category))
    if due > now:
        return due
    if not state.episodes.has(rule, duty.key()):
        lines = (Evidence(since, Fact.NOT_BOUND),)
        state.episodes.begin(turn, about_duty(state, duty, turn, rule, "grace_s", since, lines))
    return NEVER


def shift_ended(roster: Roster, duty: Duty, now: datetime) -> bool:
    """Say whether a shift of the officer that began before the phase has just ended.

    Who stays at a scene beyond the shift is off the roster, but is not without a camera.
    """
    return any(
        entry.badge == duty.badge
        and entry.camera is not None
        and not entry.withdrawn
        and entry.starts_at <= duty.started_at < entry.ends_at <= now
        for entry in roster.entries.values()
    )
