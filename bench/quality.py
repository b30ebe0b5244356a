"""How right the rules are, on simulated days that nobody looked at while they were written.

``python -m bench.quality`` plays three days for each seed: a bad one with faults of every rule, one full of
traps and without faults, and a usual one of a county with 300 cameras, for the load of alarms.

Rules and simulator were written and tried out with seeds below 1000. The seeds from 1001 on are held out:
this program alone uses them. Whoever changes a rule because of what it says must move on to new ones.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from statistics import fmean

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from rich.console import Console

from bench.days import PlayedDay, play
from jingjian.figures import NOTE, show_score, show_table
from models.alerts import Alert
from models.load import ACCEPTABLE_AN_HOUR, MOST_AN_HOUR, MOST_IN_WINDOW, Load, load
from simulator.plan import Plan, made_plan
from simulator.score import RuleScore, Score, TrapScore, score
from simulator.truth import PLAYED, Truth

HELD_OUT_FROM = 1001
SEEDS = range(HELD_OUT_FROM, HELD_OUT_FROM + 20)
CAMERAS = 300
"""A county."""
FAULTS = 120.0
"""With 20 seeds and 300 cameras this makes at least 100 faults of each rule."""
TRAPS = 5.0
"""With 20 seeds and 300 cameras this lays most kinds of traps hundreds of times, the rarest 67 times."""
BUSY = 2 / 3
"""Incidents for each camera on bad days: twice the usual, or there would be too little room for faults."""
LEAST_FAULTS = 100
"""E: fewer of a rule say too little about its 99th percentile."""
FIRST_DAY = date(2026, 11, 3)


class Days(Struct, frozen=True):
    """One kind of day, for every seed."""

    name: str
    plan: Callable[[int], Plan]


class Pooled(Struct):
    """What all days of all seeds came to."""

    alerts: list[Alert] = []
    truth: list[Truth] = []
    loads: list[Load] = []
    """Of the usual days."""
    records: int = 0


class LoadFigures(Struct, frozen=True, kw_only=True):
    """The load of alarms over the usual days, each by itself."""

    days: int
    cameras: int
    an_hour: float
    """On average."""
    an_hour_worst_day: float
    most_in_hour: int
    most_in_ten_minutes: int
    days_with_floods: int
    days_with_chattering: int
    days_over_a_limit: int


class Quality(Struct, frozen=True, kw_only=True):
    """All figures, for programs."""

    note: str
    seeds: str
    held_out: bool
    cameras: int
    records: int
    faults: int
    found: int
    rules: tuple[RuleScore, ...]
    alerts_in_traps: int
    traps: tuple[TrapScore, ...]
    false: int
    missed: int
    load: LoadFigures
    short: tuple[str, ...]
    """What falls short."""


def kinds(cameras: int, faults: float) -> tuple[Days, ...]:
    """Return the three kinds of days."""
    incidents = round(cameras * BUSY)
    return (
        Days("bad", lambda seed: made_plan(cameras=cameras, seed=seed, faults=faults, incidents=incidents)),
        Days(
            "traps",
            lambda seed: made_plan(cameras=cameras, seed=seed, faults=0, traps=TRAPS, incidents=incidents),
        ),
        Days("usual", lambda seed: made_plan(cameras=cameras, seed=seed)),
    )


def plans(seeds: Sequence[int], cameras: int, faults: float) -> Iterator[tuple[str, Plan]]:
    """Yield all days to be played; each has a date of its own, so that no alert answers another day's fault."""
    number = 0
    for seed in seeds:
        for days in kinds(cameras, faults):
            yield days.name, replace(days.plan(seed), day=FIRST_DAY + timedelta(days=number))
            number += 1


def pool(name: str, played: PlayedDay, into: Pooled) -> None:
    """Add a day."""
    day, told = played.day, played.alerts()
    into.alerts += told
    into.truth += day.truth
    into.records += played.outcome.records
    if name == "usual":
        into.loads.append(load(told, day.start, day.moment(day.end_s)))


def load_figures(loads: Sequence[Load], cameras: int) -> LoadFigures:
    """Return the load over all usual days; a day says nothing of what stays open for more than one."""
    return LoadFigures(
        days=len(loads),
        cameras=cameras,
        an_hour=round(fmean(one.an_hour for one in loads), 2),
        an_hour_worst_day=round(max(one.an_hour for one in loads), 2),
        most_in_hour=max(one.peak_in_hour for one in loads),
        most_in_ten_minutes=max(one.peak_in_ten_minutes for one in loads),
        days_with_floods=sum(bool(one.floods) for one in loads),
        days_with_chattering=sum(bool(one.chattering) for one in loads),
        days_over_a_limit=sum(bool(one.exceeded()) for one in loads),
    )


