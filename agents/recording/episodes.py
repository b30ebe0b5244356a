"""Episodes: what was raised and not yet withdrawn."""

from msgspec import Struct, field, structs

from agents.recording.turn import Turn
from models.findings import Change, Evidence, Finding, Reason
from models.rules import Rule


class Episodes(Struct):
    """A station's open episodes, each as the finding that began it."""

    open: dict[str, Finding] = field(default_factory=dict)
    """By rule and subject."""

    def get(self, rule: Rule, subject: str) -> Finding | None:
        """Return the finding that began an open episode."""
        return self.open.get(f"{rule}/{subject}")

    def has(self, rule: Rule, subject: str) -> bool:
        """Say whether an episode is open."""
        return bool(self.open) and f"{rule}/{subject}" in self.open

    def begin(self, turn: Turn, finding: Finding) -> bool:
        """Raise, unless the rule is switched off; say whether the episode is open now."""
        if not turn.rules.enabled(finding.rule):
            return False
        self.open[f"{finding.rule}/{finding.subject}"] = finding
        turn.found.append(finding)
        return True

    def end(
        self, turn: Turn, rule: Rule, subject: str, reason: Reason, evidence: tuple[Evidence, ...] = ()
    ) -> None:
        """Withdraw, if it is open at all."""
        finding = self.open.pop(f"{rule}/{subject}", None)
        if finding is None:
            return
        over = structs.replace(
            finding, change=Change.CLEAR, reason=reason, at=turn.now, evidence=evidence, pictures=()
        )
        turn.found.append(over)
