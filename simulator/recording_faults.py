"""Officers whose camera does not record as it should."""

from random import Random

from models.incidents import Stage
from models.rules import Rule
from simulator.day import Day, Phase
from simulator.limits import (
    FRESH_S,
    INTERRUPTED_OFF_S,
    LATE_S,
    NEVER_STARTED_GRACE_S,
    OFFLINE_ON_INCIDENT_S,
    STOPPED_EARLY_OFF_S,
)
from simulator.placing import between, claim, margin_s
from simulator.spans import Span

_TAIL_S = 900.0
"""Longer than anybody goes on recording after a scene."""
_LATEST_TICK_S = 15.0
"""With slower ticks nobody could tell a late start from none."""
_SHORTEST_WITHOUT_S = 60.0
"""E: what is put right is missing at least this much longer than the rule allows."""


def never_started(day: Day, phase: Phase, random: Random) -> bool:
    """Let the officer forget the button: until it is remembered minutes later, or for the whole scene."""
    least_s = NEVER_STARTED_GRACE_S + margin_s(day) + _SHORTEST_WITHOUT_S
    if phase.length_s() < least_s or not claim(day, phase):
        return False
    back_s = phase.start_s + least_s + between(random, 0, 900)
    if back_s > phase.end_s - 60:
        back_s = phase.end_s + _TAIL_S
    _off(day, phase, (_leaving_s(phase), back_s))
    due_s = phase.start_s + NEVER_STARTED_GRACE_S
    _write(day, phase, Rule.RECORDING_NEVER_STARTED, (phase.start_s, due_s, min(back_s, phase.end_s)))
    return True


def started_late(day: Day, phase: Phase, random: Random) -> bool:
    """Let the recording begin too late for one rule and in time for the other."""
    tick_s = day.plan.tick_s
    heard_late = phase.start_s > phase.arrived_s + 5
    if tick_s > _LATEST_TICK_S or heard_late or phase.length_s() < 120 or not claim(day, phase):
        return False
    begins_s = phase.arrived_s + between(random, LATE_S + 10, NEVER_STARTED_GRACE_S - 12)
    _off(day, phase, (_leaving_s(phase), begins_s))
    _write(day, phase, Rule.RECORDING_STARTED_LATE, (phase.arrived_s, begins_s, begins_s + tick_s))
    return True


def interrupted(day: Day, phase: Phase, random: Random) -> bool:
    """Let the camera start anew in the middle of a scene, and not record when it is back."""
    margin = margin_s(day)
    least_s, most_s = FRESH_S + margin, OFFLINE_ON_INCIDENT_S - margin
    if least_s > most_s:
        return False  # with slower ticks it might as well be a camera that is offline
    away_s = between(random, least_s, most_s)
    missing_s = INTERRUPTED_OFF_S + margin + _SHORTEST_WITHOUT_S + between(random, 0, 240)
    breaks_s = phase.start_s + between(random, 120, 300)
    back_s = breaks_s + away_s
    if back_s + missing_s > phase.end_s - 60 or not claim(day, phase):
        return False
    day.tracks[phase.camera].lose((breaks_s, back_s), random)
    _off(day, phase, (breaks_s, back_s + missing_s))
    times = back_s, back_s + INTERRUPTED_OFF_S, back_s + missing_s
    _write(day, phase, Rule.RECORDING_INTERRUPTED, times)
    return True


def stopped_early(day: Day, phase: Phase, random: Random) -> bool:
    """Let the officer switch off minutes before the scene ends."""
    least_s = STOPPED_EARLY_OFF_S + margin_s(day) + _SHORTEST_WITHOUT_S
    if phase.length_s() < least_s + 120 or not claim(day, phase):
        return False
    stops_s = phase.end_s - between(random, least_s, min(900, phase.length_s() - 120))
    _off(day, phase, (stops_s, phase.end_s + _TAIL_S))
    times = stops_s, stops_s + STOPPED_EARLY_OFF_S, phase.end_s
    _write(day, phase, Rule.RECORDING_STOPPED_EARLY, times)
    return True


def _leaving_s(phase: Phase) -> float:
    """Return from when a recording would belong to the scene."""
    return phase.scene.stages.get(Stage.DEPARTED, phase.arrived_s) - 120


def _off(day: Day, phase: Phase, span: Span) -> None:
    day.tracks[phase.camera].off.append(span)


def _write(day: Day, phase: Phase, rule: Rule, times: tuple[float, float, float]) -> None:
    day.fault(
        rule,
        phase.scene.station,
        phase.subject(),
        times,
        incident=phase.scene.incident,
        badge=phase.duty.badge,
        camera=phase.camera,
    )
