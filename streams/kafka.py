"""How we connect to Kafka, said once for every client of ours; and the topics, created and verified."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, UnknownError, for_code

from config.settings import Settings
from streams.topics import INPUTS, Topic, Topics, topics_of

log = structlog.get_logger(__name__)

FIRST_PAUSE_S = 1.0
"""E: a broker that is just starting is found at once."""
LONGEST_PAUSE_S = 30.0
"""E: half a minute after it is back, everybody has noticed."""


def client_options(settings: Settings) -> dict[str, Any]:
    """Return what every aiokafka client of ours needs to connect."""
    return {
        "bootstrap_servers": settings.broker.bootstrap,
        "request_timeout_ms": int(settings.worker.request_timeout_s * 1000),
    }


def consumer_options(settings: Settings) -> dict[str, Any]:
    """Return the options of a consumer that is part of a group."""
    worker = settings.worker
    return client_options(settings) | {
        "session_timeout_ms": int(worker.session_timeout_s * 1000),
        "heartbeat_interval_ms": int(worker.heartbeat_s * 1000),
    }


def producer_options(settings: Settings) -> dict[str, Any]:
    """Return the options of a producer whose deliveries are awaited: all copies, no linger."""
    return client_options(settings) | {
        "acks": "all",
        "linger_ms": 0,
        "max_batch_size": settings.topics.max_message_bytes,
        "max_request_size": settings.topics.max_message_bytes,
    }


async def exact_producer(settings: Settings) -> AIOKafkaProducer:
    """Return a started producer whose retries Kafka recognises, so that none doubles a message.

    The embedded broker numbers no producers: there it is an ordinary one.
    """
    exact = not settings.broker.embedded
    producer = AIOKafkaProducer(**producer_options(settings), enable_idempotence=exact)
    try:
        await producer.start()
    except UnknownError:
        await producer.stop()
        log.warning("this broker recognises no retries: it may have a message twice after one")
        producer = AIOKafkaProducer(**producer_options(settings))
        await producer.start()
    return producer


def wanted_topics(settings: Settings, tables: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the topics that there must be, by name, each with its settings."""
    topics = topics_of(settings)
    every = {
        "max.message.bytes": str(settings.topics.max_message_bytes),
        "min.insync.replicas": str(settings.topics.min_insync),
    }
    wanted = {
        topics.name(topic): every
        | {"cleanup.policy": "delete", "retention.ms": str(settings.topics.kept_s(topic) * 1000)}
        for topic in Topic
    }
    for topic in INPUTS:
        # When the broker had a record is the log's time (streams/arrivals.py).
        wanted[topics.name(topic)]["message.timestamp.type"] = "LogAppendTime"
    for table in tables:
        wanted[topics.changelog(table)] = every | {"cleanup.policy": "compact"}
    return wanted


async def create_topics(settings: Settings, tables: Sequence[str]) -> list[str]:
    """Create the topics that are missing, changelogs of tables included, and return their names."""
    admin = AIOKafkaAdminClient(**client_options(settings))
    await admin.start()
    try:
        there = set(await admin.list_topics())
        wanted = wanted_topics(settings, tables)
        missing = [name for name in wanted if name not in there]
        if not missing:
            return []
        partitions, replication = settings.topics.partitions, settings.topics.replication
        answer = await admin.create_topics(
            [NewTopic(name, partitions, replication, topic_configs=wanted[name]) for name in missing]
        )
        for name, code, *_ in answer.topic_errors:
            if code not in (0, TopicAlreadyExistsError.errno):
                raise for_code(code)(f"topic {name}")
        return missing
    finally:
        await admin.close()


async def topic_problems(settings: Settings, tables: Sequence[str]) -> list[str]:
    """Return what is wrong with the topics: missing ones, and wrong numbers of partitions."""
    missing, wrong = await _look_at_topics(settings, tables)
    mend = "is missing; create it with: jingjian check --create-topics"
    return [*(f"topic {name} {mend}" for name in missing), *wrong]


async def wrong_topics(settings: Settings, tables: Sequence[str]) -> list[str]:
    """Return which topics have a wrong number of partitions; one just made may not be known everywhere."""
    return (await _look_at_topics(settings, tables))[1]


async def _look_at_topics(settings: Settings, tables: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the names of the missing topics, and what is wrong with those that are there."""
    admin = AIOKafkaAdminClient(**client_options(settings))
    await admin.start()
    try:
        there = set(await admin.list_topics())
        names = list(wanted_topics(settings, tables))
        known = [name for name in names if name in there]
        described = await admin.describe_topics(known) if known else []
        wrong = _wrong_partitions(described, settings.topics.partitions)
        return [name for name in names if name not in there], list(wrong)
    finally:
        await admin.close()


def _wrong_partitions(described: Iterable[dict[str, Any]], partitions: int) -> Iterable[str]:
    for topic in described:
        count = len(topic["partitions"])
        # None: this broker has yet to hear of the topic.
        if count not in (0, partitions):
            yield (
                f"topic {topic['topic']} has {count} partitions, but topics.partitions is {partitions}; "
                "set it to the topic's number, or choose another topics.prefix"
            )


def partitions_of(topics: Topics, topic: Topic) -> list[TopicPartition]:
    """Return all partitions of a topic."""
    return [TopicPartition(topics.name(topic), number) for number in range(topics.partitions)]


async def until_broker(settings: Settings, say: Callable[[str], None]) -> None:
    """Wait until a broker answers; say so, once a pause, while none does."""
    pause_s = FIRST_PAUSE_S
    while True:
        admin = AIOKafkaAdminClient(**client_options(settings))
        try:
            await admin.start()
            return
        except (KafkaError, OSError) as error:
            say(
                f"no Kafka at {settings.broker.bootstrap} ({type(error).__name__}); trying again in "
                f"{pause_s:g} s. Set broker.bootstrap, or start the broker."
            )
        finally:
            await admin.close()
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
