"""Cameras that look askew, pictures that show too little, and dress that is not as it should be."""

from random import Random

from models.observations import Look, Seen, look_subject
from models.rules import Rule
from simulator.day import Day, Looks, Phase
from simulator.limits import LOOKS_ON_SHARE, LOOKS_WINDOW_S, TILT_HOLD_S, UNIFORM_LEAST_FAULTS
from simulator.placing import between, claim, claim_partner, margin_s
from simulator.spans import Span
from simulator.tracks import Tilt

LOOK_STEP_S = 2.0
"""As the vision role looks."""
LOOKS_DUE_S = LOOKS_ON_SHARE * LOOKS_WINDOW_S - LOOK_STEP_S
"""From the first look that shows a fault to the one with which enough of the window do."""
_AROUND_LOOKS_S = 60.0
"""E: looks are frequent from a minute before something is to be seen until a minute after."""
UNIFORM_STEP_S = 10.0
_SIDEWAYS_DEG = (40.0, 75.0)
_NODDED_DEG = (35.0, 60.0)
_PICTURE_KINDS = (Look.TILTED, Look.SKY, Look.GROUND, Look.COVERED, Look.DARK, Look.BLURRED, Look.FROZEN)
_DRESS_KINDS = (Look.HEADGEAR, Look.VEST, Look.DRESS, Look.BADGE)


def tilted(day: Day, phase: Phase, random: Random) -> bool:
    """Let a camera with a tilt sensor hang askew for a while."""
    if not day.tracks[phase.camera].has_imu:
        return False
    span = _within(phase, TILT_HOLD_S + margin_s(day) + 10, 240, random)
    if span is None or not claim(day, phase):
        return False
    day.tracks[phase.camera].tilts.append(askew(span, random))
    _write(day, phase, Rule.ANGLE_TILTED, phase.camera, (span[0], span[0] + TILT_HOLD_S, span[1]))
    return True


def askew(span: Span, random: Random) -> Tilt:
    """Return a tilt well over one of the limits, to either side."""
    side = 1 if random.random() < 0.5 else -1
    if random.random() < 0.6:
        return Tilt(span, 0.0, round(side * between(random, *_SIDEWAYS_DEG), 1))
    return Tilt(span, round(side * between(random, *_NODDED_DEG), 1), 0.0)


def picture(day: Day, phase: Phase, random: Random) -> bool:
    """Let a picture show sky, ground, darkness or the inside of a coat for a while."""
    kind = _PICTURE_KINDS[int(random.random() * len(_PICTURE_KINDS))]
    if kind is Look.TILTED and day.tracks[phase.camera].has_imu:
        kind = Look.COVERED
    span = _within(phase, 60, 240, random)
    if span is None or not claim(day, phase):
        return False
    look_closely(day, phase, kind, span, (Seen.FAULT,))
    subject = f"{phase.camera}/{kind}"
    _write(day, phase, Rule.ANGLE_PICTURE, subject, (span[0], span[0] + LOOKS_DUE_S, span[1]))
    return True


def look_closely(day: Day, phase: Phase, kind: Look, span: Span, seen: tuple[Seen, ...]) -> None:
    """Add looks every few seconds: what is seen in the span, and that all is well around it."""
    before = max(phase.start_s, span[0] - _AROUND_LOOKS_S), span[0] - 0.5
    after = span[1], span[1] + _AROUND_LOOKS_S
    plans = day.looks.setdefault(phase.scene.station, [])
    for part, what in ((before, (Seen.WELL,)), (span, seen), (after, (Seen.WELL,))):
        plans.append(Looks(phase.camera, kind, part, LOOK_STEP_S, what))


def uniform(day: Day, phase: Phase, random: Random) -> bool:
    """Let the dress of whoever came along be out of order, as the wearer's camera shows; else somebody's."""
    kind = _DRESS_KINDS[int(random.random() * len(_DRESS_KINDS))]
    span = _within(phase, 60, 300, random)
    if span is None or not claim(day, phase):
        return False
    badge = claim_partner(day, phase)
    plans = day.looks.setdefault(phase.scene.station, [])
    plans.append(Looks(phase.camera, kind, span, UNIFORM_STEP_S, (Seen.FAULT,), badge=badge))
    after = span[1], span[1] + 60
    plans.append(Looks(phase.camera, kind, after, UNIFORM_STEP_S, (Seen.WELL,), badge=badge))
    due_s = span[0] + (UNIFORM_LEAST_FAULTS - 1) * UNIFORM_STEP_S
    day.fault(
        Rule.UNIFORM,
        phase.scene.station,
        look_subject(phase.camera, kind, badge),
        (span[0], due_s, span[1]),
        incident=phase.scene.incident,
        badge=badge,
        camera=phase.camera,
    )
    return True


def _within(phase: Phase, least_s: float, most_s: float, random: Random) -> Span | None:
    """Return a span inside a phase, with a minute and a half of it left on either side."""
    room_s = phase.length_s() - 180
    if room_s < least_s:
        return None
    length_s = between(random, least_s, min(most_s, room_s))
    start_s = phase.start_s + 90 + between(random, 0, room_s - length_s)
    return start_s, start_s + length_s


def _write(day: Day, phase: Phase, rule: Rule, subject: str, times: tuple[float, float, float]) -> None:
    day.fault(
        rule,
        phase.scene.station,
        subject,
        times,
        incident=phase.scene.incident,
        badge=phase.duty.badge,
        camera=phase.camera,
    )
