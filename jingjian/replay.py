"""The command that replays a range of the log into topics of its own."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack, aclosing
from datetime import datetime
from zoneinfo import ZoneInfo

import uvloop
from aiokafka.errors import KafkaError
from msgspec import Struct
from rich.console import Console

from config.settings import Settings
from jingjian.live import NotThere, refuse_nowhere
from jingjian.moments import say
from jingjian.replay_order import ReplayOrder, folds_of, made_name, wanted_of
from jingjian.screens import render_alert, replay_mark
from streams.binding import UnreadableBlock
from streams.kafka import no_kafka
from streams.log_reader import log_reader
from streams.position import LostRange
from streams.replay import Began, Item, Replay, Shown
from streams.replay_send import sender
from streams.replay_topics import ReplayProblem, ReplayTopics, create, delete, replay_topics, there
from streams.topics import Topic

NICE = 10
"""E: a replay on a machine with live roles takes what they leave."""

SETTLE_S = 5.0
"""E: how long the topics stay after the last record, so that whoever follows has it; --keep for more."""


class Pace:
    """Lets the log's time go ``speed`` times as fast as ours; 0 is as fast as it goes."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began: tuple[datetime, float] | None = None

    async def until(self, at: datetime) -> None:
        """Wait until a moment has come; the first one has."""
        if not self._speed:
            return
        if self._began is None:
            self._began = at, time.monotonic()
        first, started = self._began
        ahead = (at - first).total_seconds() / self._speed - (time.monotonic() - started)
        if ahead > 0:
            await asyncio.sleep(ahead)


def replay(settings: Settings, order: ReplayOrder, console: Console) -> int:
    """Replay a range of the log; return the exit status."""
    os.nice(NICE)
    return uvloop.run(replay_until_told(settings, order, console))


def clean(settings: Settings, name: str | None, console: Console) -> None:
    """Delete the topics of one replay, or of all of them."""
    uvloop.run(_clean(settings, name, console))


async def _clean(settings: Settings, name: str | None, console: Console) -> None:
    try:
        found = await there(settings)
        wanted = [each for each in found if name in {None, each}]
        await delete(settings, wanted)
    except (KafkaError, OSError) as error:
        raise NotThere(await no_kafka(settings, error)) from error
    if name is not None and not wanted:
        raise ReplayProblem(f"there is no replay {name!r}; there are: {', '.join(found) or 'none'}")
    for each in wanted:
        console.print(f"deleted the topics of replay {each}")
    if not wanted:
        console.print("no replay left anything behind")


async def replay_until_told(settings: Settings, order: ReplayOrder, console: Console) -> int:
    """Replay, show the alerts meanwhile, and leave no topics behind, however it ends."""
    zone = ZoneInfo(settings.time.zone)
    wanted = wanted_of(settings, order, zone)
    replaying = Replay(folds_of(settings, order), wanted)
    topics = replay_topics(settings, order.name or made_name(wanted, zone))
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await refuse_nowhere(settings, (Topic.LOG,))
    try:
        await create(settings, topics)
    except (KafkaError, OSError) as error:
        raise NotThere(f"the replay's topics cannot be made: {error}") from error
    try:
        await _run(_Running(settings, order, topics, console, zone), replaying, stop)
    finally:
        status = 0 if order.keep else await _delete(settings, topics, console)
    return status


class _Running(Struct, frozen=True):
    """What a replay that runs goes by."""

    settings: Settings
    order: ReplayOrder
    topics: ReplayTopics
    console: Console
    zone: ZoneInfo


async def _run(running: _Running, replaying: Replay, stop: asyncio.Event) -> None:
    topics, say_this = running.topics, running.console.print
    say_this(f"replay {topics.replay}: alerts in {topics.alerts}, blocks in {topics.log}")
    say_this(f"folding the log quietly up to {running.order.begin}, publishing up to {running.order.end}")
    publishing = asyncio.ensure_future(_publish(running, replaying))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({publishing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        publishing.cancel()
        await asyncio.wait({publishing})
    if publishing.cancelled():
        stopping.cancel()
        say_this("stopped")
        return
    try:
        counts = publishing.result()
    except (KafkaError, OSError, LostRange, UnreadableBlock) as error:
        raise NotThere(f"the replay did not come to its end: {error}") from error
    _tell(running, replaying, counts)
    if running.order.keep:
        say_this(f"kept for a day; delete the topics with: jingjian replay --clean --id {topics.replay}")
    else:
        await asyncio.wait({stopping}, timeout=SETTLE_S)
    stopping.cancel()


async def _publish(running: _Running, replaying: Replay) -> Counter[str]:
    pace = Pace(running.order.speed)
    counts: Counter[str] = Counter()
    async with AsyncExitStack() as stack:
        reader = await stack.enter_async_context(
            log_reader(running.settings, partitions=sorted(replaying.stages))
        )
        sources = {
            number: await stack.enter_async_context(aclosing(reader.partition(number)))
            for number in replaying.stages
        }
        out = await stack.enter_async_context(sender(running.settings, running.topics))
        items = await stack.enter_async_context(aclosing(replaying.items(sources)))
        async for item in items:
            _show(running, item)
            if isinstance(item, Began):
                continue
            if isinstance(item, Shown) and item.open_at_start:
                counts["open"] += 1
            else:
                await pace.until(item.at)
                counts[type(item).__name__] += 1
            await out.send(item)
        await out.delivered()
    return counts


def _show(running: _Running, item: Item) -> None:
    if isinstance(item, Shown):
        mark = replay_mark(running.topics.replay, open_at_start=item.open_at_start)
        alert = render_alert(item.version.alert, running.zone, mark)
        running.console.print(alert)
    elif isinstance(item, Began):
        running.console.print(
            f"log/{item.partition} is retained from {say(item.at, running.zone)} on only (offset "
            f"{item.offset}): what was known before is missing, so alerts may differ from those of the day",
            style="yellow",
        )


def _tell(running: _Running, replaying: Replay, counts: Mapping[str, int]) -> None:
    """Say what there was; raises ``ReplayProblem`` if there was nothing."""
    zone, order = running.zone, running.order
    if not counts["Piece"]:
        read = replaying.read()
        retained = (
            "the log is empty"
            if read is None
            else f"the log goes from {say(read[0], zone)} to {say(read[1], zone)}"
        )
        raise ReplayProblem(f"nothing is retained from {order.begin} to {order.end}: {retained}")
    running.console.print(
        f"{counts['Shown']} versions of alerts, {counts['open']} alerts open at the beginning, "
        f"{counts['Piece']} blocks"
    )
    failures = [failure for stage in replaying.stages.values() for failure in stage.fold.failures]
    if failures:
        running.console.print(
            f"supervisors raised {len(failures)} times, first {failures[0].supervisor}:\n{failures[0].trace}",
            style="red",
            markup=False,
        )


async def _delete(settings: Settings, topics: ReplayTopics, console: Console) -> int:
    try:
        await delete(settings, [topics.replay])
    except (KafkaError, OSError) as error:
        console.print(
            f"the topics of replay {topics.replay} could not be deleted ({error}); delete them with: "
            f"jingjian replay --clean --id {topics.replay}",
            style="red",
            markup=False,
        )
        return 1
    console.print("its topics are deleted")
    return 0
