"""Cameras are shared out among processes through a real Kafka: each is watched by one, whoever comes and goes."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import msgspec
import pytest
from msgspec import structs

from bench.processes import WITHIN_S
from config.settings import Settings
from jingjian.wiring import TABLES
from models.observations import Look, Observation, Seen
from streams.lease import Frozen
from streams.observing import Observing, send
from streams.topic_admin import create_topics
from streams.topics import Topic
from tests.integration.live_system import reading, settings_of

CAMERAS = [f"camera-{number}" for number in range(24)]
EVERY_S = 0.2
COUNTING = threading.Lock()


class FakeEye:
    """A camera that always says the same, and notes who has it."""

    def __init__(self, camera: str, watchers: Counter[str]) -> None:
        self._camera = camera
        self._watchers = watchers

    def start(self) -> None:
        """Be watched once more."""
        with COUNTING:
            self._watchers[self._camera] += 1

    def stop(self) -> None:
        """Be watched once less; in a thread of its own."""
        with COUNTING:
            self._watchers[self._camera] -= 1

    def look(self) -> Sequence[Observation]:
        """Say that all is well."""
        return [
            Observation(
                station="station",
                camera=self._camera,
                occurred_at=datetime.now(UTC),
                kind=Look.TILTED,
                seen=Seen.WELL,
            )
        ]


class BrokenEye(FakeEye):
    """A camera with a bug."""

    def look(self) -> Sequence[Observation]:
        """Fail."""
        raise ZeroDivisionError


@asynccontextmanager
async def watching(observing: Observing) -> AsyncIterator[asyncio.Task[None]]:
    """Run one process's watch."""
    stop = asyncio.Event()
    running = asyncio.create_task(observing.run(stop))
    try:
        yield running
    finally:
        stop.set()
        await asyncio.wait({running})


async def until(done: Callable[[], bool]) -> None:
    """Wait for something."""
    async with asyncio.timeout(WITHIN_S):
        while not done():
            await asyncio.sleep(0.02)


def observing(settings: Settings, watchers: Counter[str], kind: type[FakeEye] = FakeEye) -> Observing:
    """Return one process's watch over all cameras."""
    return Observing(settings, CAMERAS, lambda camera: kind(camera, watchers), EVERY_S, threads=2)


async def test_each_camera_is_watched_by_one(apache_kafka: str, prefix: str) -> None:
    """One has all; with a second each has some; when that goes, one has all again; then nobody has any."""
    settings = settings_of(apache_kafka, prefix)
    await create_topics(settings, TABLES)
    watchers: Counter[str] = Counter()
    one, other = observing(settings, watchers), observing(settings, watchers)
    async with watching(one):
        await until(lambda: len(one.eyes) == len(CAMERAS))
        async with watching(other):
            await until(lambda: bool(other.eyes) and len(one.eyes) + len(other.eyes) == len(CAMERAS))
            assert one.eyes.keys().isdisjoint(other.eyes)
            # Whoever gave a camera away may still be stopping it.
            await until(lambda: set(watchers.values()) == {1})
        await until(lambda: len(one.eyes) == len(CAMERAS))
        assert set(watchers.values()) == {1}
    assert set(watchers.values()) == {0}


async def test_what_is_seen_is_on_the_topic(apache_kafka: str, prefix: str) -> None:
    """Of every camera, about as often as it is looked at."""
    settings = settings_of(apache_kafka, prefix)
    await create_topics(settings, TABLES)
    one = observing(settings, Counter())
    seen: Counter[str] = Counter()
    async with watching(one), reading(settings, Topic.OBSERVATIONS) as consumer:

        async def read() -> None:
            polled = await consumer.getmany(timeout_ms=100)
            for messages in polled.values():
                for message in messages:
                    observation = msgspec.json.decode(message.value, type=Observation)
                    assert message.key == observation.camera.encode()
                    seen[observation.camera] += 1

        async with asyncio.timeout(WITHIN_S):
            while len(seen) < len(CAMERAS) or min(seen.values()) < 5:
                await read()
    assert max(seen.values()) - min(seen.values()) <= 3


async def test_what_is_sent_once_is_on_the_topic_when_that_is_over(apache_kafka: str, prefix: str) -> None:
    """In its order, by its camera, with whom it is of: as a check sends it outside the role."""
    settings = settings_of(apache_kafka, prefix)
    await create_topics(settings, TABLES)
    (seen,) = FakeEye("gate", Counter()).look()
    kinds = [Look.ROLL_CALL, Look.VEST]
    await send(settings, [structs.replace(seen, kind=kind, badge="017913") for kind in kinds])
    told: list[Observation] = []
    async with asyncio.timeout(WITHIN_S), reading(settings, Topic.OBSERVATIONS) as consumer:
        while len(told) < len(kinds):
            message = await consumer.getone()
            assert message.key == b"gate"
            told.append(msgspec.json.decode(message.value, type=Observation))
    assert [(one.kind, one.badge) for one in told] == [(kind, "017913") for kind in kinds]


async def test_a_bug_with_a_camera_is_counted_and_ends_nothing(apache_kafka: str, prefix: str) -> None:
    """It is looked at again."""
    settings = settings_of(apache_kafka, prefix)
    await create_topics(settings, TABLES)
    one = observing(settings, Counter(), BrokenEye)
    async with watching(one) as running:
        await until(lambda: one.counts["failed"] > 2 * len(CAMERAS))
        assert not running.done()
    assert one.counts["observations"] == 0


async def test_one_that_stood_still_says_nothing_more(apache_kafka: str, prefix: str) -> None:
    """Its cameras may be another's by now: it ends, and says why."""
    settings = settings_of(apache_kafka, prefix)
    await create_topics(settings, TABLES)
    one = observing(settings, Counter())
    async with watching(one) as running:
        await until(lambda: one.counts["observations"] > 0)
        one._lease._looked_at -= 60
        await asyncio.wait({running}, timeout=WITHIN_S)
        assert running.done()
    with pytest.raises(Frozen, match=r"stood still for [6-9]\d\."):
        await running
