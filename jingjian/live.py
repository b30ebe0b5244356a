"""Commands that talk to Kafka: play a recording, follow the alerts, check everything."""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import uvloop
from aiokafka.errors import BrokerResponseError, KafkaError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from config.look_numbers import load_look_numbers
from config.problems import ConfigError
from config.settings import Settings
from jingjian import wiring
from jingjian.offline import tell_outcome
from jingjian.screens import local, render_alert, replay_mark
from streams import topic_admin
from streams.codecs import encode
from streams.driver import Outcome
from streams.follow import ReplayedAlert, replayed_alerts
from streams.follow import alerts as alerts_of
from streams.kafka import no_kafka
from streams.logged import LoggedOutcome
from streams.play import play_recording
from streams.position import LostRange
from streams.recorded import end_of
from streams.refusals import in_words
from streams.replay_topics import ReplayProblem, replay_topics
from streams.replay_topics import there as replays_there
from streams.topics import INPUTS, Topic


class NotThere(Exception):
    """Kafka, or a topic, is not there; says what to do."""


def play(settings: Settings, file: Path, speed: float, console: Console) -> None:
    """Send a recording, with a progress bar."""
    uvloop.run(_play(settings, file, speed, console))


async def _play(settings: Settings, file: Path, speed: float, console: Console) -> None:
    lines, _, _ = end_of(file)
    await refuse_nowhere(settings, INPUTS)
    zone = ZoneInfo(settings.time.zone)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task("playing", total=lines)

        def progress(sent: int, at: datetime) -> None:
            bar.update(task, completed=sent, description=local(at, zone))

        try:
            await play_recording(settings, file, speed, progress)
        except KafkaError as error:
            raise NotThere(f"{file} was not sent to its end: {error}") from error


def backtest_log(settings: Settings, rules: Path | None, alerts_file: Path | None, console: Console) -> None:
    """Run the supervisors and the desk over the log that Kafka retains and say what came of it."""
    started = time.monotonic()
    logged = uvloop.run(_fold_log(settings, rules))
    for number, first in sorted(logged.first.items()):
        if first > 0:
            console.print(
                f"log/{number} begins at offset {first}: what was logged before is gone, and alerts may differ",
                style="yellow",
            )
    outcome = Outcome(
        alerts=logged.alerts,
        versions=len(logged.versions),
        records=logged.records,
        failures=logged.failures(),
    )
    tell_outcome(outcome, time.monotonic() - started, alerts_file, console)


async def _fold_log(settings: Settings, rules: Path | None) -> LoggedOutcome:
    await refuse_nowhere(settings, (Topic.LOG,))
    try:
        return await wiring.fold_retained_log(settings, rules)
    except (KafkaError, LostRange) as error:
        raise NotThere(f"the log was not read to its end: {error}") from error


def alerts(
    settings: Settings,
    follow: bool,
    station: str | None,
    as_json: bool,
    replay: str | None,
    console: Console,
) -> None:
    """Show the alerts topic or a replay's, all of it or one station's."""
    show = _shower(settings, as_json, replay, console)
    uvloop.run(_alerts(settings, follow, station, replay, show))


Show = Callable[[ReplayedAlert], None]


async def _alerts(
    settings: Settings, follow: bool, station: str | None, replay: str | None, show: Show
) -> None:
    await refuse_nowhere(settings, (Topic.ALERTS,) if replay is None else ())
    shown = _live_alerts(settings, follow) if replay is None else _replayed(settings, follow, replay)
    async with aclosing(shown):
        async for each in shown:
            if station in {None, each.alert.station}:
                show(each)


async def _live_alerts(settings: Settings, follow: bool) -> AsyncGenerator[ReplayedAlert, None]:
    async for alert in alerts_of(settings, follow=follow):
        yield ReplayedAlert(alert, open_at_start=False)


async def _replayed(settings: Settings, follow: bool, replay: str) -> AsyncGenerator[ReplayedAlert, None]:
    topics = replay_topics(settings, replay)
    there = await replays_there(settings)
    if replay not in there:
        raise ReplayProblem(f"there is no replay {replay!r}; there are: {', '.join(there) or 'none'}")
    async for each in replayed_alerts(settings, topics, follow=follow):
        yield each


def _shower(settings: Settings, as_json: bool, replay: str | None, console: Console) -> Show:
    """Return what shows an alert: one that is replayed is marked as such."""
    zone = ZoneInfo(settings.time.zone)

    def show(each: ReplayedAlert) -> None:
        mark = "" if replay is None else replay_mark(replay, open_at_start=each.open_at_start)
        console.print(render_alert(each.alert, zone, mark))

    def write(each: ReplayedAlert) -> None:
        marked = {"replay": replay, "open_at_start": each.open_at_start, "alert": each.alert}
        sys.stdout.write(encode(each.alert if replay is None else marked).decode() + "\n")
        sys.stdout.flush()

    return write if as_json else show


def check(settings: Settings, create_topics: bool, console: Console) -> int:
    """Check everything that a start needs; return 0 when it is well."""
    problems: list[str] = []
    for what, load in (
        ("rules", wiring.rules_of),
        ("stations", wiring.stations_of),
        ("numbers of looks", lambda those: load_look_numbers(those.vision.numbers_file)),
    ):
        try:
            loaded = load(settings)
        except ConfigError as error:
            problems.extend(str(error).splitlines())
        else:
            count = len(getattr(loaded, "rules", loaded))  # type: ignore[arg-type]  # a rule book or a mapping
            console.print(f"{what}: {count}, well")
    of_topics, unsafe = asyncio.run(_check_topics(settings, create_topics, console))
    for risk in unsafe:
        console.print(f"unsafe: {risk}", style="yellow", markup=False)
    for problem in (*problems, *of_topics):
        console.print(problem, style="red", markup=False)
    if problems or of_topics:
        return 1
    console.print(f"usable, but unsafe: {len(unsafe)} warnings" if unsafe else "all is well")
    return 0


async def _check_topics(
    settings: Settings, create_topics: bool, console: Console
) -> tuple[list[str], list[str]]:
    """Return what is wrong with Kafka and the topics, and what is unsafe."""
    tables, where = wiring.CHANGELOGS, settings.broker.bootstrap
    unsafe = settings.broker.risks()
    try:
        if create_topics:
            for name in await topic_admin.create_topics(settings, tables):
                console.print(f"created {name}")
        problems = await topic_admin.topic_problems(settings, tables)
        unsafe += await topic_admin.topic_risks(settings, tables)
    except ConfigError as error:
        return str(error).splitlines(), unsafe
    except BrokerResponseError as error:
        return [f"Kafka at {where} refuses: {in_words(error, settings.broker)}"], unsafe
    except (KafkaError, OSError) as error:
        return [await no_kafka(settings, error)], unsafe
    if not problems:
        console.print(f"broker and topics at {where}: {'usable' if unsafe else 'well'}")
    return problems, unsafe


async def refuse_nowhere(settings: Settings, which: Iterable[Topic] = Topic) -> None:
    """Raise ``NotThere`` rather than wait for a broker or a topic for ever."""
    try:
        problems = await topic_admin.topic_problems(settings, (), which)
    except (KafkaError, OSError) as error:
        raise NotThere(await no_kafka(settings, error)) from error
    if problems:
        raise NotThere("\n".join(problems))
