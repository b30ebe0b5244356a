"""Traps at scenes: short, harmless, or not known for sure."""

from collections.abc import Iterable
from random import Random

from models.incidents import Stage
from models.observations import UNIFORM_LOOKS, Look, Seen
from models.stations import Role
from simulator.day import Day, Looks, Phase
from simulator.duties import Duty
from simulator.limits import LATE_S, NEED_NO_RECORDING
from simulator.picture_faults import UNIFORM_STEP_S, askew, look_closely
from simulator.placing import between, claim
from simulator.scenes import Scene
from simulator.spans import Span

_LONG_ENOUGH_S = 300.0
_AFTER_S = 900.0


def auxiliaries(day: Day) -> Iterable[Phase]:
    """Return the phases of auxiliaries."""
    return (phase for phase in day.phases() if phase.duty.role is Role.AUXILIARY)


def unknown_recorders(day: Day) -> Iterable[Phase]:
    """Return the phases with a camera that does not say whether it records."""
    return (phase for phase in day.phases() if not day.tracks[phase.camera].tells_recording)


def not_recording(day: Day, phase: Phase, _random: Random) -> bool:
    """Let somebody not record who is not asked to, or of whose camera it is not known."""
    name = "auxiliary" if phase.duty.role is Role.AUXILIARY else "recording_unknown"
    span = phase.start_s, phase.end_s
    if not _trap(day, phase, name, span):
        return False
    day.tracks[phase.camera].off.append((_leaving_s(phase), phase.end_s + _AFTER_S))
    return True


def double_booked(day: Day, phase: Phase, _random: Random) -> bool:
    """Let the roster give a camera to two people from the same moment, and nobody record with it."""
    duty = phase.duty
    shift = duty.starts_s, duty.ends_s
    things = f"badge {duty.badge}", f"camera {phase.camera}", f"battery_low {phase.camera}"
    if duty.swaps or not day.free(shift, *things, f"storage_low {phase.camera}"):
        return False
    if not _trap(day, phase, "double_booked", (phase.start_s, phase.end_s)):
        return False
    day.reserve((shift[0], phase.start_s), *things)
    day.reserve((phase.end_s, shift[1]), *things)
    other = Duty(day.new_badge(), Role.OFFICER, duty.station, duty.camera, duty.starts_s, duty.ends_s)
    day.duties.append(other)
    day.tracks[phase.camera].off.append((_leaving_s(phase), phase.end_s + _AFTER_S))
    return True


def overtime(day: Day, phase: Phase, random: Random) -> bool:
    """Let a shift end in the middle of a scene; whoever stays on is off the roster, and switches off."""
    duty = phase.duty
    later = phase.start_s, duty.ends_s
    things = f"badge {duty.badge}", f"camera {phase.camera}", f"battery_low {phase.camera}"
    last = max(bound_s for bound_s, _ in day.busy(duty.badge)) <= phase.start_s
    long_enough = phase.length_s() >= 2 * _LONG_ENOUGH_S
    if duty.swaps or not last or not long_enough or not day.free(later, *things):
        return False
    ends_s = phase.start_s + between(random, _LONG_ENOUGH_S, phase.length_s() - _LONG_ENOUGH_S / 2)
    if not _trap(day, phase, "overtime", (ends_s, phase.end_s)):
        return False
    duty.ends_s = ends_s
    day.tracks[phase.camera].off.append((ends_s + 30, phase.end_s + _AFTER_S))
    return True


def recording_blip(day: Day, phase: Phase, random: Random) -> bool:
    """Let a recording pause for half a minute, as when a file is closed and the next one begun."""
    span = _inside(phase, between(random, 20, 40), random)
    if span is None or not _trap(day, phase, "recording_blip", span):
        return False
    day.tracks[phase.camera].off.append(span)
    return True


def prompt_start(day: Day, phase: Phase, random: Random) -> bool:
    """Let the recording begin some seconds after arrival, but soon enough."""
    most_s = LATE_S - 2 * day.plan.tick_s - 2
    span = _leaving_s(phase), phase.arrived_s + between(random, 1, max(1.0, most_s))
    if most_s < 2 or phase.length_s() < _LONG_ENOUGH_S or not _trap(day, phase, "prompt_start", span):
        return False
    day.tracks[phase.camera].off.append(span)
    return True


