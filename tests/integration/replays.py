"""What the tests of replays share: a live run through a crash, and replays as processes."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
from aiokafka import ConsumerRecord
from msgspec import Struct

from bench.processes import WITHIN_S, Process, process, role
from bench.topic import read_topic
from config.settings import Settings, TimeSource
from jingjian.demo import environment_of
from jingjian.wiring import TABLES
from models.alerts import Alert
from streams.desk import CAUSE_HEADER
from streams.follow import alerts, wait_for_desk
from streams.kafka import administering
from streams.play import play_recording
from streams.replay_topics import replay_topics
from streams.topic_admin import create_topics
from streams.topics import Topic
from tests.integration.live_system import Day, first_alert, messages_of, settings_of

SPEED = 120

WHOLE = ("--from", "2000-01-01", "--to", "2100-01-01")


class Ran(Struct, frozen=True):
    """A day that went through the live system, its worker killed in the middle where the broker can bear it."""

    settings: Settings
    day: Day
    told: list[tuple[bytes, int, Alert]]
    """Every version once, in the order of the log's time: its cause, its partition, the alert."""


async def run_live(bootstrap: str, prefix: str, day: Day, folder: Path, *, kill: bool) -> Ran:
    """Play a day; where told to, kill the worker after its first alert, and let another go on."""
    settings = settings_of(
        bootstrap,
        prefix,
        bureau={"stations": day.stations},
        time={"source": TimeSource.INPUT},
        # Beats that often let a worker stand still for four seconds before it ends: nobody would start it again.
        worker={"session_timeout_s": 6, "heartbeat_s": 1, "checkpoint_s": 1},
    )
    await create_topics(settings, TABLES)
    with ExitStack() as stack:
        stack.enter_context(role(settings, "intake", folder))
        worker = stack.enter_context(role(settings, "worker", folder, state=folder / "first"))
        playing = asyncio.create_task(play_recording(settings, day.events, SPEED, lambda _lines, _at: None))
        await first_alert(settings, lambda _alert: True)
        if kill:
            worker.kill()
            stack.enter_context(role(settings, "worker", folder, state=folder / "second"))
        last = await playing
        assert last is not None
        async with asyncio.timeout(WITHIN_S):
            await wait_for_desk(settings, last)
    return Ran(settings, day, await told_live(settings))


async def told_live(settings: Settings) -> list[tuple[bytes, int, Alert]]:
    """Return every version of every live alert, once."""
    found: dict[tuple[str, int], tuple[bytes, int, Alert]] = {}
    for message in await messages_of(settings, Topic.ALERTS):
        alert = alert_of(message)
        cause = headers_of(message)[CAUSE_HEADER]
        found.setdefault((alert.alert, alert.version), (cause, message.partition, alert))
    return sorted(found.values(), key=lambda each: (each[2].changed_at, each[1], _numbers(each[0])))


def _numbers(cause: bytes) -> list[int]:
    return [int(part) for part in cause.split(b"/")]


async def live_log(settings: Settings) -> dict[tuple[int, int], bytes]:
    """Return the live log by partition and offset."""
    return {(each.partition, each.offset): each.value for each in await messages_of(settings, Topic.LOG)}


@contextmanager
def replaying(settings: Settings, folder: Path, name: str, *arguments: str) -> Iterator[Process]:
    """Run ``jingjian replay`` as a process."""
    command = [sys.executable, "-m", "jingjian", "replay", "--id", name, *arguments]
    with process(command, environment_of(settings), folder / f"{name}.log") as running:
        yield running


async def replayed(ran: Ran, folder: Path, name: str, *arguments: str) -> list[ConsumerRecord]:
    """Replay to the end, keep the topics, and return what is in the one with the alerts."""
    with replaying(ran.settings, folder, name, "--keep", *arguments) as running:
        assert await running.ends() == 0, running.said()
    return await read_replay(ran.settings, replay_topics(ran.settings, name).alerts)


async def read_replay(settings: Settings, name: str) -> list[ConsumerRecord]:
    """Return all messages of a replay's topic, which has one partition, as any Kafka client gets them."""
    return (await read_topic(settings, name, partitions=1))[0]


async def topic_names(settings: Settings) -> set[str]:
    """Return the names of all topics of the installation."""
    async with administering(settings) as admin:
        names = await admin.list_topics()
    return {name for name in names if name.startswith(f"{settings.topics.prefix}.")}


async def until_topics(settings: Settings, done: Callable[[set[str]], object]) -> None:
    """Wait until the topics are as they should be: a broker deletes some time after it was told to."""
    async with asyncio.timeout(WITHIN_S):
        while not done(await topic_names(settings)):
            await asyncio.sleep(0.1)


async def all_alerts(settings: Settings) -> list[Alert]:
    """Return all that the live alerts topic has, partitions in no order."""
    found = [alert async for alert in alerts(settings, follow=False)]
    return sorted(found, key=lambda alert: (alert.alert, alert.version))


def alert_of(message: ConsumerRecord) -> Alert:
    """Return the alert in a message."""
    return msgspec.json.decode(message.value, type=Alert)


def headers_of(message: ConsumerRecord) -> dict[str, bytes]:
    """Return a message's headers by name."""
    return dict(message.headers)


def described(message: ConsumerRecord) -> tuple[bytes, int, Alert]:
    """Return what a message says of the original: its cause and partition, and the alert."""
    headers = headers_of(message)
    return headers["jingjian-cause"], int(headers["jingjian-partition"]), alert_of(message)
