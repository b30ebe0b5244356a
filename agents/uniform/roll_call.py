"""Roll call 岗前检查: whose shift has begun without the check before it, told once a shift, to the station.

A shift counts if it was on the roster before it was due, and if checks have been heard of since before it. Whoever
goes straight on from an earlier entry, or has neither camera nor car, needs no check. Whatever a check found, it
was done.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import structs

from agents.uniform.state import Shift, UniformState
from agents.wearers import Roster
from models.findings import Change, Evidence, Fact, Finding, Measure, Reason
from models.observations import Observation
from models.roster import RosterEntry
from models.rules import Rule, RuleBook
from models.times import EPOCH, after, seconds_between

_AHEAD_S = 366 * 86400
"""E: no roster is made further ahead; a time beyond it stands for none."""


def check(state: UniformState, done: Observation, now: datetime, rules: RuleBook) -> list[Finding]:
    """Note a check that was done."""
    badge, ahead_s = done.badge, seconds_between(now, done.occurred_at)
    if (
        badge is None
        or ahead_s > rules.value(Rule.ROLL_CALL, "before_s")
        or not rules.enabled(Rule.ROLL_CALL)
    ):
        return []
    state.checks[badge] = max(done.occurred_at, state.checks.get(badge, EPOCH))
    return review(state, now, rules)


def review(state: UniformState, now: datetime, rules: RuleBook) -> list[Finding]:
    """Find who is missing where it is time, and where nobody is missing any more; ask for the next deadline."""
    before_s, grace_s = rules.value(Rule.ROLL_CALL, "before_s"), rules.value(Rule.ROLL_CALL, "grace_s")
    _expect(state, now, rules, before_s, grace_s)
    found: list[Finding] = []
    for subject, shift in list(state.shifts.items()):
        due = after(shift.starts_at, grace_s)
        if not shift.missing and due > now:
            state.wake(due)
            continue
        found += _told(state, subject, shift, now, rules)
        if not shift.missing:
            del state.shifts[subject]
    forgotten = after(now, -grace_s - before_s)
    state.checks = {badge: done for badge, done in state.checks.items() if done >= forgotten}
    return found


def _expect(state: UniformState, now: datetime, rules: RuleBook, before_s: float, grace_s: float) -> None:
    """Look out for the shifts to come, if by then all checks before them have been heard of."""
    if not rules.enabled(Rule.ROLL_CALL):
        state.checks_since = None
        return
    state.checks_since = state.checks_since or now
    earliest = max(after(now, -grace_s), after(state.checks_since, before_s))
    latest = after(now, _AHEAD_S)
    for entry in state.roster.entries.values():
        if earliest < entry.starts_at <= latest:
            subject = f"shift/{entry.starts_at.astimezone(UTC).isoformat()}"
            state.shifts.setdefault(subject, Shift(entry.starts_at))


def _told(
    state: UniformState, subject: str, shift: Shift, now: datetime, rules: RuleBook
) -> Iterator[Finding]:
    """Yield that somebody is missing, once, and that nobody of them is any more."""
    on_shift = {entry.badge: entry for entry in _began(state.roster, shift.starts_at, now)}
    since = after(shift.starts_at, -rules.value(Rule.ROLL_CALL, "before_s"))
    named = shift.missing or tuple(sorted(on_shift))
    undone = [badge for badge in named if badge not in state.checks or state.checks[badge] < since]
    left = tuple(badge for badge in undone if badge in on_shift)
    told, shift.missing = bool(shift.missing), left
    if left:
        state.wake(min(on_shift[badge].ends_at for badge in left))
    if left and not told:
        yield _raised(state, subject, shift, now, rules)
    elif told and not left:
        reason = Reason.NO_LONGER_REQUIRED if undone else Reason.PUT_RIGHT
        yield _finding(state, subject, shift, Change.CLEAR, reason, now)


def _began(roster: Roster, starts_at: datetime, now: datetime) -> Iterator[RosterEntry]:
    """Yield the entries of a shift that is not over, of those who go out and come on duty with it."""
    for entry in roster.entries.values():
        goes_out = entry.camera is not None or entry.vehicle is not None
        on_it = entry.starts_at == starts_at and entry.ends_at > now and not entry.withdrawn
        if on_it and goes_out and not _goes_on(roster, entry):
            yield entry


def _goes_on(roster: Roster, entry: RosterEntry) -> bool:
    """Say whether somebody was on duty right up to an entry, as one who changes cameras or shifts."""
    return any(
        other.badge == entry.badge
        and not other.withdrawn
        and other.starts_at < entry.starts_at <= other.ends_at
        for other in roster.entries.values()
    )


def _raised(state: UniformState, subject: str, shift: Shift, now: datetime, rules: RuleBook) -> Finding:
    grace = rules.number(Rule.ROLL_CALL, "grace_s")
    return structs.replace(
        _finding(state, subject, shift, Change.RAISE, Reason.HELD, now),
        measure=Measure.of("grace_s", grace),
        evidence=tuple(Evidence(now, Fact.NOT_CHECKED, badge) for badge in shift.missing),
    )


def _finding(
    state: UniformState, subject: str, shift: Shift, change: Change, reason: Reason, now: datetime
) -> Finding:
    return Finding(
        rule=Rule.ROLL_CALL,
        change=change,
        reason=reason,
        station=state.station,
        subject=subject,
        since=shift.starts_at,
        at=now,
    )
