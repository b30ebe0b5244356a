"""Incident events: what the command system says of one call, from taken to closed."""

from enum import StrEnum

from msgspec import Struct

from models.ids import Badge, IncidentId, StationId
from models.times import Instant


class Stage(StrEnum):
    """What happened to an incident: the chain 接、调、出、处 and its side paths."""

    RECEIVED = "received"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    CONCLUDED = "concluded"
    FEEDBACK_ENTERED = "feedback_entered"
    REVIEWED = "reviewed"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred"
    RECATEGORISED = "recategorised"


CHAIN = (
    Stage.RECEIVED,
    Stage.DISPATCHED,
    Stage.SIGNED,
    Stage.DEPARTED,
    Stage.ARRIVED,
    Stage.CONCLUDED,
    Stage.FEEDBACK_ENTERED,
    Stage.REVIEWED,
    Stage.CLOSED,
)
"""The stages of an incident in the order in which they happen."""


class IncidentEvent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened to one incident."""

    incident: IncidentId
    station: StationId
    stage: Stage
    occurred_at: Instant
    """When it happened, by the command system's clock."""
    category: str | None = None
    """The category's code, on received and recategorised."""
    officers: tuple[Badge, ...] | None = None
    """Everybody on the incident from now on; absent means unchanged, empty means nobody."""
    to_station: StationId | None = None
    """On transferred: who has it now."""
