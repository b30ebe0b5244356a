"""Alerts: what the desk tells people, and how it lives."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from models.findings import Measure
from models.ids import AlertId, Badge, CameraId, IncidentId, OperatorId, PictureRef, StationId
from models.rules import Priority, Rule
from models.times import Instant


class AlertState(StrEnum):
    """The states of ISA-18.2; ``closed`` is its normal state after an alarm."""

    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED_UNACKNOWLEDGED = "returned_unacknowledged"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    CLOSED = "closed"


class Decision(StrEnum):
    """What a person decided about an alert."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Step(StrEnum):
    """What happened to an alert."""

    RAISED = "raised"
    RERAISED = "reraised"
    RETURNED = "returned"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    SHELVED = "shelved"
    UNSHELVED = "unshelved"
    SUPPRESSED = "suppressed"
    UNSUPPRESSED = "unsuppressed"
    DIRECTIVE_CALLED = "directive_called"
    ASSIGNED = "assigned"
    NOTED = "noted"
    CORRECTED = "corrected"
    CLOSED = "closed"
    LAPSED = "lapsed"
    """Returned and never acknowledged; closed by itself so that it does not go stale."""


class Happened(Struct, frozen=True, omit_defaults=True):
    """One line of an alert's history."""

    at: Instant
    step: Step
    operator: OperatorId | None = None
    reason: str | None = None
    """What the operator gave as the reason or noted, or what took it back."""
    to: OperatorId | None = None
    """Whom it was assigned to."""


class Words(Struct, frozen=True):
    """The same said in both languages."""

    zh: str
    """In Chinese."""
    en: str
    """In English."""


class EvidenceLine(Struct, frozen=True):
    """One event that led to the alert, in words a person can check."""

    at: Instant
    words: Words


class Alert(Struct, frozen=True, kw_only=True):
    """One alert at one version. A later version replaces an earlier one."""

    alert: AlertId
    version: int
    """From 1, one more at each change."""
    rule: Rule
    priority: Priority
    state: AlertState
    decision: Decision = Decision.OPEN
    candidate: bool = False
    """Rests on a picture: a person must confirm it before it counts."""
    station: StationId
    subject: str
    """What it is about, unique within rule and station: incident, badge, camera."""
    incident: IncidentId | None = None
    badge: Badge | None = None
    camera: CameraId | None = None
    kind: str | None = None
    """Within the rule: which look (covered, vest …)."""
    group: str
    """Alerts of one incident, or else of one camera, belong together."""
    since: Instant
    raised_at: Instant
    changed_at: Instant
    active: bool
    """Whether the condition still holds, whatever people did."""
    times_raised: int = 1
    """How often the condition came back into the same alert, the first time included."""
    owner: OperatorId | None = None
    """Who sees it through: the first who dealt with it, or whom it was assigned to since."""
    shelved_until: Instant | None = None
    suppressed_by: str | None = None
    """What suppresses it: an alert's id, or ``maintenance``."""
    measure: Measure | None = None
    evidence: tuple[EvidenceLine, ...] = ()
    pictures: tuple[PictureRef, ...] = ()
    sentence: Words
    history: tuple[Happened, ...]


def last_versions(alerts: Iterable[Alert]) -> list[Alert]:
    """Return the last version of each alert, in the order in which they were raised."""
    last: dict[AlertId, Alert] = {}
    for alert in alerts:
        known = last.get(alert.alert)
        if known is None or alert.version >= known.version:
            last[alert.alert] = alert
    return sorted(last.values(), key=lambda alert: (alert.raised_at, alert.alert))


def was_told(alert: Alert) -> bool:
    """Say whether anybody was told of an alert: it was not held down from beginning to end."""
    steps = [line.step for line in alert.history]
    held = [line for line in alert.history if line.step is Step.SUPPRESSED]
    at_once = bool(held) and held[0].at <= alert.raised_at
    return not at_once or Step.UNSUPPRESSED in steps
