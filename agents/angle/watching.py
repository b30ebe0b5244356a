"""Watching: which cameras count now. Those that are surely worn by somebody who must record."""

from datetime import datetime

from agents.angle.state import AngleState, Watched
from agents.incidents import FORGET_AFTER_S, forget_old
from agents.recording.phases import Phase, next_change, phases
from agents.recording.turn import Turn
from models.findings import Reason
from models.ids import CameraId
from models.rules import Rule
from models.times import after


def refresh(state: AngleState, turn: Turn) -> None:
    """Work out anew which cameras are watched; what is open on others is withdrawn."""
    now = turn.now
    forget_old(state.incidents, now)
    state.roster.forget_ended(after(now, -FORGET_AFTER_S))
    open_phases = phases(state.incidents.values(), state.roster, now, turn.rules)
    choices = _choices(state, open_phases, now)
    for name, watched in list(state.watched.items()):
        about = (watched.badge, watched.incident)
        if about not in [_about(phase) for phase in choices.get(name, ())]:
            on_scene = about in [_about(phase) for phase in open_phases]
            # On the scene without this camera: it changed hands, unless the shift is over.
            changed_hands = on_scene and watched.badge in state.roster.current(now)
            reason = Reason.UNKNOWN if changed_hands else Reason.NO_LONGER_REQUIRED
            for finding in list(state.episodes.open.values()):
                if finding.camera == name:
                    state.episodes.end(turn, finding.rule, finding.subject, reason)
            del state.watched[name]
    for name, possible in choices.items():
        if name not in state.watched:
            state.watched[name] = _watch(name, possible[0], turn)
    state.refresh_at = next_change(open_phases, state.roster, now)


def _choices(state: AngleState, open_phases: list[Phase], now: datetime) -> dict[CameraId, list[Phase]]:
    """Return for each camera its wearer's phases, the first in front."""
    found: dict[CameraId, list[Phase]] = {}
    for phase in open_phases:
        _, name = state.roster.camera_of(phase.badge, now)
        if name is not None:
            found.setdefault(name, []).append(phase)
    return found


def _about(phase: Phase) -> tuple[str, str]:
    return phase.badge, phase.incident.incident


def _watch(name: CameraId, phase: Phase, turn: Turn) -> Watched:
    code = phase.incident.category
    return Watched(
        camera=name,
        badge=phase.badge,
        incident=phase.incident.incident,
        pitch_limit_deg=turn.number(Rule.ANGLE_TILTED, "pitch_deg", code),
        roll_limit_deg=turn.number(Rule.ANGLE_TILTED, "roll_deg", code),
    )
