"""How we connect to Kafka, said once for every client of ours."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, UnknownError

from config.settings import Settings
from streams.refusals import why_refused
from streams.security import security_options
from streams.topics import Topic, Topics

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
        **security_options(settings.broker),
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


@asynccontextmanager
async def administering(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """Give a connected client for topics and what else Kafka keeps; closed at the end, also where it never got in."""
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


def partitions_of(topics: Topics, topic: Topic) -> list[TopicPartition]:
    """Return all partitions of a topic."""
    return [TopicPartition(topics.name(topic), number) for number in range(topics.partitions)]


async def no_kafka(settings: Settings, error: Exception) -> str:
    """Return why there is no Kafka for us, and what to do about it."""
    refusal = await why_refused(settings, client_options(settings))
    if refusal:
        return f"Kafka does not let us in: {refusal}"
    return (
        f"no Kafka at {settings.broker.bootstrap} ({type(error).__name__}): start it, or set "
        "broker.bootstrap in jingjian.toml or JINGJIAN_BROKER_BOOTSTRAP"
    )


async def until_broker(settings: Settings, say: Callable[[str], None]) -> None:
    """Wait until a broker answers; say so, once a pause, while none does."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            async with administering(settings):
                return
        except (KafkaError, OSError) as error:
            say(f"{await no_kafka(settings, error)}. Trying again in {pause_s:g} s.")
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
