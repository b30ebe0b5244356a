"""Commands that need no Kafka: make a day, run the supervisors over a file, score what came out."""

import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from config.loader import load_stations
from config.settings import Settings
from jingjian import wiring
from jingjian.figures import Span, figures, show
from jingjian.files import read_alerts, write_alerts
from models.alerts import Alert
from models.load import load
from models.times import seconds_between
from simulator.about import ABOUT, read_about
from simulator.day import Day
from simulator.files import Data, DataFile, read_data
from simulator.plan import Plan
from simulator.rows import BadFile
from simulator.score import TICK_S
from simulator.score import score as score_alerts
from simulator.stations import made_stations
from simulator.truth import Kind, Truth, read_truth
from simulator.write import EVENTS, TRUTH, write
from streams.driver import Outcome
from streams.recorded import read

LEFT_OUT = "left-out.txt"
"""Every row of the real data that could not be used, beside the day that was made without it."""
_LINES_NAMED = 5


def backtest(
    settings: Settings,
    file: Path,
    rules: Path | None,
    stations: Path | None,
    alerts_file: Path | None,
    console: Console,
) -> None:
    """Run the supervisors and the desk over a recording and say what came of it."""
    directory = load_stations(stations or file.parent / "stations.yaml")
    driver = wiring.driver(settings, directory, rules)
    started = time.monotonic()
    outcome = driver.run(read(file))
    tell_outcome(outcome, time.monotonic() - started, alerts_file, console)


def tell_outcome(outcome: Outcome, took_s: float, alerts_file: Path | None, console: Console) -> None:
    """Say what came of a recording, and write the alerts' final states where a file is named."""
    if alerts_file is not None:
        write_alerts(alerts_file, outcome.alerts)
    console.print(
        f"{outcome.records} records in {took_s:.1f} s: {len(outcome.alerts)} alerts "
        f"({outcome.versions} versions), {len(outcome.dead)} dead letters"
    )
    for failure in outcome.failures:
        console.print(f"{failure.supervisor} raised:\n{failure.trace}", style="red", markup=False)
    for letter in outcome.dead[:20]:
        console.print(f"line {letter.offset}: {letter.reason}", style="yellow", markup=False)


class DayOrder(Struct, frozen=True, kw_only=True):
    """What a day is to be made from, how large it is, and how much goes wrong in it."""

    calls: Path
    clips: Path
    shifts: Path | None
    """None: shifts are made from the clips."""
    stations: int
    cameras: int
    seed: int
    hours: float
    tick_s: float
    faults: float
    traps: float

    def plan(self, data: Data) -> Plan:
        """Return the plan of the day."""
        return Plan(
            calls=data.calls,
            clips=data.clips,
            shifts=data.shifts,
            stations=made_stations(self.stations),
            cameras=self.cameras,
            seed=self.seed,
            hours=self.hours,
            tick_s=self.tick_s,
            faults=self.faults,
            traps=self.traps,
        )


def simulate(order: DayOrder, out: Path, console: Console) -> None:
    """Make a day from files of real data, write it, and say what it holds."""
    data = read_data(order.calls, order.clips, order.shifts)
    out.mkdir(parents=True, exist_ok=True)
    _tell_left_out(data, out / LEFT_OUT, console)
    if order.shifts is None:
        console.print("no roster: each wearer of a clip has the 8-hour shift in which they recorded most")
    plan = order.plan(data)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        day = write(plan, out, data.sources(), _progress(bar, plan))
    _tell_day(day, out, console)


