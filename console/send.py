"""What people do, on its way to Kafka: never written anywhere else, so it is replayed and survives a crash."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaProducer

from config.settings import Settings
from models.actions import Action
from models.observations import Observation
from streams.codecs import encode
from streams.kafka import exact_producer
from streams.merge import record_headers
from streams.topics import Topic, topics_of

ANSWERED_WITHIN_S = 10.0
"""E: after that a person presses the key again. A producer whose retries Kafka recognises would try for ever; what it
has goes on its way when Kafka is back, and counts once with what the page sends again."""
ENDED_WITHIN_S = 3.0
"""E: as long as open streams get when the console ends."""


class Sender:
    """Sends actions and observations; done when all copies have them."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        """Make ready; ``now`` is the log's time."""
        self._settings = settings
        self._now = now
        self._topics = topics_of(settings)
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Connect."""
        self._producer = await exact_producer(self._settings)

    async def stop(self) -> None:
        """End, after what is under way; what nobody was told is done, no longer than Kafka is there."""
        if self._producer is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._producer.stop(), ENDED_WITHIN_S)

    async def actions(self, actions: Sequence[Action]) -> None:
        """Send what people did, in order.

        Raises errors of Kafka, and ``TimeoutError`` where it does not answer: then nobody knows, and it may be sent
        again.
        """
        # They begin in this order, so the messages of a partition lie in it too.
        await asyncio.gather(*(self._send(Topic.ACTIONS, action.station, action) for action in actions))

    async def observation(self, observation: Observation) -> None:
        """Send what a person saw."""
        await self._send(Topic.OBSERVATIONS, observation.camera, observation)

    async def again(self, topic: Topic, message: bytes) -> None:
        """Send a message as it once came; intake goes by what stands in it, not by its key."""
        await self._deliver(topic, None, message)

    async def _send(self, topic: Topic, key: str, record: Any) -> None:
        await self._deliver(topic, key.encode(), encode(record))

    async def _deliver(self, topic: Topic, key: bytes | None, value: bytes) -> None:
        if self._producer is None:
            raise RuntimeError("start it first")
        # Where a day is played, a message has its place in the day by the time that its sender tells.
        headers = record_headers(self._now(), 0) if self._settings.time.is_played else None
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            await self._producer.send_and_wait(self._topics.name(topic), value, key=key, headers=headers)
