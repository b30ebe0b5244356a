"""Angle's step. Almost every event is telemetry of cameras that nobody watches, or that hang straight."""

from collections.abc import Sequence
from datetime import datetime

from agents.angle import picture, tilt, watching
from agents.angle.state import AngleState
from agents.incidents import learn
from agents.recording.state import NEVER
from agents.recording.turn import Turn
from models.findings import Finding
from models.incidents import IncidentEvent
from models.log import Clock
from models.observations import PICTURE_LOOKS, Observation, each_look
from models.roster import RosterEntry
from models.rules import RuleBook
from models.telemetry import CameraRecord, Telemetry


def step(
    state: AngleState,
    event: Telemetry | Observation | IncidentEvent | RosterEntry | Clock,
    now: datetime,
    rules: RuleBook,
) -> Sequence[Finding]:
    """Fold one event or a deadline."""
    if not isinstance(event, Telemetry):
        turn = Turn(state.station, now, rules, [])
        _take(state, event, turn)
        return turn.found
    askew = _askew(state, event, now) if state.watched else ()
    if not askew:
        return ()
    turn = Turn(state.station, now, rules, [])
    for record in askew:
        tilt.judge(state, state.watched[record.camera], record, event.occurred_at, turn)
    state.due = min(state.refresh_at, state.unknown_at)
    return turn.found


def _askew(state: AngleState, event: Telemetry, now: datetime) -> list[CameraRecord]:
    """Return the records that must be looked at: of watched cameras that do not, or did not, hang straight."""
    watch = state.watched
    found: list[CameraRecord] = []
    for record in event.cameras:
        watched = watch.get(record.camera)
        if watched is None:
            continue
        pitch_deg, roll_deg = record.pitch_deg, record.roll_deg
        if pitch_deg is None and roll_deg is None and watched.straight:
            continue
        if (
            watched.straight
            and pitch_deg is not None
            and roll_deg is not None
            and -watched.pitch_limit_deg <= pitch_deg <= watched.pitch_limit_deg
            and -watched.roll_limit_deg <= roll_deg <= watched.roll_limit_deg
        ):
            watched.told_both_at = now
        else:
            found.append(record)
    return found


def _take(state: AngleState, event: Observation | IncidentEvent | RosterEntry | Clock, turn: Turn) -> None:
    if isinstance(event, Observation):
        watched = state.watched.get(event.camera)
        if watched is not None:
            for seen in each_look(event):
                if seen.kind in PICTURE_LOOKS:
                    picture.look(state, watched, seen, turn)
    elif isinstance(event, IncidentEvent):
        learn(state.incidents, event, turn.now)
        state.refresh_at = turn.now
    elif isinstance(event, RosterEntry):
        state.roster.learn(event)
        state.refresh_at = turn.now
    if state.refresh_at <= turn.now:
        watching.refresh(state, turn)
    if state.unknown_at <= turn.now:
        state.unknown_at = min(
            (
                min(tilt.settle(state, watched, turn), picture.settle(state, watched, turn))
                for watched in state.watched.values()
            ),
            default=NEVER,
        )
    state.due = min(state.refresh_at, state.unknown_at)
