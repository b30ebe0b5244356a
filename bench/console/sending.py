"""Alerts on their topic, as the desk would write them."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from aiokafka import AIOKafkaProducer
from msgspec import Struct, field
from msgspec.structs import replace

from config.settings import Settings
from models.alerts import Alert
from models.rules import Priority
from streams.kafka import producer_options
from streams.schema_examples import EXAMPLES
from streams.topics import Topic, topics_of


class Sent(Struct):
    """What was sent, and when."""

    at_ms: dict[str, float] = field(default_factory=dict)
    """By alert, when its first version was given to the producer, in ms since 1970."""
    late_s: float = 0.0
    """How late a moment was at worst: more than a few ms, and the machine was too busy to say anything."""


def example(name: str, at: datetime, priority: Priority) -> Alert:
    """Return an alert that belongs to no other."""
    told = EXAMPLES[Topic.ALERTS]
    assert isinstance(told, Alert)  # noqa: S101  mypy cannot know which example it is
    return replace(told, alert=name, group=name, priority=priority, since=at, raised_at=at, changed_at=at)


async def send(settings: Settings, moments: Iterable[Sequence[Alert]], every_s: float = 0.0) -> Sent:
    """Send what belongs to each moment, at equal distances; return when all is on the topic."""
    topic, sent, began_s = topics_of(settings).name(Topic.ALERTS), Sent(), time.monotonic()
    async with AIOKafkaProducer(**producer_options(settings)) as producer:
        for number, alerts in enumerate(moments):
            due_s = began_s + number * every_s
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            if every_s:
                sent.late_s = max(sent.late_s, time.monotonic() - due_s)
            for alert in alerts:
                sent.at_ms.setdefault(alert.alert, time.time() * 1000)
                await producer.send(topic, msgspec.json.encode(alert), key=alert.alert.encode())
    return sent
