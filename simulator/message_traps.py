"""Traps in how things are told: late, twice, out of order, by wrong clocks, by changed hands."""

from random import Random

from models.incidents import Stage
from simulator.day import Day
from simulator.duties import Duty, Post
from simulator.limits import NEVER_CONCLUDED_S
from simulator.placing import AROUND_S, between
from simulator.scenes import Scene
from simulator.spans import overlaps

_OUTAGE_S = 600.0
_SKEW_S = (30.0, 120.0)
_SWAP_CLEAR_S = 1000.0
"""E: nobody swaps cameras this shortly before or after an incident."""
_SAME_END_S = 60.0
_ENTERED_S = (5.0, 60.0)
"""E: an outcome that is typed in as the people leave."""
_TRIES = 20


def outage(day: Day, post: Post, random: Random) -> bool:
    """Let a station's line fail for ten minutes, then deliver everything at once in its first order."""
    room_s = day.end_s - _OUTAGE_S - 2 * AROUND_S
    if room_s < 0:
        return False
    start_s = AROUND_S + between(random, 0, room_s)
    span = start_s, start_s + _OUTAGE_S
    if not day.reserve((span[0] - AROUND_S, span[1] + AROUND_S), f"station {post.station}"):
        return False
    day.held.setdefault(post.station, []).append(span)
    day.trap("late_delivery", post.station, post.station, span)
    return True


def skewed_clock(day: Day, post: Post, random: Random) -> bool:
    """Let the clock of a station's sender be wrong all day."""
    if post.station in day.skew_s:
        return False
    side = 1 if random.random() < 0.5 else -1
    day.skew_s[post.station] = side * between(random, *_SKEW_S)
    note = f"{day.skew_s[post.station]:+.0f} s"
    day.trap("wrong_clock", post.station, post.station, (0, day.end_s), note=note)
    return True


def late_tick(day: Day, post: Post, random: Random) -> bool:
    """Let a tick arrive after the next one."""
    tick = int(random.random() * day.end_s / day.plan.tick_s)
    day.late_ticks.setdefault(post.station, set()).add(tick)
    start_s = tick * day.plan.tick_s
    day.trap("late_tick", post.station, post.station, (start_s, start_s + 3 * day.plan.tick_s))
    return True


def repeated_tick(day: Day, post: Post, random: Random) -> bool:
    """Let a tick arrive twice."""
    tick = int(random.random() * day.end_s / day.plan.tick_s)
    day.repeated_ticks.setdefault(post.station, set()).add(tick)
    start_s = tick * day.plan.tick_s
    day.trap("repeated_tick", post.station, post.station, (start_s, start_s + 2 * day.plan.tick_s))
    return True


def repeated_event(day: Day, scene: Scene, random: Random) -> bool:
    """Let an incident event arrive twice, the second time up to ten minutes later."""
    stages = list(scene.stages)
    stage = stages[int(random.random() * len(stages))]
    after_s = between(random, 2, 600)
    day.repeats.append((scene.incident, stage, after_s))
    start_s = scene.stages[stage]
    span = start_s, start_s + after_s + 60
    day.trap("repeated_event", scene.station, scene.incident, span, incident=scene.incident, note=stage)
    return True


def disordered_event(day: Day, scene: Scene, random: Random) -> bool:
    """Let an event be told minutes late, after others that came later."""
    stage = (Stage.SIGNED, Stage.DEPARTED, Stage.ARRIVED)[int(random.random() * 3)]
    if stage not in scene.stages:
        return False
    scene.told_after_s[stage] = between(random, 90, 600)
    start_s = scene.stages[stage]
    span = start_s, start_s + scene.told_after_s[stage] + 60
    day.trap("disordered_event", scene.station, scene.incident, span, incident=scene.incident, note=stage)
    return True