def shortcomings(result: Score, borne: LoadFigures) -> tuple[str, ...]:
    """Return what falls short of what the project asks of itself."""
    short = [f"{rule}: no faults" for rule in PLAYED if all(row.rule is not rule for row in result.rules)]
    for row in result.rules:
        if row.faults < LEAST_FAULTS:
            short.append(f"{row.rule}: {row.faults} faults, fewer than {LEAST_FAULTS}")
        if row.precision is None or row.precision < 0.98:
            short.append(f"{row.rule}: precision below 0.98")
        if row.recall is None or row.recall < 0.99:
            short.append(f"{row.rule}: recall below 0.99")
    if result.in_traps():
        short.append(f"{len(result.in_traps())} alerts in traps")
    if borne.an_hour > ACCEPTABLE_AN_HOUR:
        short.append(f"load: {borne.an_hour} alerts an hour, more than {ACCEPTABLE_AN_HOUR:.0f}")
    if borne.days_over_a_limit:
        short.append(f"load: over a limit on {borne.days_over_a_limit} of {borne.days} days")
    return tuple(short)


def show(console: Console, result: Score, figures: Quality) -> None:
    """Print all figures for people."""
    held_out = "held out" if figures.held_out else "not all of them held out"
    console.print(f"seeds {figures.seeds}, {held_out}; {figures.cameras} cameras; {figures.records} messages")
    console.print(NOTE)
    show_score(console, result)
    borne = figures.load
    rows = [
        ("figure", "is", "allowed"),
        ("alerts an hour", f"{borne.an_hour:.2f}", f"{ACCEPTABLE_AN_HOUR:.0f}, at most {MOST_AN_HOUR:.0f}"),
        ("alerts an hour on the worst day", f"{borne.an_hour_worst_day:.2f}", f"{MOST_AN_HOUR:.0f}"),
        ("most in an hour", str(borne.most_in_hour), "30"),
        ("most in ten minutes", str(borne.most_in_ten_minutes), str(MOST_IN_WINDOW)),
        ("days with floods", str(borne.days_with_floods), "0"),
        ("days with chattering", str(borne.days_with_chattering), "0"),
    ]
    show_table(console, f"Load of alarms on {borne.days} usual days, against ISA-18.2", rows)
    console.print()
    for line in figures.short or ("nothing falls short",):
        console.print(line, style="red" if figures.short else None, markup=False)


def measure(seeds: range, cameras: int, faults: float) -> tuple[Score, Quality]:
    """Play all days, pool what came of them, and score it."""
    pooled = Pooled()
    for name, plan in plans(seeds, cameras, faults):
        pool(name, play(plan), pooled)
        print(f"seed {plan.seed} {name}: {len(pooled.alerts)} alerts so far", file=sys.stderr, flush=True)
    result = score(pooled.alerts, pooled.truth)
    borne = load_figures(pooled.loads, cameras)
    figures = Quality(
        note=NOTE,
        seeds=f"{seeds.start}-{seeds.stop - 1}",
        held_out=seeds.start >= HELD_OUT_FROM,
        cameras=cameras,
        records=pooled.records,
        faults=result.faults,
        found=result.found,
        rules=result.rules,
        alerts_in_traps=len(result.in_traps()),
        traps=result.traps,
        false=len(result.false),
        missed=len(result.missed),
        load=borne,
        short=shortcomings(result, borne),
    )
    return result, figures


def seeds_of(text: str) -> range:
    """Return the seeds that an option names."""
    first, _, last = text.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    if not seeds:
        raise argparse.ArgumentTypeError(f"{text}: the first seed comes first")
    return seeds


def main() -> None:
    """Read the options, play, and print."""
    parser = argparse.ArgumentParser(description="How right the rules are on simulated days.")
    parser.add_argument("--seeds", type=seeds_of, default=SEEDS, help="such as 1001-1020, the default")
    parser.add_argument("--cameras", type=int, default=CAMERAS)
    parser.add_argument("--faults", type=float, default=FAULTS, help="times as many as in real life")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args()
    result, figures = measure(options.seeds, options.cameras, options.faults)
    if options.json:
        print(msgspec.json.encode(figures).decode())
    else:
        show(Console(width=100), result, figures)


if __name__ == "__main__":
    main()
