"""Findings about somebody's duty to record, with the events that make it one."""

from datetime import datetime

from agents.recording.phases import evidence_of
from agents.recording.state import Camera, Duty, RecordingState
from agents.recording.turn import Turn
from agents.wearers import Bound
from models.findings import Change, Evidence, Finding, Reason
from models.rules import Rule


def about_duty(
    state: RecordingState,
    duty: Duty,
    turn: Turn,
    rule: Rule,
    number: str,
    since: datetime,
    evidence: tuple[Evidence, ...],
) -> Finding:
    """Return a finding that an officer's duty on an incident is not met; ``number`` is what decided."""
    incident = state.incidents[duty.incident]
    before = evidence_of(incident, duty.badge, state.roster, turn.now)
    return Finding(
        rule=rule,
        change=Change.RAISE,
        reason=Reason.HELD,
        station=turn.station,
        subject=duty.key(),
        since=since,
        at=turn.now,
        incident=duty.incident,
        incident_at=incident.began_at(),
        category=incident.category,
        badge=duty.badge,
        camera=duty.camera if duty.bound is Bound.YES else None,
        measure=turn.measure(rule, number, incident.category),
        evidence=before + evidence,
    )


def about_camera(
    camera: Camera,
    turn: Turn,
    rule: Rule,
    number: str,
    since: datetime,
    evidence: tuple[Evidence, ...],
) -> Finding:
    """Return a finding about a camera on a shift; ``number`` is what decided."""
    return Finding(
        rule=rule,
        change=Change.RAISE,
        reason=Reason.HELD,
        station=turn.station,
        subject=camera.camera,
        since=since,
        at=turn.now,
        badge=camera.badge,
        camera=camera.camera,
        measure=turn.measure(rule, number),
        evidence=evidence,
    )
