"""Numbered events: hours of a simulated day in as many minutes, by rules that are as much quicker."""

import asyncio
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from aiokafka import AIOKafkaProducer
from msgspec import Struct, field

from bench.days import recorded
from config.loader import PACKAGED
from config.settings import Settings
from models.times import seconds_between
from simulator.plan import made_plan
from simulator.write import write
from streams.kafka import exact_producer
from streams.topics import Topic, topics_of

TIMES = 60
"""An hour of the day in a minute."""
SKIPPED_HOURS = 1.0
"""The day begins with nobody at work."""
IN_FLIGHT = 500
"""How many messages may wait for their acknowledgement; a dead broker holds up the rest."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_SECONDS = re.compile(r"(\w+_s: (?:&\w+ )?\{value: )([\d.]+)")
_ON_ITS_OWN_LINE = re.compile(r"(\w+_s:\n\s+value: )([\d.]+)")


def write_quick_rules(folder: Path) -> None:
    """Write the shipped rules with every number of seconds divided."""
    folder.mkdir()
    for file in sorted((PACKAGED / "rules").iterdir()):
        text = file.read_text(encoding="utf-8")
        for pattern in (_SECONDS, _ON_ITS_OWN_LINE):
            text = pattern.sub(lambda found: f"{found[1]}{float(found[2]) / TIMES:.3f}", text)
        (folder / file.name).write_text(text, encoding="utf-8")


class Event(Struct, frozen=True):
    """One message to be sent."""

    number: int
    at_s: float
    """After the beginning."""
    topic: Topic
    key: bytes | None
    value: Any
    """Decoded; its times are the day's."""


class Stretch(Struct, frozen=True):
    """Part of a day, in the order in which it is sent."""

    begins_at: datetime
    events: list[Event]


def make_stretch(folder: Path, seed: int, minutes: float) -> Stretch:
    """Write a bad day's stations into a folder and return so many minutes' worth of its events."""
    hours = SKIPPED_HOURS + minutes * TIMES / 60
    day = write(made_plan(cameras=60, hours=hours, incidents=1000, faults=3000, seed=seed), folder)
    lines = list(recorded(day))
    begins_at = lines[0][1].at + timedelta(hours=SKIPPED_HOURS)
    return Stretch(
        begins_at,
        [
            Event(
                number,
                max(0.0, seconds_between(begins_at, line.at) / TIMES),
                line.topic,
                None if line.key is None else line.key.encode(),
                msgspec.json.decode(line.value),
            )
            for number, line in lines
            # Of the hour that is skipped only what is known from then on.
            if line.at >= begins_at or line.topic in (Topic.ROSTER, Topic.INCIDENTS)
        ],
    )


def retimed(value: Any, was: datetime, begins_at: datetime) -> Any:
    """Return a value with all its times moved: the day's beginning is now, and it goes by quicker."""
    if isinstance(value, dict):
        return {key: retimed(each, was, begins_at) for key, each in value.items()}
    if isinstance(value, list):
        return [retimed(each, was, begins_at) for each in value]
    if isinstance(value, str) and _INSTANT.match(value):
        moved = begins_at + timedelta(seconds=seconds_between(was, datetime.fromisoformat(value)) / TIMES)
        return moved.isoformat(timespec="milliseconds")
    return value


class Sent(Struct):
    """What was sent, and where Kafka says that it is."""

    acknowledged: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    """By number: topic after the prefix, partition, offset."""
    lost: dict[int, str] = field(default_factory=dict)
    """By number: why it was not acknowledged."""


class Sender:
    """Sends events at their times and keeps what was acknowledged."""

    def __init__(self, settings: Settings, stretch: Stretch) -> None:
        self.sent = Sent()
        self._settings = settings
        self._stretch = stretch
        self._free = asyncio.Semaphore(IN_FLIGHT)

    async def run(self) -> None:
        """Send all events; returns when each is acknowledged or given up."""
        began_s, began = time.monotonic(), datetime.now(UTC)
        producer = await exact_producer(self._settings)
        try:
            async with asyncio.TaskGroup() as group:
                for event in self._stretch.events:
                    await asyncio.sleep(max(0.0, began_s + event.at_s - time.monotonic()))
                    await self._free.acquire()
                    value = retimed(event.value, self._stretch.begins_at, began)
                    group.create_task(self._send(producer, event, msgspec.json.encode(value)))
        finally:
            await producer.stop()

    async def _send(self, producer: AIOKafkaProducer, event: Event, value: bytes) -> None:
        headers = [
            ("jingjian-number", b"%d" % event.number),
            ("jingjian-label", f"{event.topic}/{event.number}".encode()),
        ]
        name = topics_of(self._settings).name(event.topic)
        try:
            at = await producer.send_and_wait(name, value, key=event.key, headers=headers)
        except Exception as error:  # noqa: BLE001  counted: what was not acknowledged was not promised
            self.sent.lost[event.number] = repr(error)
        else:
            self.sent.acknowledged[event.number] = (str(event.topic), at.partition, at.offset)
        finally:
            self._free.release()
