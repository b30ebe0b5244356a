"""Phases: who must record now. The officers of an open incident, from arrival until the scene is over."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from agents.incidents import FORGET_AFTER_S, Incident
from agents.wearers import Roster
from models.findings import Evidence, Fact
from models.ids import Badge
from models.incidents import Stage
from models.roster import RosterEntry
from models.rules import Rule, RuleBook
from models.stations import Role
from models.times import after

_FACTS = {Stage.DEPARTED: Fact.DEPARTED, Stage.ARRIVED: Fact.ARRIVED}


class Phase(Struct, frozen=True):
    """One person who must record on one incident."""

    incident: Incident
    badge: Badge
    began_at: datetime
    """The log's time when the arrival, or what else begins the phase, was first heard of."""
    until: datetime
    """When the scene counts as over even if nobody says so."""


def phases(incidents: Iterable[Incident], roster: Roster, now: datetime, rules: RuleBook) -> list[Phase]:
    """Return who must record now and on what, one phase for each incident and person, the first in front."""
    found: list[Phase] = []
    current = roster.current(now)
    for incident in incidents:
        stages = _stages(incident, rules)
        if not stages:
            continue
        until = after(
            incident.stages[stages[-1]],
            rules.value(Rule.RECORDING_NEVER_STARTED, "longest_scene_s", incident.category),
        )
        if until <= now:
            continue
        began_at = min(incident.heard[stage] for stage in stages)
        both = rules.value(Rule.RECORDING_NEVER_STARTED, "auxiliaries_too", incident.category) != 0
        found += [
            Phase(incident, badge, began_at, until)
            for badge in incident.officers
            if both or _role(roster, current, badge) is Role.OFFICER
        ]
    return sorted(found, key=_began_at)


def next_change(open_phases: Iterable[Phase], roster: Roster, now: datetime) -> datetime:
    """Return when phases may be others by themselves: an entry begins or ends, a phase or a day is over."""
    moments = [phase.until for phase in open_phases]
    entry_at = roster.next_change(now)
    if entry_at is not None:
        moments.append(entry_at)
    return min([*moments, after(now, FORGET_AFTER_S)])


def evidence_of(incident: Incident, badge: Badge, roster: Roster, now: datetime) -> tuple[Evidence, ...]:
    """Return what made somebody have to record: the arrival, and the camera that the roster gives."""
    stages = incident.stages
    lines = [Evidence(stages[stage], fact) for stage, fact in _FACTS.items() if stage in stages]
    entry = roster.current(now).get(badge)
    if entry is not None and entry.camera is not None:
        lines.append(Evidence(entry.starts_at, Fact.BOUND, entry.camera))
    return tuple(lines)


def _stages(incident: Incident, rules: RuleBook) -> list[Stage]:
    """Return the known stages that begin an incident's phase; none if nobody must record on it now."""
    if incident.over() or not rules.category(incident.category).needs_recording:
        return []
    from_departure = rules.value(Rule.RECORDING_NEVER_STARTED, "from_departure", incident.category) != 0
    beginning = (Stage.DEPARTED, Stage.ARRIVED) if from_departure else (Stage.ARRIVED,)
    return [stage for stage in beginning if stage in incident.stages]


def _began_at(phase: Phase) -> datetime:
    return phase.began_at


def _role(roster: Roster, current: dict[Badge, RosterEntry], badge: Badge) -> Role:
    """Return what a person is by the entry in force, or else by the latest one known."""
    entry = current.get(badge)
    if entry is not None:
        return entry.role
    others = [entry for entry in roster.entries.values() if entry.badge == badge and not entry.withdrawn]
    latest = max(others, key=lambda entry: (entry.starts_at, entry.entry), default=None)
    return Role.OFFICER if latest is None else latest.role
