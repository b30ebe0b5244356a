"""What healthy people record: their real clips, and every scene from before arrival until after its end.

The clips and the calls come from different places: that a clip belongs to a scene is a synthetic link.
"""

from datetime import datetime

from models.incidents import Stage
from simulator.chance import chance
from simulator.clips import Clip
from simulator.day import Day, Phase
from simulator.duties import day_of
from simulator.spans import Span

_FROM_DEPARTURE_SHARE = 0.7
"""E: most stations have their people switch on before they leave."""


def record(day: Day) -> None:
    """Let everybody record."""
    _clips(day)
    for phase in day.phases():
        day.tracks[phase.camera].recorded.append(_of_scene(day, phase))


def _clips(day: Day) -> None:
    midnight = day_of([clip.started for clip in day.plan.clips])
    by_wearer: dict[str, list[Span]] = {}
    for clip in day.plan.clips:
        if clip.wearer is not None:
            by_wearer.setdefault(clip.wearer, []).append(seconds(clip, midnight))
    for duty in day.duties:
        for start_s, end_s in by_wearer.get(duty.employee, ()):
            camera = duty.camera_at(start_s)
            inside = max(start_s, duty.starts_s), min(end_s, duty.ends_s)
            if camera is not None and inside[0] < inside[1]:
                inside = inside[0], min(inside[1], _next_swap_s(duty.swaps, inside[0]))
                day.tracks[camera].recorded.append(inside)


def seconds(clip: Clip, midnight: datetime) -> Span:
    """Return a clip's span in seconds since a midnight."""
    return (clip.started - midnight).total_seconds(), (clip.ended - midnight).total_seconds()


def _next_swap_s(swaps: list[tuple[float, str]], moment_s: float) -> float:
    return next((swapped_s for swapped_s, _ in swaps if swapped_s > moment_s), float("inf"))


def _of_scene(day: Day, phase: Phase) -> Span:
    random = chance(day.plan.seed, "record", phase.scene.incident, phase.duty.badge)
    stages = phase.scene.stages
    if Stage.DEPARTED in stages and random.random() < _FROM_DEPARTURE_SHARE:
        start_s = stages[Stage.DEPARTED] + 20 * random.random()
    else:
        start_s = phase.arrived_s - 30 - 30 * random.random()
    return min(start_s, phase.arrived_s - 15), phase.end_s + 30 + 270 * random.random()
