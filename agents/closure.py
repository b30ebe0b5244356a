"""Closure: an incident's outcome must get into the system, and its times must be possible.

A rule speaks only when what it rests on has stood still for the rule's settle time, so that events which
come hours late, but all of them, alert nobody. Of the feedback ladder one rung at most is open.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct, field

from agents.delays import ENDED, ENTERED, FEEDBACK, ON_THE_WAY, SCENE, Delay, believed, contradictions, delays
from agents.incidents import FORGET_AFTER_S, Incident, forget_old, learn
from agents.supervisor import StationState, Supervisor
from models.findings import Change, Evidence, Fact, Finding, Measure, Reason
from models.incidents import IncidentEvent, Stage
from models.log import Clock
from models.rules import Number, Rule, RuleBook
from models.times import after

_FACTS = {
    Stage.DISPATCHED: Fact.DISPATCHED,
    Stage.DEPARTED: Fact.DEPARTED,
    Stage.ARRIVED: Fact.ARRIVED,
}


class Case(Struct):
    """What closure remembers of an incident beside its events."""

    due: datetime
    """When it must be looked at again."""
    moved_at: datetime
    """The log's time at which its delays last changed: a stage, a correction, a new category."""
    open: dict[Rule, datetime] = field(default_factory=dict)
    """Since when, for each open episode."""
    odd_since: datetime | None = None
    """The log's time from which some of its times could not be true."""
    odd_told: bool = False


class ClosureState(StationState):
    """A station's incidents."""

    incidents: dict[str, Incident] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)


def step(
    state: ClosureState, event: IncidentEvent | Clock, now: datetime, rules: RuleBook
) -> Sequence[Finding]:
    """Fold an incident event or a deadline."""
    if isinstance(event, IncidentEvent):
        found = _hear(state, event, now, rules)
    else:
        found = _forget(state, now, rules)
        for name, case in state.cases.items():
            if case.due <= now:
                found += _Review(state.station, state.incidents[name], case, now, rules).run()
    state.due = min((case.due for case in state.cases.values()), default=None)
    return found


def _hear(state: ClosureState, event: IncidentEvent, now: datetime, rules: RuleBook) -> list[Finding]:
    known = state.incidents.get(event.incident)
    before = [] if known is None else delays(known, rules)
    known = learn(state.incidents, event, now)
    case = state.cases.setdefault(event.incident, Case(due=now, moved_at=now))
    if delays(known, rules) != before:
        case.moved_at = now
    return _Review(state.station, known, case, now, rules).run()


def _forget(state: ClosureState, now: datetime, rules: RuleBook) -> list[Finding]:
    """Drop old incidents; what was still open on them rests on nothing any more."""
    before = dict(state.incidents)
    forget_old(state.incidents, now)
    found = []
    for name, known in before.items():
        if name not in state.incidents:
            case = state.cases.pop(name)
            review = _Review(state.station, known, case, now, rules)
            found += [review.clear(rule, Reason.UNKNOWN) for rule in list(case.open)]
    return found


