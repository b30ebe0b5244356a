"""One event at a time: looks to their tracks, checks and rosters to the roll call, deadlines to both."""

from collections.abc import Sequence
from datetime import datetime

from agents.uniform import looks, roll_call
from agents.uniform.state import Kept, Track, UniformState
from models.findings import Finding
from models.log import Clock
from models.observations import UNIFORM_LOOKS, Look, Observation, Seen, each_look, look_subject
from models.roster import RosterEntry
from models.rules import Rule, RuleBook
from models.times import after, seconds_between

_KEEP_SHIFTS_S = 24 * 3600
"""E: longer than any look may be late, so that a badge is still known."""
_LOOKED_AT = UNIFORM_LOOKS | {Look.ROLL_CALL}


def step(
    state: UniformState, event: Observation | RosterEntry | Clock, now: datetime, rules: RuleBook
) -> Sequence[Finding]:
    """Fold a look, a roster entry or a deadline."""
    if isinstance(event, Observation):
        return [finding for seen in each_look(event) for finding in _look(state, seen, now, rules)]
    if isinstance(event, RosterEntry):
        state.roster.learn(event)
        state.roster.forget_ended(after(now, -_KEEP_SHIFTS_S))
    found = looks.forget(state, now, rules) if isinstance(event, Clock) else []
    return [*found, *roll_call.review(state, now, rules)]


def _look(state: UniformState, seen: Observation, now: datetime, rules: RuleBook) -> list[Finding]:
    if seen.kind not in _LOOKED_AT:
        return []
    checked = roll_call.check(state, seen, now, rules) if seen.kind is Look.ROLL_CALL else []
    if (
        not rules.enabled(Rule.UNIFORM)
        or seen.seen is Seen.UNKNOWN
        or seen.score < rules.value(Rule.UNIFORM, "score")
    ):
        return checked
    firm = seen.by is not None or seen.kind is Look.ROLL_CALL
    forget_s = rules.value(Rule.UNIFORM, "firm_forget_s" if firm else "forget_s")
    # A picture that comes so late, or has so wrong a clock, says nothing of how anybody looks now.
    if abs(seconds_between(seen.occurred_at, now)) >= forget_s:
        return checked
    subject = look_subject(seen.camera, seen.kind, seen.badge)
    track = state.tracks.setdefault(subject, Track(seen.camera, seen.kind, seen.badge))
    kept = Kept(seen.occurred_at, now, seen.seen is Seen.FAULT, seen.picture, seen.by)
    state.wake(kept.lapses_at(forget_s))
    take = looks.take_firm if firm else looks.take
    return [*checked, *take(state, track, kept, now, rules)]
