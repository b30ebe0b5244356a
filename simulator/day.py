"""The day as decided: people, cameras and incidents, what goes wrong, and the truth about it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct, field

from models.ids import Badge, CameraId, IncidentId, StationId
from models.incidents import Stage
from models.observations import Look, Observation, Seen
from models.rules import Rule
from models.stations import Role
from simulator.duties import Duty, Post
from simulator.limits import NEED_NO_RECORDING
from simulator.plan import Plan
from simulator.scenes import Scene
from simulator.spans import Span, overlaps, union
from simulator.tracks import Track
from simulator.truth import Kind, Truth

Value = TypeVar("Value")
Sent = tuple[float, float, Value]
"""Something sent: the seconds at which it is logged and at which it was sent, and what it is."""


class Looks(Struct, frozen=True):
    """A run of looks at one camera's picture for one thing."""

    camera: CameraId
    kind: Look
    span: Span
    step_s: float
    seen: tuple[Seen, ...]
    """What they find, over and over."""
    score: float = 0.9
    badge: Badge | None = None
    """Whom they show, where the observer knows."""


class Filmed(Struct, frozen=True):
    """What a camera's film showed when it was really looked at; no looks at its picture are made up meanwhile."""

    camera: CameraId
    span: Span
    seen: tuple[Observation, ...]
    """In the order of their times."""


class Phase(Struct, frozen=True):
    """One officer at one scene, as the supervision room comes to know of it."""

    scene: Scene
    duty: Duty
    camera: CameraId
    arrived_s: float
    start_s: float
    """When the arrival is heard of."""
    end_s: float
    """When the conclusion is heard of, or the file ends."""

    def length_s(self) -> float:
        """Return how long it lasts."""
        return self.end_s - self.start_s

    def subject(self) -> str:
        """Return what an alert about it is about."""
        return f"{self.scene.incident}/{self.duty.badge}"

    def partner(self) -> Badge | None:
        """Return whom the camera shows: who came along with its wearer."""
        return next((duty.badge for duty in self.scene.duties if duty.badge != self.duty.badge), None)


