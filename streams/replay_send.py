"""Publish a replay: every record marked as one, with where and when the original was."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaProducer

from config.settings import Settings
from models.times import to_ms
from streams.codecs import encode
from streams.desk import CAUSE_HEADER
from streams.kafka import exact_producer
from streams.merge import AT_HEADER
from streams.replay import Piece, Shown
from streams.replay_topics import ReplayTopics

REPLAY_HEADER = "jingjian-replay"
"""The replay's id, on each of its records: what has it is not live."""
STATE_HEADER = "jingjian-replay-state"
OPEN_AT_START = b"open-at-start"
"""The state of a version that was told before the range begins and is open there."""
PARTITION_HEADER = "jingjian-partition"
"""The partition of the log that it comes from."""
OFFSET_HEADER = "jingjian-offset"
"""The block's offset there; an alert has its cause, which begins with it."""

Headers = list[tuple[str, bytes]]


def alert_headers(replay: str, shown: Shown) -> Headers:
    """Return the headers of an alert: the original's cause, partition and time, and that it is none."""
    version = shown.version
    state = [(STATE_HEADER, OPEN_AT_START)] if shown.open_at_start else []
    return [
        (REPLAY_HEADER, replay.encode()),
        *state,
        (CAUSE_HEADER, version.cause.header()),
        (PARTITION_HEADER, b"%d" % version.partition),
        (AT_HEADER, b"%d" % to_ms(version.alert.changed_at)),
    ]


def block_headers(replay: str, piece: Piece) -> Headers:
    """Return the headers of a block: where and when the original was, and that it is none."""
    return [
        (REPLAY_HEADER, replay.encode()),
        (PARTITION_HEADER, b"%d" % piece.partition),
        (OFFSET_HEADER, b"%d" % piece.offset),
        (AT_HEADER, b"%d" % to_ms(piece.at)),
    ]


class Sender:
    """Publishes in order, without waiting for each."""

    def __init__(self, producer: AIOKafkaProducer, topics: ReplayTopics) -> None:
        self._producer = producer
        self._topics = topics
        self._failures: list[BaseException] = []

    async def send(self, item: Piece | Shown) -> None:
        """Publish a block or an alert; raises what went wrong with an earlier one."""
        replay = self._topics.replay
        if isinstance(item, Piece):
            sent = self._producer.send(
                self._topics.log, item.value, partition=0, headers=block_headers(replay, item)
            )
        else:
            alert = item.version.alert
            sent = self._producer.send(
                self._topics.alerts,
                encode(alert),
                key=alert.alert.encode(),
                partition=0,
                headers=alert_headers(replay, item),
            )
        delivery: asyncio.Future[object] = await sent
        delivery.add_done_callback(self._note)
        self._raise_failure()

    async def delivered(self) -> None:
        """Wait until everything is delivered."""
        await self._producer.flush()
        self._raise_failure()

    def _note(self, delivery: asyncio.Future[object]) -> None:
        if not delivery.cancelled() and (error := delivery.exception()) is not None:
            self._failures.append(error)

    def _raise_failure(self) -> None:
        if self._failures:
            raise self._failures[0]


@asynccontextmanager
async def sender(settings: Settings, topics: ReplayTopics) -> AsyncIterator[Sender]:
    """Be able to publish into a replay's topics, and into no others."""
    producer = await exact_producer(settings)
    try:
        yield Sender(producer, topics)
    finally:
        await producer.stop()
