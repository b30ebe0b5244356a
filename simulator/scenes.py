"""Incidents of the day: real calls, given to stations and people, with the missing stages drawn."""

from collections.abc import Sequence
from random import Random

from msgspec import Struct, field

from models.ids import IncidentId, StationId
from models.incidents import Stage
from models.stations import Role
from simulator.calls import Call
from simulator.chance import Quantiles, chance, drawn
from simulator.duties import Duty, day_of
from simulator.plan import Plan
from simulator.spans import Span, overlaps

_SIGN_S: Quantiles = ((0, 5), (0.7, 30), (0.9, 60), (0.97, 120), (1, 180))
"""After dispatch; the norm is 30 s, circulars count in buckets of 30, 60, 120 and 180 s."""
_LEAVE_S: Quantiles = ((0, 15), (0.8, 60), (1, 120))
_TRAVEL_S: Quantiles = ((0, 90), (0.5, 300), (0.9, 600), (1, 1500))
"""After leaving; the norm is 5 minutes in the city, 10 in the suburbs."""
FEEDBACK_S: Quantiles = ((0, 120), (0.35, 1800), (0.80, 7200), (0.92, 14400), (1, 36000))
"""After the scene (安康 actuals): 35 % within 30 minutes, 80 % within 2 hours, 8 % over 4 hours."""
_PHONE_FEEDBACK_S: Quantiles = ((0, 20), (1, 900))
"""Whoever settles a call on the telephone types the outcome in beside it."""
_REVIEW_S: Quantiles = ((0, 600), (0.5, 7200), (1, 28800))
_CLOSE_S: Quantiles = ((0, 60), (1, 3600))
_TELL_S: Quantiles = ((0, 0.2), (0.9, 1.5), (1, 3))
"""What an event takes from the command system to us."""

SHORTEST_WITH_ARRIVAL_S = 300.0
"""E: a call that was closed sooner was settled on the way."""
LONGEST_S = 7 * 3600.0
"""E: what stood open longer was left open, and would only tell of the source's own habits."""
BEFORE_S, AFTER_S = 600.0, 900.0
"""E: between two incidents of one person lies at least this much."""
_TWO_SHARE = 0.6


class Scene(Struct):
    """One incident; times in seconds since midnight."""

    incident: IncidentId
    station: StationId
    category: str
    duties: list[Duty]
    stages: dict[Stage, float]
    """When things truly happened, in the order in which they did."""
    told_after_s: dict[Stage, float]
    """How long after it happened each event is sent."""
    said: dict[Stage, float] = field(default_factory=dict)
    """Times that the command system has wrong."""
    from_station: StationId | None = None
    """Who had it first, if it was handed over."""
    bound: Span = (0.0, 0.0)
    """For how long its people are bound, with the way there and back."""


def scenes(plan: Plan, on_duty: Sequence[Duty]) -> list[Scene]:
    """Give calls to stations until the day has its incidents, skipping those that nobody is free for."""
    random = chance(plan.seed, "scenes")
    midnight = day_of([call.created for call in plan.calls])
    order = [call for call in plan.calls if call.created.date() == midnight.date()]
    random.shuffle(order)
    names = [station.station for station in plan.stations]
    crews = {name: [duty for duty in on_duty if duty.station == name] for name in names}
    busy: dict[str, list[Span]] = {}
    made: list[Scene] = []
    for call in order:
        if len(made) == plan.incidents_a_day():
            break
        stages = _stages(call, (call.created - midnight).total_seconds(), random)
        scene = None if stages is None else _place(call, stages, names, crews, busy, random)
        if scene is not None:
            made.append(scene)
    made.sort(key=lambda scene: scene.stages[Stage.RECEIVED])
    for number, scene in enumerate(made):
        scene.incident = f"{plan.day:%Y%m%d}{number + 1:05d}"
    return [scene for scene in made if scene.stages[Stage.RECEIVED] < plan.end_s()]