class Day(Struct):
    """Everything that will happen; faults and traps change it before it is told."""

    plan: Plan
    start: datetime
    end_s: float
    posts: list[Post]
    duties: list[Duty]
    tracks: dict[CameraId, Track]
    scenes: list[Scene]
    held: dict[StationId, list[Span]] = field(default_factory=dict)
    """Outages of a station's line after which everything is delivered."""
    lost: dict[StationId, list[Span]] = field(default_factory=dict)
    """Outages of a station's line in which its telemetry is lost."""
    looks: dict[StationId, list[Looks]] = field(default_factory=dict)
    filmed: dict[StationId, list[Filmed]] = field(default_factory=dict)
    skew_s: dict[StationId, float] = field(default_factory=dict)
    """By how much the clock of a station's sender is wrong."""
    late_ticks: dict[StationId, set[int]] = field(default_factory=dict)
    """Ticks that arrive after the next one."""
    repeated_ticks: dict[StationId, set[int]] = field(default_factory=dict)
    repeats: list[tuple[IncidentId, Stage, float]] = field(default_factory=list)
    """Incident events that are sent again, and how long after."""
    truth: list[Truth] = field(default_factory=list)
    reserved: dict[str, list[Span]] = field(default_factory=dict)
    """What already has a fault or trap, and when: one thing at a time goes wrong with anything."""

    def moment(self, at_s: float) -> datetime:
        """Return a second of the day as an instant, to the millisecond."""
        return self.start + timedelta(milliseconds=round(at_s * 1000))

    def heard_s(self, station: StationId, sent_s: float) -> float:
        """Return when something sent by a station arrives."""
        for start_s, end_s in self.held.get(station, ()):
            if start_s <= sent_s < end_s:
                return end_s
        return sent_s

    def sent(self, station: StationId, sent_s: float, value: Value) -> Sent[Value]:
        """Return something with when it is logged and when it was sent."""
        return self.heard_s(station, sent_s), sent_s, value

    def stage_heard_s(self, scene: Scene, stage: Stage) -> float:
        """Return when a stage of an incident is heard of."""
        return self.heard_s(scene.station, scene.stages[stage] + scene.told_after_s[stage])

    def phases(self) -> Iterator[Phase]:
        """Yield what people with a camera owe at scenes that must be recorded, within the file."""
        for scene in self.scenes:
            if Stage.ARRIVED not in scene.stages or scene.category in NEED_NO_RECORDING:
                continue
            over = [self.stage_heard_s(scene, stage) for stage in OVER if stage in scene.stages]
            start_s, end_s = self.stage_heard_s(scene, Stage.ARRIVED), min([*over, self.end_s])
            arrived_s = scene.stages[Stage.ARRIVED]
            for duty in scene.duties:
                camera = duty.camera_at(arrived_s)
                if camera is not None and start_s < end_s:
                    yield Phase(scene, duty, camera, arrived_s, start_s, end_s)

    def officer_phases(self) -> Iterator[Phase]:
        """Yield the phases of officers whose camera says whether it records."""
        for phase in self.phases():
            if phase.duty.role is Role.OFFICER and self.tracks[phase.camera].tells_recording:
                yield phase

    def new_badge(self) -> Badge:
        """Return a badge that nobody has; the real shifts' people have lower ones."""
        return f"{_FIRST_NEW_BADGE + len(self.duties):06d}"

    def reserve(self, span: Span, *things: str) -> bool:
        """Keep things for one fault or trap, if all of them are still free for the span."""
        if any(overlaps(self.reserved.get(thing, ()), span) for thing in things):
            return False
        for thing in things:
            self.reserved.setdefault(thing, []).append(span)
        return True

    def free(self, span: Span, *things: str) -> bool:
        """Say whether nothing is wrong yet with any of the things in a span."""
        return not any(overlaps(self.reserved.get(thing, ()), span) for thing in things)

    def busy(self, badge: Badge) -> list[Span]:
        """Return the spans for which a person is bound to incidents."""
        return union(
            scene.bound for scene in self.scenes if any(duty.badge == badge for duty in scene.duties)
        )

    def fault(
        self,
        rule: Rule,
        station: StationId,
        subject: str,
        times: tuple[float, float, float],
        *,
        incident: IncidentId | None = None,
        badge: Badge | None = None,
        camera: CameraId | None = None,
        note: str = "",
    ) -> None:
        """Write down a fault with its start, due moment and end."""
        start_s, due_s, end_s = times
        self.truth.append(
            Truth(
                kind=Kind.FAULT,
                rule=rule,
                station=station,
                subject=subject,
                incident=incident,
                badge=badge,
                camera=camera,
                start=self.moment(start_s),
                due=self.moment(due_s),
                end=self.moment(min(end_s, self.end_s)),
                note=note,
            )
        )

    def order_truth(self) -> None:
        """Bring the truth into the order of time, and of names where that is the same."""
        self.truth.sort(key=lambda row: (row.start, row.station, row.subject, row.rule or "", row.trap or ""))

    def trap(
        self,
        name: str,
        station: StationId,
        subject: str,
        span: Span,
        *,
        incident: IncidentId | None = None,
        badge: Badge | None = None,
        camera: CameraId | None = None,
        note: str = "",
    ) -> None:
        """Write down a trap."""
        self.truth.append(
            Truth(
                kind=Kind.TRAP,
                trap=name,
                station=station,
                subject=subject,
                incident=incident,
                badge=badge,
                camera=camera,
                start=self.moment(max(0.0, span[0])),
                end=self.moment(min(span[1], self.end_s)),
                note=note,
            )
        )


_FIRST_NEW_BADGE = 100_000
OVER = (Stage.CONCLUDED, Stage.FEEDBACK_ENTERED, Stage.CANCELLED, Stage.DUPLICATE)
"""An outcome that is entered says that the scene is over, also where the conclusion itself is never told."""
