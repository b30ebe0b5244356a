"""Placing faults and traps: how many, where, and one at a time."""

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any

from msgspec import Struct

from models.ids import Badge
from simulator.chance import chance, count
from simulator.day import Day, Phase
from simulator.duties import Duty
from simulator.spans import Span

AROUND_S = 400.0
"""E: nothing else goes wrong with the same officer and camera this long before and after."""


class Kind(Struct, frozen=True):
    """One kind of thing that goes wrong, or looks wrong."""

    name: str
    a_day: float
    """How many a day with 300 cameras."""
    candidates: Callable[[Day], Iterable[Any]]
    place: Callable[[Day, Any, Random], bool]
    """Put it on a candidate, or say no where it would not be beyond doubt."""


def put(day: Day, kinds: Sequence[Kind], purpose: str, times: float) -> None:
    """Place as many of each kind as its rate says and as there is room for, one of each at a time."""
    scale = times * day.plan.cameras / 300 * day.plan.hours / 24
    turns = [turn for kind in kinds if (turn := _turn(day, kind, purpose, scale)).wanted]
    while turns:
        for turn in turns:
            turn.place_one(day)
        turns = [turn for turn in turns if turn.wanted and turn.left]


class _Turn(Struct):
    kind: Kind
    random: Random
    wanted: int
    left: list[Any]
    """Candidates in the order in which they are tried, the next one last."""

    def place_one(self, day: Day) -> None:
        """Place one on the next candidate that will do."""
        while self.left:
            if self.kind.place(day, self.left.pop(), self.random):
                self.wanted -= 1
                return


def _turn(day: Day, kind: Kind, purpose: str, scale: float) -> _Turn:
    random = chance(day.plan.seed, purpose, kind.name)
    wanted = count(random, kind.a_day * scale)
    candidates = list(kind.candidates(day)) if wanted else []
    random.shuffle(candidates)
    return _Turn(kind, random, wanted, candidates)


def phases(day: Day) -> Iterable[Phase]:
    """Return the phases of officers whose camera says whether it records."""
    return day.officer_phases()


def wearers(day: Day) -> Iterable[Duty]:
    """Return the duties with a camera that begin or go on within the file."""
    return (duty for duty in day.duties if duty.camera is not None and _within(day, duty))


def _within(day: Day, duty: Duty) -> bool:
    return duty.ends_s > 0 and duty.starts_s < day.end_s


def claim(day: Day, phase: Phase) -> bool:
    """Keep an officer at a scene, with the camera, for one fault or trap."""
    span = phase.start_s - AROUND_S, phase.end_s + AROUND_S
    if not day.free(span, f"station {phase.duty.station}"):
        return False
    return day.reserve(span, f"badge {phase.duty.badge}", f"camera {phase.camera}")


def claim_partner(day: Day, phase: Phase) -> Badge | None:
    """Keep whom the camera at a scene shows too; return nobody where that person is kept already."""
    badge = phase.partner()
    span = phase.start_s - AROUND_S, phase.end_s + AROUND_S
    return badge if badge is not None and day.reserve(span, f"badge {badge}") else None


def claim_camera(day: Day, duty: Duty, span: Span) -> bool:
    """Keep a camera on a shift for one fault or trap."""
    camera = duty.camera_at(span[0])
    wide = span[0] - AROUND_S, span[1] + AROUND_S
    if camera != duty.camera_at(span[1]) or not day.free(wide, f"station {duty.station}"):
        return False
    return day.reserve(wide, f"badge {duty.badge}", f"camera {camera}")


def between(random: Random, low: float, high: float) -> float:
    """Draw evenly between two numbers."""
    return low + (high - low) * random.random()


def margin_s(day: Day) -> float:
    """Return by how much a fault must exceed what its rule allows: two ticks and what sending takes."""
    return 2 * day.plan.tick_s + 5.0