def _stages(call: Call, received_s: float, random: Random) -> dict[Stage, float] | None:
    """Return what happened when; None if the call stood open too long to be played."""
    closed_s = received_s + (call.closed - call.created).total_seconds()
    stages = {Stage.RECEIVED: received_s}
    if call.dispatched is None:
        _end_unattended(call, stages, closed_s, random)
        return stages
    dispatched_s = received_s + (call.dispatched - call.created).total_seconds()
    lasted_s = closed_s - dispatched_s
    if lasted_s > LONGEST_S:
        return None
    stages[Stage.DISPATCHED] = dispatched_s
    stages[Stage.SIGNED] = dispatched_s + min(drawn(random, _SIGN_S), max(0.0, lasted_s * 0.1))
    left_s = stages[Stage.SIGNED] + min(drawn(random, _LEAVE_S), max(0.0, lasted_s * 0.1))
    travelled_s = min(drawn(random, _TRAVEL_S), lasted_s * 0.3)
    if call.disposition in ("VOI", "DUP"):
        stages[Stage.DEPARTED] = left_s
        stages[_side_path(call)] = max(closed_s, left_s + 1)
        return stages
    if lasted_s >= SHORTEST_WITH_ARRIVAL_S:
        stages[Stage.DEPARTED] = left_s
        stages[Stage.ARRIVED] = left_s + travelled_s
    stages[Stage.CONCLUDED] = closed_s
    _enter(stages, FEEDBACK_S, random)
    return stages


def _end_unattended(call: Call, stages: dict[Stage, float], closed_s: float, random: Random) -> None:
    """End a call to which nobody was sent: void, duplicate, or settled on the telephone."""
    if call.disposition in ("VOI", "DUP"):
        stages[_side_path(call)] = closed_s
        return
    stages[Stage.CONCLUDED] = closed_s
    _enter(stages, _PHONE_FEEDBACK_S, random)


def _side_path(call: Call) -> Stage:
    return Stage.CANCELLED if call.disposition == "VOI" else Stage.DUPLICATE


def _enter(stages: dict[Stage, float], after_s: Quantiles, random: Random) -> None:
    stages[Stage.FEEDBACK_ENTERED] = stages[Stage.CONCLUDED] + drawn(random, after_s)
    stages[Stage.REVIEWED] = stages[Stage.FEEDBACK_ENTERED] + drawn(random, _REVIEW_S)
    stages[Stage.CLOSED] = stages[Stage.REVIEWED] + drawn(random, _CLOSE_S)


def _place(
    call: Call,
    stages: dict[Stage, float],
    names: Sequence[StationId],
    crews: dict[StationId, list[Duty]],
    busy: dict[str, list[Span]],
    random: Random,
) -> Scene | None:
    told = {stage: drawn(random, _TELL_S) for stage in Stage}
    scene = Scene("", "", call.type, [], stages, told)
    first = int(random.random() * len(names))
    wanted = 1 + (random.random() < _TWO_SHARE)
    for turn in range(len(names)):
        scene.station = names[(first + turn) % len(names)]
        if Stage.DISPATCHED not in stages:
            return scene
        scene.bound = stages[Stage.DISPATCHED] - BEFORE_S, _left_s(stages) + AFTER_S
        free = [duty for duty in crews[scene.station] if _is_free(duty, scene.bound, busy)]
        random.shuffle(free)
        leaders = [duty for duty in free if duty.role is Role.OFFICER]
        if leaders:
            others = [duty for duty in free if duty is not leaders[0]]
            scene.duties = [leaders[0], *others[: wanted - 1]]
            for duty in scene.duties:
                busy.setdefault(duty.badge, []).append(scene.bound)
            return scene
    return None


def _left_s(stages: dict[Stage, float]) -> float:
    """Return when its people leave the scene, or turn round on the way."""
    ends = (Stage.CONCLUDED, Stage.CANCELLED, Stage.DUPLICATE)
    return next(stages[stage] for stage in ends if stage in stages)


def _is_free(duty: Duty, taken: Span, busy: dict[str, list[Span]]) -> bool:
    on_shift = duty.starts_s <= taken[0] and taken[1] <= duty.ends_s
    return on_shift and not overlaps(busy.get(duty.badge, ()), taken)
