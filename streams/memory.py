"""What the log lately said of cameras, which decides what it says next; after a start it is heard again.

It is kept in memory alone: beside each offset stands from where in the log it can be had (``marks``).
"""

import time
from collections.abc import Mapping
from datetime import datetime

import msgspec
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from models.log import Block
from models.times import EPOCH
from streams.blocks import Taken
from streams.codecs import UNREADABLE, decode_block
from streams.position import SILENT_S
from streams.store.marks import Mark, Marks
from streams.store.rows import Rows
from streams.store.transitions import CameraKey, Keeper, Last, Numbers

HEAR_WAIT_MS = 500
"""E: how long one poll waits; it is repeated until everything was heard."""

log = structlog.get_logger(__name__)


class Memory:
    """A keeper and marks for each partition of the log."""

    def __init__(self, numbers: Numbers, stored: dict[CameraKey, Last]) -> None:
        self._numbers = numbers
        self._stored = stored
        self._keepers: dict[int, Keeper] = {}
        self._marks: dict[int, Marks] = {}

    @property
    def now(self) -> datetime:
        """Return the latest of the partitions' times."""
        return max((keeper.now for keeper in self._keepers.values()), default=EPOCH)

    def mark(self, partition: int) -> Mark | None:
        """Return from where a partition must be heard again."""
        marks = self._marks.get(partition)
        return None if marks is None else marks.first()

    def take(self, partition: int, position: int, block: Block, taken: Taken, rows: Rows) -> None:
        """Take a block into rows."""
        if partition not in self._keepers:
            self._begin(partition, None)
        keeper = self._keepers[partition]
        self._marks[partition].pass_by(Mark(keeper.now, position, dict(taken.highest)))
        rows.add_block(block, taken, keeper)

    async def hear_again(
        self, consumer: AIOKafkaConsumer, marks: Mapping[TopicPartition, tuple[Mark, int]]
    ) -> None:
        """Hear each partition from its mark up to a position, of which everything before it is stored."""
        if not marks:
            return
        consumer.assign(list(marks))
        beginnings = await consumer.beginning_offsets(list(marks))
        taken: dict[TopicPartition, Taken] = {}
        for source, (mark, _) in marks.items():
            self._begin(source.partition, mark).remembering = True
            taken[source] = Taken(dict(mark.taken))
            consumer.seek(source, max(mark.position, beginnings[source]))
        heard_at = time.monotonic()
        waiting = {source for source, (mark, end) in marks.items() if mark.position < end}
        while waiting:
            polled = await consumer.getmany(*waiting, timeout_ms=HEAR_WAIT_MS)
            for source, messages in polled.items():
                heard_at = time.monotonic()
                for message in messages:
                    if message.offset < marks[source][1]:
                        self._hear(message, taken[source])
            waiting = {each for each in waiting if await consumer.position(each) < marks[each][1]}
            if waiting and time.monotonic() - heard_at > SILENT_S:
                log.error("what was projected last is not in the log any more", partitions=sorted(waiting))
                break
        for keeper in self._keepers.values():
            keeper.remembering = False

    def _begin(self, partition: int, mark: Mark | None) -> Keeper:
        keeper = self._keepers[partition] = Keeper(self._numbers, self._stored)
        self._marks[partition] = Marks(self._numbers.span, mark)
        if mark is not None:
            keeper.now = mark.at
        return keeper

    def _hear(self, message: ConsumerRecord, taken: Taken) -> None:
        try:
            block = decode_block(message.value or b"")
        except UNREADABLE:
            return  # it was told of when it was projected
        keeper = self._keepers[message.partition]
        self._marks[message.partition].pass_by(Mark(keeper.now, message.offset, dict(taken.highest)))
        keeper.take_block(block, taken)


def mark_of(stored: dict[str, object] | None) -> Mark | None:
    """Return a mark as the store has it."""
    return None if stored is None else msgspec.convert(stored, Mark)
