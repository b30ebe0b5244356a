"""Findings about how a camera of somebody who must record looks, with the events that led to them."""

from datetime import datetime

from agents.angle.state import AngleState, Watched
from agents.recording.phases import evidence_of
from agents.recording.turn import Turn
from models.findings import Change, Evidence, Finding, Reason
from models.rules import Rule


def about_view(
    state: AngleState,
    watched: Watched,
    turn: Turn,
    rule: Rule,
    number: str,
    since: datetime,
    evidence: tuple[Evidence, ...],
) -> Finding:
    """Return a finding about a camera that is watched; ``number`` is what decided."""
    incident = state.incidents[watched.incident]
    before = evidence_of(incident, watched.badge, state.roster, turn.now)
    return Finding(
        rule=rule,
        change=Change.RAISE,
        reason=Reason.HELD,
        station=turn.station,
        subject=watched.camera,
        since=since,
        at=turn.now,
        incident=watched.incident,
        incident_at=incident.began_at(),
        category=incident.category,
        badge=watched.badge,
        camera=watched.camera,
        measure=turn.measure(rule, number, incident.category),
        evidence=before + evidence,
    )
