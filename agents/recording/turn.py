"""One step in progress: the time, the rules, and what was found so far."""

from datetime import datetime

from msgspec import Struct

from models.findings import Finding, Measure
from models.ids import StationId
from models.rules import Rule, RuleBook


class Turn(Struct, frozen=True):
    """What every part of a step needs; made anew for each step and never kept."""

    station: StationId
    now: datetime
    rules: RuleBook
    found: list[Finding]

    def number(self, rule: Rule, name: str, code: str | None = None) -> float:
        """Return the value of a rule's number."""
        return self.rules.value(rule, name, code)

    def measure(self, rule: Rule, name: str, code: str | None = None) -> Measure:
        """Return a rule's number with its source, as a finding shows it."""
        return Measure.of(name, self.rules.number(rule, name, code))
