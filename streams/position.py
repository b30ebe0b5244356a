"""The position in the state: what makes each block count once, whatever dies. Written once, for all agents.

An agent's state carries the offset that it includes. A message at or below it is left out; a gap before
a message is filled in by reading the missing range. After an assignment the position comes from the
recovered table; Kafka's committed offset is only a hint.
"""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing

from aiokafka import AIOKafkaConsumer, TopicPartition
from msgspec import Struct

BACKFILL_WAIT_MS = 300
"""How long one read of the missing range waits; it is repeated until the range is there."""

SILENT_S = 60.0
"""E: longer than a leader's election, and than a broker takes to start again."""

NOWHERE = -1
"""The position of a state that includes nothing yet; it starts with the oldest message there is."""


class Seen(Struct, frozen=True):
    """One message that counts."""

    partition: int
    offset: int
    value: bytes


class Generation:
    """Counts assignments: what was learned of a partition holds only within one."""

    def __init__(self) -> None:
        self.number = 1

    def turn(self) -> None:
        """Partitions were given or taken."""
        self.number += 1

    def began(self) -> bool:
        """Say whether partitions were ever given."""
        return self.number > 1


class SilentBroker(Exception):
    """A broker does not give what it has; whoever waits for it ends, and is started anew."""


class LostRange(Exception):
    """Part of a topic is gone before it was folded: retention is shorter than the outage."""


Recover = Callable[[int], Awaitable[int]]
"""``recover(partition)`` restores the agent's state and returns the position that it includes."""

ReadRange = Callable[[int, int, int], AsyncGenerator[Seen, None]]
"""``read(partition, first, end)`` yields the messages at ``first`` up to before ``end``."""


class Positions:
    """Where one agent stands in each partition of its topic."""

    def __init__(self, generation: Generation, recover: Recover, read: ReadRange) -> None:
        self._generation = generation
        self._recover = recover
        self._read = read
        self._number = 0
        self._at: dict[int, int] = {}
        self.skipped = 0
        self.backfilled = 0

    async def unseen(self, message: Seen) -> AsyncIterator[Seen]:
        """Yield what must be folded now that ``message`` has come: nothing, it, or a gap and it.

        Ends where partitions are given or taken: what is left out is filled in after the next recovery.
        """
        partition = message.partition
        position = await self._position(partition)
        if message.offset <= position:
            self.skipped += 1
            return
        if message.offset > position + 1:
            async with aclosing(self._read(partition, position + 1, message.offset)) as gap:
                async for missing in gap:
                    if not self.valid():
                        return
                    self.backfilled += 1
                    yield missing
                    self._at[partition] = missing.offset
        if self.valid():
            yield message
            self._at[partition] = message.offset

    def at(self, partition: int) -> int | None:
        """Return where the agent stands in a partition; None where it has not recovered yet."""
        return self._at.get(partition) if self.valid() else None

    def valid(self) -> bool:
        """Say whether the assignment is still the one under which the positions were recovered."""
        return self._number == self._generation.number

    async def _position(self, partition: int) -> int:
        if not self.valid():
            self._at.clear()
            self._number = self._generation.number
        if partition not in self._at:
            self._at[partition] = await self._recover(partition)
        return self._at[partition]


def range_reader(topic: str, options: dict[str, object]) -> ReadRange:
    """Return a reader of missing ranges that uses a plain consumer of its own."""

    async def read(partition: int, first: int, end: int) -> AsyncGenerator[Seen, None]:
        source = TopicPartition(topic, partition)
        # "none": should retention take the range away while it is read, that is an error and not a jump.
        consumer = AIOKafkaConsumer(enable_auto_commit=False, auto_offset_reset="none", **options)
        await consumer.start()
        try:
            consumer.assign([source])
            beginning = (await consumer.beginning_offsets([source]))[source]
            if first == 0:
                first = beginning
            if beginning > first:
                raise LostRange(
                    f"{topic}/{partition}: offsets {first} to {beginning - 1} are gone before they were "
                    "folded; lengthen the topic's retention, and begin anew under another topics.prefix"
                )
            consumer.seek(source, first)
            heard_at = time.monotonic()
            while first < end:
                polled = await consumer.getmany(source, timeout_ms=BACKFILL_WAIT_MS)
                for message in polled.get(source, []):
                    if message.offset >= end:
                        return
                    yield Seen(partition, message.offset, message.value)
                first = await consumer.position(source)
                if polled:
                    heard_at = time.monotonic()
                elif time.monotonic() - heard_at > SILENT_S:
                    raise SilentBroker(
                        f"{topic}/{partition}: nothing from offset {first} on for {SILENT_S:g} s"
                    )
        finally:
            await consumer.stop()

    return read
