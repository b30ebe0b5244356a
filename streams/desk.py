"""Bind the desk to Faust: findings in, alerts out, its position kept with every message."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import msgspec
from msgspec import Struct

from agents.fold import Fold, Placed
from agents.supervisor import Supervisor
from models.alerts import Alert
from models.findings import Entry, FindingBatch
from streams import checkpoint
from streams.binding import Shared
from streams.blocks import Taken
from streams.position import Positions, ReadRange, Seen

_batch = msgspec.json.Decoder(FindingBatch)


class Cause(Struct, frozen=True, order=True):
    """What brought an alert about: a block of the log, and the alert's place among those it caused."""

    position: int
    place: int

    def header(self) -> bytes:
        """Return it as the header of an alert's message."""
        return b"%d/%d" % (self.position, self.place)

    @classmethod
    def of_header(cls, raw: bytes) -> "Cause":
        """Return what a header says."""
        position, place = raw.split(b"/")
        return cls(int(position), int(place))


CAUSE_HEADER = "jingjian-cause"
NO_CAUSE = Cause(-1, -1)

Publish = Callable[[int, Sequence[tuple[Cause, Alert]]], Awaitable[None]]
"""``publish(partition, alerts)`` returns when all of them are delivered."""

LastCause = Callable[[int], Awaitable[Cause]]
"""``last_cause(partition)`` reads what caused the last alert delivered to a partition."""


def fold_entry(fold: Fold[Alert], entry: Entry) -> list[Placed[Alert]]:
    """Take what one block of the log means, in the log's order, and return the alerts it makes."""
    made: list[Placed[Alert]] = []
    fold.position = entry.position
    for item in entry.items:
        fold.advance(item.at, made)
        event = item.finding if item.finding is not None else item.action
        if event is not None:
            fold.take(event, 0, made)
    fold.advance(entry.at, made)
    return made


class BoundDesk:
    """The desk, its table, and where it stands in each partition of the findings topic."""

    def __init__(
        self,
        desk: Supervisor[Alert],
        table: checkpoint.Table,
        shared: Shared,
        read: ReadRange,
        publish: Publish,
        last_cause: LastCause,
    ) -> None:
        self.desk = desk
        self.table = table
        self.shared = shared
        self.publish = publish
        self.last_cause = last_cause
        self.positions = Positions(shared.generation, self.recover, read)
        self.counts: Counter[str] = Counter()
        self._folds: dict[int, Fold[Alert]] = {}
        self._taken: dict[int, int] = {}
        self._delivered: dict[int, Cause] = {}

    async def recover(self, partition: int) -> int:
        """Restore the desk's state, and learn which of its alerts were delivered after it was written."""
        fold = Fold(self.desk, self.shared.rules)
        mark, _ = checkpoint.restore(self.table, fold, partition, self.shared.stations_of.get(partition, ()))
        self._folds[partition] = fold
        self._taken[partition] = mark.log_position
        self._delivered[partition] = await self.last_cause(partition)
        return mark.position

    async def run(self, messages: AsyncIterator[Seen]) -> None:
        """Take messages as they come: alerts delivered, then state."""
        async for message in messages:
            async for seen in self.positions.unseen(message):
                await self._take(seen)

    async def _take(self, seen: Seen) -> None:
        partition = seen.partition
        fold = self._folds[partition]
        for entry in _batch.decode(seen.value).entries:
            if entry.position <= self._taken[partition]:
                # Found again after a crash: the first message of a position spoke for all supervisors.
                self.counts["repeats"] += 1
                continue
            made = fold_entry(fold, entry)
            await self._publish(partition, entry.position, made)
            self._taken[partition] = entry.position
        for failure in fold.failures:
            self.counts["failures"] += 1
            await self.shared.on_failure(failure, seen)
        fold.failures.clear()
        if self.positions.valid():
            checkpoint.write(self.table, fold, partition, seen.offset, Taken())

    async def _publish(self, partition: int, position: int, made: list[Placed[Alert]]) -> None:
        caused = [(Cause(position, place), placed.item) for place, placed in enumerate(made)]
        new = [(cause, alert) for cause, alert in caused if cause > self._delivered[partition]]
        self.counts["alerts"] += len(new)
        if new and self.positions.valid():
            await self.publish(partition, new)