def _progress(bar: Progress, plan: Plan) -> Callable[[datetime], None]:
    """Return what moves the bar on, minute by minute of the simulated day."""
    task = bar.add_task("00:00", total=plan.end_s() // 60 - 1)
    told = -1

    def progress(at: datetime) -> None:
        nonlocal told
        minute = int(seconds_between(plan.start(), at) // 60)
        if minute > told:
            told = minute
            bar.update(task, completed=minute, description=f"{minute // 60:02d}:{minute % 60:02d}")

    return progress


def _tell_left_out(data: Data, path: Path, console: Console) -> None:
    """Name the rows that could not be used: on the screen by reason, in a file one by one."""
    lines = [f"{file.path}:{row.line}: {row.reason}" for file in data.files for row in file.bad]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for file in data.files:
        console.print(f"{file.what}: {file.used} rows of {file.path}", markup=False)
        for words in _reasons(file):
            console.print(words, style="yellow", markup=False)
    if lines:
        console.print(f"all {len(lines)} rows that were left out are named in {path}", markup=False)


def _reasons(file: DataFile) -> list[str]:
    by_reason: dict[str, list[int]] = {}
    for row in file.bad:
        by_reason.setdefault(row.reason, []).append(row.line)
    told = []
    for reason, lines in by_reason.items():
        named = ", ".join(str(line) for line in lines[:_LINES_NAMED])
        more = ", …" if len(lines) > _LINES_NAMED else ""
        told.append(f"{file.path}:{lines[0]}: {reason}; left out: {len(lines)}, in lines {named}{more}")
    return told


def _tell_day(day: Day, out: Path, console: Console) -> None:
    plan = day.plan
    faults = sum(row.kind is Kind.FAULT for row in day.truth)
    console.print(
        f"{out}: {len(plan.stations)} stations, {plan.cameras} cameras, {len(day.scenes)} incidents, "
        f"{faults} faults, {len(day.truth) - faults} traps",
        markup=False,
    )
    if len(day.scenes) < plan.incidents_a_day() and plan.hours == 24:
        console.print(
            f"{plan.incidents_a_day()} incidents were wanted; the calls have no more for which somebody is free",
            style="yellow",
        )
    console.print(
        "the day is simulated: who attended which call with which camera is a synthetic link, and all faults "
        f"and traps are made up ({ABOUT})"
    )
    console.print(f"next: jingjian backtest {out / EVENTS} --alerts {out / 'alerts.jsonl'}", markup=False)
    console.print(f"then: jingjian score --alerts {out / 'alerts.jsonl'} --truth {out / TRUTH}", markup=False)


def score(alerts: Path, truth: Path, as_json: bool, console: Console) -> None:
    """Score alerts against the truth of a simulated day."""
    told, rows = read_alerts(alerts), read_truth(truth)
    span, tick_s = _day_of(truth, told, rows)
    if told and not any(span.starts_at <= alert.raised_at <= span.ends_at for alert in told):
        raise BadFile(
            f"{alerts}: no alert is from the day of {truth} ({span.starts_at:%Y-%m-%d %H:%M} UTC on)"
        )
    result = score_alerts(told, rows, tick_s=tick_s)
    borne = load(told, span.starts_at, span.ends_at)
    if as_json:
        sys.stdout.write(msgspec.json.encode(figures(result, borne, span)).decode() + "\n")
    else:
        show(console, result, borne)


def _day_of(truth: Path, alerts: list[Alert], rows: list[Truth]) -> tuple[Span, float]:
    """Return how long the day was and its tick: as the file beside the truth says, or else as it seems."""
    path = truth.parent / ABOUT
    if path.exists():
        try:
            about = read_about(path)
        except (OSError, msgspec.MsgspecError) as error:
            raise BadFile(f"{path}: {error}; make the day anew, or move the truth elsewhere") from error
        return Span(about.starts_at, about.ends_at), about.tick_s
    starts = [*(row.start for row in rows), *(alert.raised_at for alert in alerts)]
    ends = [*(row.end for row in rows), *(alert.changed_at for alert in alerts)]
    if not starts or min(starts) >= max(ends):
        raise BadFile(f"{truth}: no fault, trap or alert, and no {ABOUT} beside it says how long the day was")
    return Span(min(starts), max(ends)), TICK_S