def handed_over(day: Day, scene: Scene, random: Random) -> bool:
    """Let another station have taken the call first."""
    others = [post.station for post in day.posts if post.station != scene.station]
    if not others or Stage.DISPATCHED not in scene.stages or scene.from_station is not None:
        return False
    scene.from_station = others[int(random.random() * len(others))]
    received_s, dispatched_s = scene.stages[Stage.RECEIVED], scene.stages[Stage.DISPATCHED]
    scene.stages[Stage.TRANSFERRED] = received_s + max(0.0, dispatched_s - received_s) / 2
    span = received_s, received_s + 6 * 3600
    day.trap("handed_over", scene.from_station, scene.incident, span, incident=scene.incident)
    return True


def end_untold(day: Day, scene: Scene, random: Random) -> bool:
    """Let a conclusion never be told; the outcome, entered as people leave, says that the scene is over."""
    stages = scene.stages
    if Stage.ARRIVED not in stages or Stage.CONCLUDED not in stages:
        return False
    ended_s = stages.pop(Stage.CONCLUDED)
    sooner_s = stages[Stage.FEEDBACK_ENTERED] - ended_s - between(random, *_ENTERED_S)
    for stage in (Stage.FEEDBACK_ENTERED, Stage.REVIEWED, Stage.CLOSED):
        stages[stage] -= sooner_s
    span = ended_s, max(stages[Stage.CLOSED], stages[Stage.ARRIVED] + NEVER_CONCLUDED_S) + 3600
    day.trap("end_untold", scene.station, scene.incident, span, incident=scene.incident)
    return True


def called_off(day: Day) -> None:
    """Write down the real calls that were voided or found to be duplicates with officers on their way.

    Of every second one it is told after that they had arrived.
    """
    for number, scene in enumerate(day.scenes):
        ends = [stage for stage in (Stage.CANCELLED, Stage.DUPLICATE) if stage in scene.stages]
        if not ends or Stage.DISPATCHED not in scene.stages:
            continue
        ended_s = scene.stages[ends[0]]
        if number % 2 == 0:
            scene.stages[Stage.ARRIVED] = ended_s - 1
            scene.told_after_s[Stage.ARRIVED] = 60.0
        span = scene.stages[Stage.DISPATCHED], ended_s + 3600
        day.trap(f"{ends[0]}", scene.station, scene.incident, span, incident=scene.incident)


def swap(day: Day, duty: Duty, random: Random) -> bool:
    """Let two people on the same shift swap cameras, as the roster says at that moment."""
    for other in day.duties:
        if other is duty or not _can_swap(duty, other):
            continue
        low_s = max(duty.starts_s, other.starts_s, 0.0) + _SWAP_CLEAR_S
        high_s = min(duty.ends_s, other.ends_s, day.end_s) - _SWAP_CLEAR_S
        for _ in range(_TRIES if low_s < high_s else 0):
            if _swap(day, (duty, other), between(random, low_s, high_s)):
                return True
    return False


def _can_swap(duty: Duty, other: Duty) -> bool:
    same_shift = duty.station == other.station and abs(duty.ends_s - other.ends_s) < _SAME_END_S
    return same_shift and other.camera is not None and not duty.swaps and not other.swaps


def _swap(day: Day, pair: tuple[Duty, Duty], swapped_s: float) -> bool:
    clear = swapped_s - _SWAP_CLEAR_S, swapped_s + _SWAP_CLEAR_S
    one, other = pair
    if one.camera is None or other.camera is None:
        return False
    if any(overlaps(day.busy(duty.badge), clear) for duty in pair):
        return False
    things = [f"badge {duty.badge}" for duty in pair] + [f"camera {duty.camera}" for duty in pair]
    if not day.free(clear, f"station {one.station}") or not day.reserve(clear, *things):
        return False
    one.swaps.append((swapped_s, other.camera))
    other.swaps.append((swapped_s, one.camera))
    ends_s = max(one.ends_s, other.ends_s)
    for duty in pair:
        span = swapped_s, ends_s
        day.trap("swap", duty.station, duty.badge, span, badge=duty.badge, camera=duty.camera)
    return True