class _Review(Struct, frozen=True):
    """One incident, looked at now."""

    station: str
    known: Incident
    case: Case
    now: datetime
    rules: RuleBook

    def run(self) -> list[Finding]:
        """Say what has changed, and set when to look again."""
        waiting = delays(self.known, self.rules)
        found = [
            *self.follow(FEEDBACK, [delay for delay in waiting if delay.rule in FEEDBACK]),
            *self.follow(SCENE, [delay for delay in waiting if delay.rule in SCENE]),
            *self.tell_impossible(),
        ]
        moments = [self.due(delay) for delay in waiting]
        if self.case.odd_since is not None and not self.case.odd_told:
            moments.append(self.settled_at(Rule.IMPOSSIBLE_TIMES, self.case.odd_since))
        moments.append(after(self.known.last_word_at, FORGET_AFTER_S))
        self.case.due = min(moment for moment in moments if moment > self.now)
        return found

    def follow(self, ladder: tuple[Rule, ...], waiting: list[Delay]) -> Iterator[Finding]:
        """Keep the highest rung that is due, and only that, open."""
        still_open = self.case.open
        wanted: Delay | None = None
        for delay in waiting:
            # What is open stays so while it is overdue: a correction must not make it flicker.
            held = delay.rule in still_open and delay.overdue_at <= self.now
            if held or self.due(delay) <= self.now:
                wanted = delay
        for rule in ladder:
            if rule in still_open and (wanted is None or rule is not wanted.rule):
                yield self.clear(rule, self.why_cleared(ladder, rule, waiting, wanted))
        if wanted is not None and wanted.rule not in still_open:
            still_open[wanted.rule] = wanted.since
            yield self.raise_delay(wanted)

    def why_cleared(
        self, ladder: tuple[Rule, ...], rule: Rule, waiting: list[Delay], wanted: Delay | None
    ) -> Reason:
        """Return the reason for which an open rung is left."""
        done = ENTERED if ladder is FEEDBACK else ENDED
        if self.known.owes_nothing():
            return Reason.NO_LONGER_REQUIRED
        if not done.isdisjoint(self.known.stages):
            return Reason.PUT_RIGHT
        if wanted is not None and ladder.index(wanted.rule) > ladder.index(rule):
            return Reason.NEXT_STEP
        # Either it began later than was thought (a stage that came late, a time that proved impossible),
        # or the incident's new category allows more time.
        later = bool(waiting) and waiting[0].since > self.case.open[rule]
        return Reason.UNKNOWN if later else Reason.NO_LONGER_REQUIRED

    def tell_impossible(self) -> Iterator[Finding]:
        """Tell once of times that cannot be true, when they have stood so for the settle time."""
        rule, case, stages = Rule.IMPOSSIBLE_TIMES, self.case, self.known.stages
        pairs = contradictions(self.known, self.rules)
        if not pairs or self.known.owes_nothing() or not self.rules.enabled(rule):
            case.odd_since = None
            return
        case.odd_since = since = case.odd_since or self.now
        if case.odd_told or self.settled_at(rule, since) > self.now:
            return
        case.odd_told = True
        detail = " ".join(f"{stage} {stages[stage].isoformat()}" for stage in pairs[0])
        evidence = (Evidence(since, Fact.STAGE_BEFORE, detail),)
        yield self.finding(rule, Change.RAISE, Reason.SEEN, since, "tolerance_s", evidence)

    def raise_delay(self, delay: Delay) -> Finding:
        """Return the finding that a delay is due."""
        if delay.rule in FEEDBACK:
            lines = [Evidence(delay.since, Fact.CONCLUDED), Evidence(self.now, Fact.NO_FEEDBACK)]
        else:
            told = [stage for stage in ON_THE_WAY if stage in self.known.stages]
            lines = [Evidence(believed(self.known, stage, self.rules), _FACTS[stage]) for stage in told]
        return self.finding(delay.rule, Change.RAISE, Reason.HELD, delay.since, "after_s", tuple(lines))

    def clear(self, rule: Rule, reason: Reason) -> Finding:
        """End an open episode."""
        return self.finding(rule, Change.CLEAR, reason, self.case.open.pop(rule))

    def finding(
        self,
        rule: Rule,
        change: Change,
        reason: Reason,
        since: datetime,
        number: str | None = None,
        evidence: tuple[Evidence, ...] = (),
    ) -> Finding:
        """Return a finding on this incident; ``number`` names the one that decided."""
        chosen = None if number is None else self.number(rule, number)
        return Finding(
            rule=rule,
            change=change,
            reason=reason,
            station=self.station,
            subject=self.known.incident,
            since=since,
            at=self.now,
            incident=self.known.incident,
            incident_at=self.known.began_at(),
            category=self.known.category,
            measure=None if chosen is None else Measure.of(number or "", chosen),
            evidence=evidence,
        )

    def due(self, delay: Delay) -> datetime:
        """Return when a delay may be told of."""
        return max(delay.overdue_at, self.settled_at(delay.rule, self.case.moved_at))

    def settled_at(self, rule: Rule, since: datetime) -> datetime:
        """Return when something has stood for a rule's settle time."""
        return after(since, self.number(rule, "settle_s").value)

    def number(self, rule: Rule, name: str) -> Number:
        """Return a rule's number for the incident's category."""
        return self.rules.number(rule, name, self.known.category)


CLOSURE = Supervisor(
    name="closure",
    takes=frozenset({IncidentEvent}),
    state_type=ClosureState,
    step=step,
)
