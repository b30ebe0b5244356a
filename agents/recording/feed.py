"""A station's feed as a whole: whether anything of its cameras is heard at all."""

from datetime import datetime

from agents.recording.state import NEVER, RecordingState
from agents.recording.turn import Turn
from models.findings import Change, Evidence, Fact, Finding, Reason
from models.rules import Rule
from models.times import EPOCH, after


def come_back(state: RecordingState, turn: Turn) -> None:
    """Take note that something is heard again; how long anybody was silent is counted anew."""
    state.quiet = False
    state.back_at = turn.now
    state.quiet_at = after(turn.now, _patience_s(turn))
    state.review_at = turn.now
    seen = Evidence(turn.now, Fact.ONLINE)
    state.episodes.end(turn, Rule.STATION_SILENT, turn.station, Reason.PUT_RIGHT, (seen,))


def watch(state: RecordingState, turn: Turn) -> None:
    """See whether the feed has gone quiet, if it is time to."""
    if turn.now < state.quiet_at:
        return
    quiet_at = after(state.heard_at, _patience_s(turn))
    if quiet_at > turn.now:
        state.quiet_at = quiet_at
        return
    state.quiet, state.quiet_at, state.review_at = True, NEVER, turn.now


def settle(state: RecordingState, turn: Turn) -> datetime:
    """Raise or withdraw what is due of the whole station's silence; return when to look again."""
    rule, now, station = Rule.STATION_SILENT, turn.now, turn.station
    if not state.quiet or state.heard_at == EPOCH:
        return NEVER
    if state.manned_since is None:
        state.episodes.end(turn, rule, station, Reason.NO_LONGER_REQUIRED)
        return NEVER
    since = max(state.heard_at, state.manned_since)
    due = after(since, turn.number(rule, "silent_s"))
    if due > now:
        return due
    if not state.episodes.has(rule, station):
        finding = Finding(
            rule=rule,
            change=Change.RAISE,
            reason=Reason.HELD,
            station=station,
            subject=station,
            since=since,
            at=now,
            measure=turn.measure(rule, "silent_s"),
            evidence=(Evidence(state.heard_at, Fact.SILENT),),
        )
        if state.episodes.begin(turn, finding):
            _say_nothing_else(state, turn)
    return NEVER


def _say_nothing_else(state: RecordingState, turn: Turn) -> None:
    for camera in state.cameras:
        for rule in (Rule.CAMERA_OFFLINE_ON_INCIDENT, Rule.CAMERA_OFFLINE):
            state.episodes.end(turn, rule, camera, Reason.UNKNOWN)


def _patience_s(turn: Turn) -> float:
    """Return how long a feed may be silent before its cameras' silence says nothing of the cameras.

    One keepalive less than a camera has, or the cameras heard first in a round would be called silent in
    the last moments before their station is.
    """
    keepalive_s = turn.number(Rule.CAMERA_OFFLINE, "keepalive_s")
    before_silent_s = keepalive_s * (turn.number(Rule.CAMERA_OFFLINE, "missed") - 1)
    return min(before_silent_s, turn.number(Rule.STATION_SILENT, "silent_s"))