def stopped_at_end(day: Day, phase: Phase, random: Random) -> bool:
    """Let the recording be switched off in the scene's last half minute."""
    span = phase.end_s - between(random, 15, 30), phase.end_s + _AFTER_S
    if phase.length_s() < _LONG_ENOUGH_S or not _trap(day, phase, "stopped_at_end", span):
        return False
    day.tracks[phase.camera].off.append(span)
    return True


def bend(day: Day, phase: Phase, random: Random) -> bool:
    """Let somebody bend over for ten seconds."""
    span = _inside(phase, 10.0, random)
    if span is None or not day.tracks[phase.camera].has_imu or not _trap(day, phase, "bend", span):
        return False
    day.tracks[phase.camera].tilts.append(askew(span, random))
    return True


def picture_noise(day: Day, phase: Phase, random: Random) -> bool:
    """Let fewer looks show a fault than the rule asks for."""
    span = _inside(phase, 120.0, random)
    if span is None or not _trap(day, phase, "picture_noise", span):
        return False
    seen = (Seen.FAULT, Seen.WELL, Seen.FAULT, Seen.WELL, Seen.WELL)
    look_closely(day, phase, Look.COVERED, span, seen)
    return True


def uniform_noise(day: Day, phase: Phase, random: Random) -> bool:
    """Let too few looks at somebody's dress show a fault."""
    span = _inside(phase, 180.0, random)
    if span is None or not _trap(day, phase, "uniform_noise", span):
        return False
    _look(day, phase, Look.DRESS, span, (Seen.FAULT, Seen.WELL, Seen.UNKNOWN, Seen.WELL, Seen.WELL), 0.9)
    return True


def unsure_looks(day: Day, phase: Phase, random: Random) -> bool:
    """Let all looks show a fault, but none be sure of it."""
    span = _inside(phase, 120.0, random)
    if span is None or not _trap(day, phase, "unsure_looks", span):
        return False
    _look(day, phase, Look.BADGE, span, (Seen.FAULT,), 0.5)
    _look(day, phase, Look.BLURRED, span, (Seen.FAULT,), 0.5)
    return True


def sensor_knows_better(day: Day, phase: Phase, random: Random) -> bool:
    """Let the picture look tilted while the camera's own sensor says that it hangs straight."""
    span = _inside(phase, 90.0, random)
    has_imu = day.tracks[phase.camera].has_imu
    if span is None or not has_imu or not _trap(day, phase, "sensor_knows_better", span):
        return False
    look_closely(day, phase, Look.TILTED, span, (Seen.FAULT,))
    return True


def needs_no_recording(day: Day) -> None:
    """Let nobody record where the incident's category asks for no recording."""
    for scene in day.scenes:
        if scene.category in NEED_NO_RECORDING and Stage.ARRIVED in scene.stages:
            _switch_off(day, scene)


def _switch_off(day: Day, scene: Scene) -> None:
    arrived_s = scene.stages[Stage.ARRIVED]
    span = arrived_s - _AFTER_S, scene.bound[1]
    for duty in scene.duties:
        camera = duty.camera_at(arrived_s)
        if camera is not None and day.reserve(span, f"badge {duty.badge}", f"camera {camera}"):
            day.tracks[camera].off.append(span)
            day.trap(
                "needs_no_recording",
                scene.station,
                scene.incident,
                (arrived_s, scene.bound[1]),
                incident=scene.incident,
                badge=duty.badge,
                camera=camera,
            )


def _look(day: Day, phase: Phase, kind: Look, span: Span, seen: tuple[Seen, ...], score: float) -> None:
    badge = phase.partner() if kind in UNIFORM_LOOKS else None
    looks = Looks(phase.camera, kind, span, UNIFORM_STEP_S / 2, seen, score, badge)
    day.looks.setdefault(phase.scene.station, []).append(looks)


def _leaving_s(phase: Phase) -> float:
    return phase.scene.stages.get(Stage.DEPARTED, phase.arrived_s) - 120


def _inside(phase: Phase, length_s: float, random: Random) -> Span | None:
    """Return a span inside a phase, with a minute and a half of it left on either side."""
    room_s = phase.length_s() - 180 - length_s
    if room_s < 0:
        return None
    start_s = phase.start_s + 90 + between(random, 0, room_s)
    return start_s, start_s + length_s


def _trap(day: Day, phase: Phase, name: str, span: Span) -> bool:
    """Keep the officer and camera for a trap and write it down."""
    if not claim(day, phase):
        return False
    day.trap(
        name,
        phase.scene.station,
        phase.subject(),
        span,
        incident=phase.scene.incident,
        badge=phase.duty.badge,
        camera=phase.camera,
    )
    return True
