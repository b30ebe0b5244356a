"""Findings: what a supervisor has found, on its way to the desk."""

from enum import StrEnum
from typing import Self

from msgspec import Struct

from models.actions import Action
from models.ids import Badge, CameraId, IncidentId, PictureRef, StationId
from models.rules import Number, Rule
from models.times import Instant


class Change(StrEnum):
    """What a finding says of its episode."""

    RAISE = "raise"
    CLEAR = "clear"


class Reason(StrEnum):
    """Why a finding was made or withdrawn."""

    HELD = "held"
    """The condition held for as long as the rule allows."""
    SEEN = "seen"
    """One event is enough (impossible times, a late start)."""
    PUT_RIGHT = "put_right"
    """What was missing is there now."""
    NO_LONGER_REQUIRED = "no_longer_required"
    """The scene is over, the shift has ended, or the incident needs nothing any more."""
    UNKNOWN = "unknown"
    """The facts that it rested on are no longer known."""
    NEXT_STEP = "next_step"
    """A later rule of the same matter has taken over."""


class Fact(StrEnum):
    """What a line of evidence speaks of; the desk puts it into words."""

    DISPATCHED = "dispatched"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    CONCLUDED = "concluded"
    RECEIVED = "received"
    STAGE_BEFORE = "stage_before"
    """Detail: two stages and their times that cannot both be true."""
    BOUND = "bound"
    """Detail: the camera that the roster gives the officer."""
    NOT_BOUND = "not_bound"
    RECORDING = "recording"
    NOT_RECORDING = "not_recording"
    ONLINE = "online"
    OFFLINE = "offline"
    SILENT = "silent"
    """Last heard of."""
    BATTERY = "battery"
    STORAGE = "storage"
    SHIFT_ENDS = "shift_ends"
    PITCH = "pitch"
    ROLL = "roll"
    LOOK = "look"
    """Detail: what was looked for and how many looks of how many showed a fault."""
    SEEN_BY = "seen_by"
    """Detail: what a person saw a fault of, and who."""
    NOT_PASSED = "not_passed"
    """The check before a shift."""
    NOT_CHECKED = "not_checked"
    """Detail: the badge of somebody who began a shift without that check."""
    NOT_ON_ROSTER = "not_on_roster"
    """Detail: a badge that was told and that the roster does not know, so that nobody is named."""
    NO_FEEDBACK = "no_feedback"
    NO_NEWS = "no_news"
    """The log has not gone on since; detail: the part."""
    NOT_FOLDED = "not_folded"
    """The log goes on, and the desk has taken nothing since; detail: the part."""
    NEWS = "news"
    """It goes on; detail: the part."""


class Evidence(Struct, frozen=True, omit_defaults=True):
    """One event that led to a finding."""

    at: Instant
    fact: Fact
    detail: str = ""
    """A name or a reading, as the fact needs it."""


class Measure(Struct, frozen=True, omit_defaults=True):
    """The number that decided, with its source."""

    name: str
    """Of the rule's number in the configuration."""
    value: float
    """In the unit that the name ends with."""
    source: str
    """A norm by name, or "E: …" for an engineering choice with its reason."""
    source_zh: str | None = None
    """The same in Chinese; where there is none, ``source`` stands in both languages."""

    @classmethod
    def of(cls, name: str, number: Number) -> Self:
        """Return a rule's number as a finding shows it."""
        return cls(name, number.value, number.source, number.source_zh)


class Finding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An episode of a rule begins or ends."""

    rule: Rule
    change: Change
    reason: Reason
    station: StationId
    subject: str
    """What the episode is about, unique within rule and station: incident, badge, camera."""
    since: Instant
    """When the condition began; with rule, station and subject it names the episode."""
    at: Instant
    """The log's time when it was found."""
    incident: IncidentId | None = None
    incident_at: Instant | None = None
    """When the incident was received, for sentences such as 凌晨4点一起警情."""
    category: str | None = None
    """The incident's category code."""
    badge: Badge | None = None
    camera: CameraId | None = None
    kind: str | None = None
    """Within the rule: which look (covered, vest …)."""
    measure: Measure | None = None
    evidence: tuple[Evidence, ...] = ()
    pictures: tuple[PictureRef, ...] = ()


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that the desk must take: a finding, or what an operator did."""

    at: Instant
    """The log's time."""
    finding: Finding | None = None
    action: Action | None = None


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that one block of the log means for the desk."""

    position: int
    """The block's offset in its log partition."""
    at: Instant
    """The log's time after the block."""
    items: tuple[Item, ...] = ()
    """In the order of the log."""


class FindingBatch(Struct, frozen=True):
    """One message of the findings topic: entries of one log partition, in order, none left out."""

    entries: tuple[Entry, ...]
