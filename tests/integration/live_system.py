"""What the tests of the running system share: its processes, its days, and what goes in and comes out."""

import asyncio
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from msgspec import Struct
from msgspec.structs import replace

from bench.processes import WITHIN_S
from bench.topic import read_topic
from config.loader import load_stations
from config.settings import Settings
from jingjian import wiring
from models.alerts import Alert
from models.log import DeadLetter
from simulator.plan import made_plan
from simulator.stations import made_stations
from simulator.write import write
from streams.codecs import decode_block, decode_dead_letter
from streams.driver import Outcome
from streams.follow import alerts
from streams.kafka import client_options, partitions_of, producer_options
from streams.logged import read_log
from streams.recorded import read
from streams.topics import Topic, topics_of

Value = TypeVar("Value")


class Day(Struct, frozen=True):
    """A simulated day on disk, and what the plain driver makes of it."""

    events: Path
    stations: Path
    expected: Outcome


def make_day(folder: Path, hours: float) -> Day:
    """Write a bad stretch of a day: many incidents and faults, so that many rules have something to say."""
    plan = made_plan(cameras=60, hours=hours, incidents=600, faults=3000, seed=2)
    # Four stations in three of the log's four partitions, so that there is something to share.
    write(replace(plan, stations=made_stations(4)), folder)
    events, names = folder / "events.jsonl", folder / "stations.yaml"
    return day_of(events, names)


def day_of(events: Path, stations: Path) -> Day:
    """Return a recording with what the plain driver makes of it."""
    driver = wiring.driver(Settings(), load_stations(stations), None)
    return Day(events, stations, driver.run(read(events)))


def assert_told_once(shown: Iterable[Alert], day: Day) -> None:
    """Compare what was told with what the plain driver makes of a day: every version, and none twice."""
    told = list(shown)
    times = Counter((alert.alert, alert.version) for alert in told)
    assert [which for which, count in times.items() if count > 1] == []
    final = {alert.alert: alert for alert in sorted(told, key=lambda alert: alert.version)}
    encode = msgspec.json.encode
    expected = {name: encode(alert) for name, alert in day.expected.alerts.items()}
    assert {name: encode(alert) for name, alert in final.items()} == expected
    assert len(told) == day.expected.versions > 20


def settings_of(bootstrap: str, prefix: str, **sections: Mapping[str, object]) -> Settings:
    """Return settings with a broker and a prefix; ``sections`` has the others."""
    own = {"broker": {"bootstrap": bootstrap}, "topics": {"prefix": prefix}}
    return Settings.model_validate({**own, **sections})


def with_health(settings: Settings, port: int) -> Settings:
    """Return settings for a role that tells of itself at another port; at 0 nobody asks it."""
    return settings.model_copy(update={"health": settings.health.model_copy(update={"port": port})})


Place = tuple[str, int, int]
"""Where a message lies: its topic after the prefix, partition and offset."""


async def page(port: int, path: str) -> tuple[int, str]:
    """Return the status and the text of a health page; 0 where nobody answers."""

    def get() -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    return await asyncio.to_thread(get)


async def until_page(port: int, path: str, status: int) -> str:
    """Wait until a page has a status; return its text."""
    async with asyncio.timeout(WITHIN_S):
        while (answer := await page(port, path))[0] != status:
            await asyncio.sleep(0.2)
    return answer[1]


