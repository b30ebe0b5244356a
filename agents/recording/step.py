"""Recording's step. Almost every event is telemetry that says what the last one said: that must be cheap."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agents.incidents import learn
from agents.recording import duties, feed, missing, offline, reserves, unbound
from agents.recording.state import Camera, RecordingState
from agents.recording.telling import Hearing, tell
from agents.recording.turn import Turn
from models.findings import Finding
from models.incidents import IncidentEvent
from models.log import Clock
from models.roster import RosterEntry
from models.rules import Rule, RuleBook
from models.telemetry import CameraRecord, Telemetry


def step(
    state: RecordingState,
    event: Telemetry | IncidentEvent | RosterEntry | Clock,
    now: datetime,
    rules: RuleBook,
) -> Sequence[Finding]:
    """Fold one event or a deadline."""
    if not isinstance(event, Telemetry):
        turn = Turn(state.station, now, rules, [])
        _take(state, event, turn)
        return turn.found
    cameras = state.cameras
    fresh_from, said_at = now - state.fresh, event.occurred_at
    telling: list[CameraRecord] = []
    for record in event.cameras:
        camera = cameras.get(record.camera)
        if (
            camera is not None
            and record.recording is camera.recording
            and record.online is camera.online
            and not camera.pending
            and camera.seen_at >= fresh_from
            and camera.said_at < said_at
            and ((level := record.battery_pct) is None or level >= camera.battery_floor_pct)
            and ((level := record.storage_free_pct) is None or level >= camera.storage_floor_pct)
        ):
            camera.seen_at = now
            camera.said_at = said_at
        else:
            telling.append(record)
    state.heard_at = now
    if not telling and not state.quiet:
        return ()
    turn = Turn(state.station, now, rules, [])
    _hear(state, event, telling, turn)
    return turn.found


def _hear(state: RecordingState, event: Telemetry, telling: list[CameraRecord], turn: Turn) -> None:
    """Look at the records that may tell something new."""
    if state.quiet:
        feed.come_back(state, turn)
        state.fresh = _fresh(turn)
    hearing = Hearing(event.occurred_at, turn.now, state.fresh)
    for record in telling:
        camera = state.cameras.get(record.camera)
        if camera is None:
            camera = state.cameras[record.camera] = Camera(record.camera)
        told = tell(camera, record, hearing)
        if camera.shift_since is not None:
            missing.judge(state, camera, told, turn)
            if camera.offline_since is None:
                reserves.judge(state, camera, record, turn)
            offline.hear(state, camera, turn)
        camera.pending = missing.is_waiting(state, camera) or offline.is_waiting(camera)
    _set_due(state, turn)


def _take(state: RecordingState, event: IncidentEvent | RosterEntry | Clock, turn: Turn) -> None:
    if isinstance(event, IncidentEvent):
        learn(state.incidents, event, turn.now)
        state.refresh_at = state.review_at = turn.now
    elif isinstance(event, RosterEntry):
        state.roster.learn(event)
        state.refresh_at = state.review_at = turn.now
    else:
        feed.watch(state, turn)
    _set_due(state, turn)


def _set_due(state: RecordingState, turn: Turn) -> None:
    """Review what is due by now, and say when something will be next."""
    if state.review_at <= turn.now:
        _review(state, turn)
    state.due = min(state.review_at, state.quiet_at)


def _review(state: RecordingState, turn: Turn) -> None:
    """Raise and withdraw whatever time decides, and set when it may decide something again."""
    state.fresh = _fresh(turn)
    if state.refresh_at <= turn.now:
        duties.refresh(state, turn)
    roster_in_force = bool(state.roster.current(turn.now))
    moments = [state.refresh_at, feed.settle(state, turn)]
    moments += [offline.settle(state, camera, turn) for camera in state.cameras.values()]
    for duty in state.duties.values():
        moments += (
            unbound.settle(state, duty, turn, roster_in_force=roster_in_force),
            missing.settle(state, duty, turn),
        )
    state.review_at = min(moments)


def _fresh(turn: Turn) -> timedelta:
    return timedelta(seconds=turn.number(Rule.RECORDING_NEVER_STARTED, "fresh_s"))
