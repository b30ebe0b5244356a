"""What is not as it should be in the command system: outcomes missing, ends missing, times impossible."""

from itertools import combinations, pairwise
from random import Random

from models.incidents import CHAIN, Stage
from models.rules import Rule
from simulator.day import Day
from simulator.limits import ESCALATED_S, NEVER_CONCLUDED_S, OVERDUE_S, REMINDER_S, SETTLE_S, TOLERANCE_S
from simulator.placing import between, margin_s
from simulator.scenes import Scene

_LADDER = (
    (Rule.FEEDBACK_REMINDER, REMINDER_S),
    (Rule.FEEDBACK_OVERDUE, OVERDUE_S),
    (Rule.FEEDBACK_ESCALATED, ESCALATED_S),
)
_CLEAR_OF_S = 120.0
"""E: an outcome entered within this of a limit would leave it open whether an alert is due."""


def never_concluded(day: Day, scene: Scene, _random: Random) -> bool:
    """Let nothing be heard of an incident after its people left."""
    stages = scene.stages
    if Stage.DEPARTED not in stages or Stage.CONCLUDED not in stages or len(scene.duties) == 0:
        return False
    due_s = stages[Stage.DEPARTED] + NEVER_CONCLUDED_S
    if due_s > day.end_s - margin_s(day) or not _claim(day, scene):
        return False
    for stage in list(stages):
        if stages[stage] > stages[Stage.DEPARTED]:
            del stages[stage]
    times = stages[Stage.DEPARTED], due_s, day.end_s
    day.fault(Rule.NEVER_CONCLUDED, scene.station, scene.incident, times, incident=scene.incident)
    return True


def impossible_times(day: Day, scene: Scene, random: Random) -> bool:
    """Let the command system have a time that cannot be true."""
    stages = scene.stages
    wrong = (Stage.SIGNED, Stage.DEPARTED, Stage.CONCLUDED)[int(random.random() * 3)]
    before = Stage.ARRIVED if wrong is Stage.CONCLUDED else Stage.DISPATCHED
    if Stage.CONCLUDED not in stages or wrong not in stages or before not in stages:
        return False  # nobody need mend the times of an incident that was called off
    if not _claim(day, scene):
        return False
    scene.said[wrong] = stages[before] - between(random, 180, 900)
    heard_s = _contradicted_s(day, scene)
    if heard_s + SETTLE_S > day.end_s - margin_s(day):
        del scene.said[wrong]
        return False
    times = heard_s, heard_s + SETTLE_S, heard_s + SETTLE_S
    note = f"{wrong} said to be before {before}"
    day.fault(Rule.IMPOSSIBLE_TIMES, scene.station, scene.incident, times, incident=scene.incident, note=note)
    return True


def _contradicted_s(day: Day, scene: Scene) -> float:
    """Return when the first two stages are heard of whose times cannot both be true."""
    told = [stage for stage in CHAIN if stage in scene.stages]
    said = {stage: scene.said.get(stage, scene.stages[stage]) for stage in told}
    return min(
        max(day.stage_heard_s(scene, first), day.stage_heard_s(scene, second))
        for first, second in combinations(told, 2)
        if said[first] - said[second] > TOLERANCE_S
    )


def _claim(day: Day, scene: Scene) -> bool:
    """Keep an incident with its people for one fault."""
    span = scene.bound[0], max(scene.bound[1], scene.stages[Stage.RECEIVED] + 1)
    things = [f"badge {duty.badge}" for duty in scene.duties]
    if not day.free(span, f"station {scene.station}"):
        return False
    return day.reserve(span, f"incident {scene.incident}", *things)


def late_feedback(day: Day) -> None:
    """Write down which outcomes are entered late, once it is known when everything is heard of."""
    for scene in day.scenes:
        if Stage.CONCLUDED not in scene.stages:
            continue
        dues = _dues(day, scene)
        entered_s = _entered_s(day, scene, [due_s for _, due_s in dues])
        steps = [*dues, (Rule.FEEDBACK_ESCALATED, float("inf"))]
        for (rule, due_s), (_, next_s) in pairwise(steps):
            if due_s < min(entered_s, day.end_s):
                since_s = scene.said.get(Stage.CONCLUDED, scene.stages[Stage.CONCLUDED])
                times = since_s, due_s, min(next_s, entered_s)
                day.fault(rule, scene.station, scene.incident, times, incident=scene.incident)


def _dues(day: Day, scene: Scene) -> list[tuple[Rule, float]]:
    heard_s = day.stage_heard_s(scene, Stage.CONCLUDED)
    doubted = Stage.CONCLUDED in scene.said
    since_s = heard_s if doubted else scene.stages[Stage.CONCLUDED]
    return [(rule, max(since_s + after_s, heard_s + SETTLE_S)) for rule, after_s in _LADDER]


def _entered_s(day: Day, scene: Scene, dues: list[float]) -> float:
    """Return when the outcome is heard of; move it away from where nobody could say who is right."""
    stages = scene.stages
    entered_s = stages[Stage.FEEDBACK_ENTERED]
    for due_s in dues:
        if abs(entered_s - due_s) < _CLEAR_OF_S:
            entered_s = due_s + _CLEAR_OF_S
        ends = day.end_s - _CLEAR_OF_S <= due_s <= day.end_s
        if ends and entered_s > due_s:
            entered_s = due_s - _CLEAR_OF_S
    moved_s = entered_s - stages[Stage.FEEDBACK_ENTERED]
    for stage in (Stage.FEEDBACK_ENTERED, Stage.REVIEWED, Stage.CLOSED):
        stages[stage] += moved_s
    return day.stage_heard_s(scene, Stage.FEEDBACK_ENTERED)
