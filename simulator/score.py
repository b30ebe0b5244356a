"""Score alerts against the truth of a simulated day: found, false, missed, and how soon. Pure.

An alert matches a fault of the same rule, station and subject if it was raised no earlier than a tick
before it was due and no later than a little after it ended. A fault matches one alert at most, so a second
alert of one episode is false. An alert that was held down all its life was told to nobody: it may match,
but is never false.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from models.alerts import Alert, last_versions, was_told
from models.ids import AlertId, StationId
from models.percentile import percentile
from models.rules import Rule
from models.times import Instant, after, seconds_between
from simulator.truth import Kind, Truth

TICK_S = 10.0
SLACK_S = 60.0
"""E: what a record takes to come in, and a rule to settle, after a fault has ended."""


class FalseAlert(Struct, frozen=True, kw_only=True):
    """An alert for which there was no fault."""

    alert: AlertId
    rule: Rule
    station: StationId
    subject: str
    raised_at: Instant
    trap: str | None
    """The trap that it fell into, if there was one."""


class RuleScore(Struct, frozen=True, kw_only=True):
    """How one rule did."""

    rule: Rule
    faults: int
    alerts: int
    found: int
    precision: float | None
    """Of its alerts, the share that were right; None without alerts."""
    recall: float | None
    """Of its faults, the share that were found; None without faults."""
    delay_p50_s: float | None
    delay_p99_s: float | None
    """From when an alert was due until it was raised."""


class TrapScore(Struct, frozen=True, kw_only=True):
    """How often a kind of trap was laid, and how many alerts fell into it."""

    trap: str
    laid: int
    alerts: int


class Score(Struct, frozen=True, kw_only=True):
    """How a day's alerts did: by rule, and together."""

    rules: tuple[RuleScore, ...]
    """Those with faults or alerts, in the order of the rules."""
    faults: int
    alerts: int
    """Those that somebody was told of, or that were right."""
    found: int
    precision: float | None
    recall: float | None
    traps: tuple[TrapScore, ...]
    """Those that were laid, by name."""
    false: tuple[FalseAlert, ...]
    missed: tuple[Truth, ...]

    def in_traps(self) -> tuple[FalseAlert, ...]:
        """Return the false alerts that fell into a trap."""
        return tuple(alert for alert in self.false if alert.trap is not None)


class _Match(Struct, frozen=True):
    alert: Alert
    fault: Truth
    delay_s: float


def score(
    alerts: Iterable[Alert], truth: Iterable[Truth], *, tick_s: float = TICK_S, slack_s: float = SLACK_S
) -> Score:
    """Score alerts, of which the last version counts, against the truth."""
    final = last_versions(alerts)
    rows = list(truth)
    faults = [row for row in rows if row.kind is Kind.FAULT]
    traps = [row for row in rows if row.kind is Kind.TRAP]
    matches = _match(final, faults, tick_s, slack_s)
    matched = {match.alert.alert for match in matches}
    told = [alert for alert in final if alert.alert in matched or was_told(alert)]
    found = {id(match.fault) for match in matches}
    false = tuple(_false(alert, traps, slack_s) for alert in told if alert.alert not in matched)
    return Score(
        rules=tuple(
            _of_rule(rule, faults, told, matches)
            for rule in Rule
            if any(row.rule is rule for row in faults) or any(alert.rule is rule for alert in told)
        ),
        faults=len(faults),
        alerts=len(told),
        found=len(matches),
        precision=_share(len(matches), len(told)),
        recall=_share(len(matches), len(faults)),
        traps=tuple(_of_trap(name, traps, false) for name in sorted({row.trap or "" for row in traps})),
        false=false,
        missed=tuple(row for row in faults if id(row) not in found),
    )


def _match(alerts: Sequence[Alert], faults: Sequence[Truth], tick_s: float, slack_s: float) -> list[_Match]:
    """Match each alert, the earliest first, with the fault that was due first."""
    open_: dict[tuple[Rule | None, str, str], list[Truth]] = {}
    for row in sorted(faults, key=lambda row: row.due or row.start):
        open_.setdefault((row.rule, row.station, row.subject), []).append(row)
    matches = []
    for alert in alerts:
        rows = open_.get((alert.rule, alert.station, alert.subject), [])
        for row in rows:
            due = row.due or row.start
            if after(due, -tick_s) <= alert.raised_at <= after(row.end, slack_s):
                matches.append(_Match(alert, row, seconds_between(due, alert.raised_at)))
                rows.remove(row)
                break
    return matches


def _of_rule(
    rule: Rule, faults: Sequence[Truth], told: Sequence[Alert], matches: Sequence[_Match]
) -> RuleScore:
    due = sum(row.rule is rule for row in faults)
    raised = sum(alert.rule is rule for alert in told)
    delays = sorted(match.delay_s for match in matches if match.alert.rule is rule)
    return RuleScore(
        rule=rule,
        faults=due,
        alerts=raised,
        found=len(delays),
        precision=_share(len(delays), raised),
        recall=_share(len(delays), due),
        delay_p50_s=percentile(delays, 0.5),
        delay_p99_s=percentile(delays, 0.99),
    )


def _false(alert: Alert, traps: Sequence[Truth], slack_s: float) -> FalseAlert:
    """Return a false alert with the trap that it fell into: of several the one that lasted shortest."""
    fallen = [row for row in traps if _fell_into(alert, row, slack_s)]
    trap = min(fallen, key=lambda row: row.end - row.start, default=None)
    return FalseAlert(
        alert=alert.alert,
        rule=alert.rule,
        station=alert.station,
        subject=alert.subject,
        raised_at=alert.raised_at,
        trap=None if trap is None else trap.trap,
    )


def _fell_into(alert: Alert, trap: Truth, slack_s: float) -> bool:
    """Say whether an alert is about a trap: the same thing, and while the trap was there or just after."""
    if alert.station != trap.station or not _overlap(alert, trap, slack_s):
        return False
    if trap.subject == trap.station:
        return True
    named = {trap.subject, trap.incident, trap.badge, trap.camera} - {None}
    return not named.isdisjoint({alert.subject, alert.incident, alert.badge, alert.camera})


def _of_trap(name: str, traps: Sequence[Truth], false: Sequence[FalseAlert]) -> TrapScore:
    laid = sum(row.trap == name for row in traps)
    return TrapScore(trap=name, laid=laid, alerts=sum(alert.trap == name for alert in false))


def _overlap(alert: Alert, trap: Truth, slack_s: float) -> bool:
    return alert.since <= trap.end and trap.start <= alert.raised_at <= after(trap.end, slack_s)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def table(result: Score) -> list[tuple[str, ...]]:
    """Return a score as rows of text, the heading first, for a table on a screen."""
    rows: list[tuple[str, ...]] = [
        ("rule", "faults", "alerts", "found", "precision", "recall", "p50 s", "p99 s")
    ]
    for line in result.rules:
        counts = str(line.faults), str(line.alerts), str(line.found)
        shares = _percent(line.precision), _percent(line.recall)
        rows.append(
            (str(line.rule), *counts, *shares, _seconds(line.delay_p50_s), _seconds(line.delay_p99_s))
        )
    counts = str(result.faults), str(result.alerts), str(result.found)
    total = "all", *counts, _percent(result.precision), _percent(result.recall)
    rows.append((*total, "", ""))
    return rows


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _seconds(delay_s: float | None) -> str:
    return "–" if delay_s is None else f"{delay_s:.1f}"