@asynccontextmanager
async def beside(doing: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Let something go on meanwhile, for as long as it does; where it fails, so does the test."""
    task = asyncio.create_task(doing)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task}, timeout=WITHIN_S)
        if not task.cancelled():
            task.result()


async def send(settings: Settings, *messages: tuple[Topic, bytes | None]) -> list[Place]:
    """Send messages one after another, as any producer could; return where they lie."""
    topics = topics_of(settings)
    options = producer_options(settings) | {"max_request_size": 1 << 24, "max_batch_size": 1 << 24}
    places: list[Place] = []
    async with AIOKafkaProducer(**options) as producer:
        for topic, value in messages:
            # Kafka takes a message without a value only with a key.
            key = b"key" if value is None else None
            sent = await producer.send_and_wait(topics.name(topic), value, key=key)
            places.append((topic, sent.partition, sent.offset))
    return places


def message(topic: Topic, record: object) -> tuple[Topic, bytes]:
    """Return a record as a message of its topic."""
    return topic, msgspec.json.encode(record)


async def until_logged(settings: Settings, places: Iterable[Place]) -> None:
    """Wait until intake has appended messages to the log, so that what is sent next comes after them."""
    waiting = set(places)
    async with reading(settings, Topic.LOG) as log, asyncio.timeout(WITHIN_S):
        while waiting:
            for block in await _values(log, decode_block):
                for run in block.runs:
                    topic = str(run.__struct_config__.tag)
                    waiting -= {(topic, run.partition, offset) for offset in run.offsets}


async def logged_places(settings: Settings) -> set[Place]:
    """Return where the messages lie that are in the log now."""
    found: set[Place] = set()
    async for each in read_log(settings):
        for run in decode_block(each.value).runs:
            topic = str(run.__struct_config__.tag)
            found |= {(topic, run.partition, offset) for offset in run.offsets}
    return found


async def first_alert(settings: Settings, wanted: Callable[[Alert], bool]) -> tuple[Alert, list[Alert]]:
    """Wait for an alert; return it and every version that was told up to it."""
    seen: list[Alert] = []
    async with asyncio.timeout(WITHIN_S), aclosing(alerts(settings, follow=True)) as following:
        async for alert in following:
            seen.append(alert)
            if wanted(alert):
                return alert, seen
    raise AssertionError("the alerts ended")


async def dead_letters(settings: Settings, places: Sequence[Place]) -> list[DeadLetter]:
    """Wait for the dead letters of messages; return them in the order of these."""
    found: dict[Place, DeadLetter] = {}
    async with reading(settings, Topic.DEAD_LETTERS) as consumer, asyncio.timeout(WITHIN_S):
        while not found.keys() >= set(places):
            for letter in await _values(consumer, decode_dead_letter):
                found[letter.topic, letter.partition, letter.offset] = letter
    return [found[place] for place in places]


async def first_dead_letter(settings: Settings) -> DeadLetter:
    """Wait for a dead letter, whatever it is about."""
    async with reading(settings, Topic.DEAD_LETTERS) as consumer, asyncio.timeout(WITHIN_S):
        while not (letters := await _values(consumer, decode_dead_letter)):
            continue
    return letters[0]


async def messages_of(settings: Settings, topic: Topic) -> list[ConsumerRecord]:
    """Return all messages of a topic of ours that there are now, partition by partition."""
    found = await read_topic(settings, topics_of(settings).name(topic))
    return [message for partition in sorted(found) for message in found[partition]]


async def all_dead_letters(settings: Settings) -> list[DeadLetter]:
    """Return all dead letters that are there now."""
    return [decode_dead_letter(one.value) for one in await messages_of(settings, Topic.DEAD_LETTERS)]


async def _values(consumer: AIOKafkaConsumer, decode: Callable[[bytes], Value]) -> list[Value]:
    polled = await consumer.getmany(timeout_ms=100)
    return [decode(one.value) for messages in polled.values() for one in messages]


@asynccontextmanager
async def reading(settings: Settings, topic: Topic) -> AsyncIterator[AIOKafkaConsumer]:
    """Read a topic from its beginning."""
    consumer = AIOKafkaConsumer(**client_options(settings))
    await consumer.start()
    try:
        sources = partitions_of(topics_of(settings), topic)
        consumer.assign(sources)
        await consumer.seek_to_beginning(*sources)
        yield consumer
    finally:
        await consumer.stop()
