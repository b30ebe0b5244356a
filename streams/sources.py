"""What intake reads in wall time: where it stands in each input partition, and what may be committed."""

import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from msgspec import Struct

from streams.arrivals import Arrivals, Slice

SILENT_S = 10.0
"""E: an input partition that has more to read and gives nothing for so long (its leader is away) is waited for
no longer; what comes from it later is logged when it comes. Some seconds more than Kafka takes to elect."""

MOST_HELD_BYTES = 4 * 1024**2
"""E: how much of one input partition is held before it is paused; with the last poll it may be some more.
20 partitions are 80 MiB."""

Commit = Callable[[dict[TopicPartition, int]], Awaitable[None]]


class Standing(Struct):
    """One input partition."""

    heard_at_s: float
    """When it last gave something, by the monotonic clock."""
    position: int | None = None
    """The offset behind the last message polled; None before the first."""
    paused: bool = False


class Sources(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """The input partitions that are ours; tells intake's group what was delivered before they go."""

    def __init__(self, consumer: AIOKafkaConsumer, commit: Commit) -> None:
        self.arrivals = Arrivals()
        self._consumer = consumer
        self._commit = commit
        self._standing: dict[TopicPartition, Standing] = {}
        self._done: dict[TopicPartition, int] = {}

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Commit what was delivered; what is held will be read again, by us or another."""
        if revoked:
            await self._commit(self.done())

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Begin anew from what was committed."""
        self.arrivals.forget()
        self._done.clear()
        now_s = time.monotonic()
        self._standing = {source: Standing(now_s) for source in assigned}

    async def take(
        self, polled: Mapping[TopicPartition, list[ConsumerRecord]]
    ) -> dict[tuple[str, int], bool]:
        """Hold what was polled; say of every partition whether it has more that must be waited for."""
        now, now_s = datetime.now(UTC), time.monotonic()
        for source, messages in polled.items():
            standing = self._standing.get(source)
            if standing is None:
                # Polled just before the partition went; whoever has it now reads it too.
                continue
            standing.heard_at_s = now_s
            standing.position = messages[-1].offset + 1
            self.arrivals.add((source.topic, source.partition), messages, now)
        self._pause_and_resume()
        ours = self._consumer.assignment()
        return {
            (source.topic, source.partition): await self._has_more(source, standing, now_s)
            for source, standing in list(self._standing.items())
            if source in ours
        }

    def standing(self) -> dict[tuple[str, int], tuple[int | None, int, bool]]:
        """Return of each partition the position, how many messages are behind it, and whether it is paused."""
        ours = self._consumer.assignment()
        found: dict[tuple[str, int], tuple[int | None, int, bool]] = {}
        for source, each in self._standing.items():
            if source in ours:
                end = self._consumer.highwater(source) or 0
                behind = 0 if each.position is None else max(0, end - each.position)
                found[source.topic, source.partition] = each.position, behind, each.paused
        return found

    def delivered(self, released: Slice) -> None:
        """Note that a slice is in the log."""
        for (topic, partition), messages in released.messages.items():
            self._done[TopicPartition(topic, partition)] = messages[-1].offset + 1

    def done(self) -> dict[TopicPartition, int]:
        """Return what may be committed, once."""
        done = {source: offset for source, offset in self._done.items() if source in self._standing}
        self._done.clear()
        return done

    def _pause_and_resume(self) -> None:
        held = self.arrivals.held_bytes()
        for source, standing in self._standing.items():
            size_bytes = held.get((source.topic, source.partition), 0)
            if not standing.paused and size_bytes >= MOST_HELD_BYTES:
                self._consumer.pause(source)
                standing.paused = True
            elif standing.paused and size_bytes < MOST_HELD_BYTES // 2:
                self._consumer.resume(source)
                standing.paused = False

    async def _has_more(self, source: TopicPartition, standing: Standing, now_s: float) -> bool:
        if standing.paused:
            return True
        if now_s - standing.heard_at_s > SILENT_S:
            return False
        end = self._consumer.highwater(source)
        if end is None:
            return True
        if standing.position is None:
            # It was asked for messages, so it is known where from.
            standing.position = await self._consumer.position(source)
        return bool(standing.position < end)
