"""The desk's state: the episodes of one station, each with its alert, and what the desk must remember."""

from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from agents.supervisor import StationState
from models.alerts import Alert, AlertState, Happened, Step
from models.ids import Badge, CameraId, StationId
from models.rules import Rule, RuleBook

INSTANT_OVER = timedelta(microseconds=1)
"""Times are told to the microsecond: this much later, nothing more can come with the same time."""


class Spoken(Struct, frozen=True):
    """What the sentence of an alert speaks of."""

    rule: Rule
    station: StationId
    badge: Badge | None
    camera: CameraId | None
    kind: str | None
    at: datetime
    """When the incident was received, or else when the condition began."""


class Episode(Struct):
    """One episode of one rule on one subject, and the alert that tells of it."""

    alert: Alert
    """As it will be told next; its version and history are those last told."""
    spoken: Spoken
    began_at: datetime
    """When the condition began, by the finding that last raised it; the alert keeps the first one's."""
    found_at: datetime
    """When a supervisor last said that it goes on."""
    acknowledged: bool = False
    returned_at: datetime | None = None
    """When the condition ended; None while it goes on."""
    closed_at: datetime | None = None
    held: bool = False
    """Not told before the instant is over: a suppressor may be found in the same instant."""
    news: list[Happened] = field(default_factory=list)
    """What happened since the last version."""

    def state(self) -> AlertState:
        """Return the state that people see; what lies over another hides it."""
        if self.closed_at is not None:
            return AlertState.CLOSED
        if self.alert.suppressed_by is not None:
            return AlertState.SUPPRESSED
        if self.alert.shelved_until is not None:
            return AlertState.SHELVED
        if not self.alert.active:
            return AlertState.RETURNED_UNACKNOWLEDGED
        return AlertState.ACKNOWLEDGED if self.acknowledged else AlertState.UNACKNOWLEDGED

    def add(
        self,
        at: datetime,
        step: Step,
        operator: str | None = None,
        reason: str | None = None,
        to: str | None = None,
    ) -> None:
        """Note what happened, for the next version."""
        self.news.append(Happened(at, step, operator, reason, to))

    def close(self, at: datetime) -> None:
        """End the alert's life; whoever calls this notes why."""
        self.closed_at = at
        self.alert = replace(self.alert, shelved_until=None, suppressed_by=None)

    def close_if_over(self, at: datetime) -> None:
        """Close what people know of and what is over: nobody need look at it again."""
        if self.closed_at is None and self.acknowledged and not self.alert.active:
            self.add(at, Step.CLOSED)
            self.close(at)

    def tell(self, at: datetime, history_most: int) -> Alert:
        """Return the next version of the alert."""
        self.alert = replace(
            self.alert,
            version=self.alert.version + 1,
            state=self.state(),
            changed_at=at,
            history=_shortened((*self.alert.history, *self.news), history_most),
        )
        self.news = []
        return self.alert


class Window(Struct, frozen=True):
    """A time in which work on the station's devices explains whatever is found."""

    begins: datetime
    until: datetime


class DeskState(StationState):
    """The desk of one station."""

    episodes: dict[str, Episode] = field(default_factory=dict)
    """By alert: the open ones, and those closed lately."""
    windows: dict[str, Window] = field(default_factory=dict)
    """Maintenance, by the action that announced it."""
    actions: dict[str, datetime] = field(default_factory=dict)
    """Actions taken or refused lately, so that each counts once."""
    unsettled: datetime | None = None
    """The instant in which something changed; when it is over, what suppresses what is looked at anew."""

    def on(self, rule: Rule, subject: str) -> list[Episode]:
        """Return the episodes of a rule on a subject, the oldest first."""
        return [
            episode
            for episode in self.episodes.values()
            if episode.alert.subject == subject and episode.alert.rule is rule
        ]


def desk_seconds(rules: RuleBook, name: str) -> float:
    """Return one of the desk's own numbers."""
    return rules.desk[name].value


def _shortened(history: tuple[Happened, ...], most: int) -> tuple[Happened, ...]:
    """Keep the first line, which says when it was raised, and the last ones."""
    if len(history) <= most:
        return history
    return history[:1] + history[len(history) - most + 1 :]
