"""What an incident still waits for, and since when: worked out from its stages alone."""

from datetime import datetime

from msgspec import Struct

from agents.incidents import Incident
from models.incidents import CHAIN, Stage
from models.rules import Rule, RuleBook
from models.times import after, seconds_between

FEEDBACK: tuple[Rule, ...] = (Rule.FEEDBACK_REMINDER, Rule.FEEDBACK_OVERDUE, Rule.FEEDBACK_ESCALATED)
"""After the scene the outcome must be entered: a ladder of rules, lowest rung first."""
SCENE: tuple[Rule, ...] = (Rule.NEVER_CONCLUDED,)
"""Officers who went out come back: a ladder of one rung."""

ON_THE_WAY = (Stage.DISPATCHED, Stage.DEPARTED, Stage.ARRIVED)
ENTERED = frozenset({Stage.FEEDBACK_ENTERED, Stage.REVIEWED, Stage.CLOSED})
"""Nobody reviews or closes what was not entered: where that event was lost, these stand for it."""
ENDED = ENTERED | {Stage.CONCLUDED}
_OUT = frozenset({Stage.DEPARTED, Stage.ARRIVED})


class Delay(Struct, frozen=True):
    """What one rule waits for on one incident."""

    rule: Rule
    since: datetime
    overdue_at: datetime


def delays(known: Incident, rules: RuleBook) -> list[Delay]:
    """Return the delays that run, lowest rung first; none where the station owes nothing."""
    stages = known.stages
    if known.owes_nothing():
        return []
    if Stage.CONCLUDED in stages and ENTERED.isdisjoint(stages):
        since, ladder = believed(known, Stage.CONCLUDED, rules), FEEDBACK
    elif not _OUT.isdisjoint(stages) and ENDED.isdisjoint(stages):
        since, ladder = max(believed(known, stage, rules) for stage in ON_THE_WAY if stage in stages), SCENE
    else:
        return []
    return [
        Delay(rule, since, after(since, rules.value(rule, "after_s", known.category)))
        for rule in ladder
        if rules.enabled(rule)
    ]


def believed(known: Incident, stage: Stage, rules: RuleBook) -> datetime:
    """Return when a stage happened, or when it was heard of if the time given cannot be true."""
    at, heard = known.stages[stage], known.heard[stage]
    tolerance_s = rules.value(Rule.IMPOSSIBLE_TIMES, "tolerance_s", known.category)
    if seconds_between(heard, at) > tolerance_s:
        return heard
    doubted = any(stage in pair for pair in contradictions(known, rules))
    return heard if doubted else at


def contradictions(known: Incident, rules: RuleBook) -> list[tuple[Stage, Stage]]:
    """Return the pairs of stages, in the order of the chain, whose times cannot both be true."""
    tolerance_s = rules.value(Rule.IMPOSSIBLE_TIMES, "tolerance_s", known.category)
    told = [stage for stage in CHAIN if stage in known.stages]
    return [
        (first, second)
        for place, first in enumerate(told)
        for second in told[place + 1 :]
        if seconds_between(known.stages[second], known.stages[first]) > tolerance_s
    ]
