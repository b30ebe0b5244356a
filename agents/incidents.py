"""What is known of a station's incidents, whatever the order in which it came."""

from datetime import datetime

from msgspec import Struct, field

from models.ids import Badge
from models.incidents import IncidentEvent, Stage
from models.times import EPOCH, after

NEEDS_NOTHING = frozenset({Stage.CANCELLED, Stage.DUPLICATE, Stage.TRANSFERRED})
"""Side paths after which a station owes nothing more on an incident (Tempe matching rule)."""

OVER = NEEDS_NOTHING | {Stage.CONCLUDED, Stage.FEEDBACK_ENTERED, Stage.REVIEWED, Stage.CLOSED}
"""Any of these says that the scene is over, also where the conclusion itself was never told."""

FORGET_AFTER_S = 24 * 3600
"""E: an incident is forgotten a day after the last word of it, so that a late duplicate still finds it."""


class Incident(Struct):
    """What is known of one incident: the sum of its events, the same in any order."""

    incident: str
    stages: dict[Stage, datetime] = field(default_factory=dict)
    """When each stage happened, by the command system's clock; of two sayings the earlier."""
    heard: dict[Stage, datetime] = field(default_factory=dict)
    """The log's time when each stage was first heard of."""
    officers: tuple[Badge, ...] = ()
    officers_at: datetime = EPOCH
    category: str | None = None
    category_at: datetime = EPOCH
    last_word_at: datetime = EPOCH

    def over(self) -> bool:
        """Say whether the scene is over or the station owes nothing."""
        return not OVER.isdisjoint(self.stages)

    def owes_nothing(self) -> bool:
        """Say whether the incident was cancelled, a duplicate, or handed to another station."""
        return not NEEDS_NOTHING.isdisjoint(self.stages)

    def began_at(self) -> datetime | None:
        """Return when it was received, or else its earliest known stage."""
        return self.stages.get(Stage.RECEIVED) or min(self.stages.values(), default=None)


def learn(book: dict[str, Incident], event: IncidentEvent, now: datetime) -> Incident:
    """Add one event to what is known; a duplicate changes nothing."""
    known = book.get(event.incident)
    if known is None:
        known = book[event.incident] = Incident(event.incident)
    known.last_word_at = now
    stage, at = event.stage, event.occurred_at
    if stage not in known.stages or at < known.stages[stage]:
        known.stages[stage] = at
    known.heard.setdefault(stage, now)
    if event.officers is not None and at >= known.officers_at:
        known.officers, known.officers_at = event.officers, at
    if event.category is not None and at >= known.category_at:
        known.category, known.category_at = event.category, at
    return known


def forget_old(book: dict[str, Incident], now: datetime) -> None:
    """Drop incidents of which nothing was heard for a day."""
    old = [name for name, known in book.items() if after(known.last_word_at, FORGET_AFTER_S) <= now]
    for name in old:
        del book[name]
