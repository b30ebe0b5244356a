"""What a score shows: one JSON object for programs, tables for people."""

from collections.abc import Sequence

from msgspec import Struct
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from models import load as loads
from models.load import Load
from models.times import Instant
from simulator import score as scores
from simulator.score import FalseAlert, RuleScore, Score, TrapScore
from simulator.truth import Truth

NOTE = (
    "The day is simulated: who attended which call with which camera is a synthetic link, and every fault and "
    "every trap is made up. These figures say that the rules do what they say on faults that are beyond "
    "doubt. They do not say how good the rules are in a real bureau."
)
LISTED = 20
"""E: so many false alerts and missed faults are listed for people; JSON has all of them."""


class Span(Struct, frozen=True):
    """The time for which alerts were counted."""

    starts_at: Instant
    ends_at: Instant


class Totals(Struct, frozen=True, kw_only=True):
    """All rules together."""

    faults: int
    alerts: int
    found: int
    precision: float | None
    recall: float | None
    traps: int
    alerts_in_traps: int


class Limits(Struct, frozen=True):
    """What ISA-18.2 and EEMUA 191 allow, after secondary sources."""

    acceptable_an_hour: float = loads.ACCEPTABLE_AN_HOUR
    most_an_hour: float = loads.MOST_AN_HOUR
    most_in_ten_minutes: int = loads.MOST_IN_WINDOW
    most_flood_share: float = loads.MOST_FLOOD_SHARE
    most_stale: int = loads.MOST_STALE


class Figures(Struct, frozen=True, kw_only=True):
    """A score with the load of its alerts."""

    note: str = NOTE
    simulated: bool = True
    span: Span
    rules: tuple[RuleScore, ...]
    totals: Totals
    traps: tuple[TrapScore, ...]
    false: tuple[FalseAlert, ...]
    missed: tuple[Truth, ...]
    load: Load
    load_exceeds: tuple[str, ...]
    """Which figures of the load are over their limit."""
    load_limits: Limits = Limits()


def figures(result: Score, load: Load, span: Span) -> Figures:
    """Put a score and a load together."""
    return Figures(
        span=span,
        rules=result.rules,
        totals=Totals(
            faults=result.faults,
            alerts=result.alerts,
            found=result.found,
            precision=result.precision,
            recall=result.recall,
            traps=sum(row.laid for row in result.traps),
            alerts_in_traps=len(result.in_traps()),
        ),
        traps=result.traps,
        false=result.false,
        missed=result.missed,
        load=load,
        load_exceeds=load.exceeded(),
    )


def show(console: Console, result: Score, load: Load) -> None:
    """Print a score and a load for people."""
    console.print(NOTE, style="bold")
    show_score(console, result)
    show_table(console, "Load of alarms on one operator, against ISA-18.2", loads.table(load))
    for name in load.exceeded():
        console.print(f"over its limit: {name}", style="red", markup=False)


def show_score(console: Console, result: Score) -> None:
    """Print how the rules did, what fell into traps, and what was false or missed."""
    title = "Alerts against faults; p50 and p99 of the delay from when an alert was due"
    show_table(console, title, scores.table(result))
    laid = [(row.trap, str(row.laid), str(row.alerts)) for row in result.traps]
    show_table(console, "Traps: what only looks wrong", [("trap", "laid", "alerts"), *laid])
    for alert in result.false[:LISTED]:
        fell = "" if alert.trap is None else f", in the trap {alert.trap}"
        line = f"false: {alert.rule} {alert.subject} at {alert.raised_at.isoformat()}{fell}"
        console.print(line, style="red", markup=False)
    for row in result.missed[:LISTED]:
        line = f"missed: {row.rule} {row.subject} from {row.start.isoformat()} {row.note}"
        console.print(line.rstrip(), style="red", markup=False)
    left = max(0, len(result.false) - LISTED) + max(0, len(result.missed) - LISTED)
    if left:
        console.print(f"and {left} more; --json has them all")


def show_table(console: Console, title: str, rows: Sequence[Sequence[str]]) -> None:
    """Print rows of text as a table that fits a terminal of 80 columns, the heading first."""
    made = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=0, show_edge=False)
    for place, name in enumerate(rows[0]):
        made.add_column(name, justify="right" if place else "left", no_wrap=True)
    for row in rows[1:]:
        made.add_row(*row)
    console.print()
    console.print(made)
