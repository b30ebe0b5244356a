"""Bind the desk to Faust: findings in, alerts out, its position kept with every message."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct, field

from agents.fold import Fold, Placed
from agents.supervisor import Supervisor
from models.alerts import Alert, AlertState
from models.findings import Entry, FindingBatch
from streams.binding import Shared
from streams.blocks import Taken
from streams.checkpoint import Checkpoint, Table, tell_overwritten
from streams.position import Positions, ReadRange, Seen

PAST_AFTER = timedelta(seconds=60)
"""E: the log is caught up with when it is less than this behind; a restart takes some 15 s, and whoever
was away for longer than a minute wants to know what is, not what was."""

MOST_HELD = 10_000
"""E: alerts held back while catching up, some 2 kB each: more than a bureau has in a day."""

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
PAST_HEADER = "jingjian-past"
"""On a version that was over when it was told: it is for the record, nobody is called."""
NO_CAUSE = Cause(-1, -1)


class Told(Struct, frozen=True):
    """One version of an alert, to be delivered."""

    cause: Cause
    alert: Alert
    past: bool = False


Publish = Callable[[int, Sequence[Told]], Awaitable[None]]
"""``publish(partition, alerts)`` returns when all of them are delivered."""

LastCause = Callable[[int], Awaitable[Cause]]
"""``last_cause(partition)`` reads the highest cause of the alerts delivered to a partition."""

Wall = Callable[[], datetime]


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


def with_past(held: Sequence[tuple[Cause, Alert]]) -> list[Told]:
    """Say of alerts that were held back which are past: replaced by a later version, or closed since."""
    last = {alert.alert: alert for _, alert in held}
    return [
        Told(cause, alert, past=last[alert.alert] is not alert or alert.state is AlertState.CLOSED)
        for cause, alert in held
    ]


class Standing(Struct):
    """What the desk holds for one partition."""

    fold: Fold[Alert]
    checkpoint: Checkpoint
    taken: int
    """The last position of the log that was taken."""
    delivered: Cause
    held: list[tuple[Cause, Alert]] = field(default_factory=list)
    catching_up: bool = False


class BoundDesk:
    """The desk, its table, and where it stands in each partition of the findings topic."""

    def __init__(
        self,
        desk: Supervisor[Alert],
        table: Table,
        shared: Shared,
        read: ReadRange,
        publish: Publish,
        last_cause: LastCause,
        wall: Wall | None,
    ) -> None:
        self.desk = desk
        self.table = table
        self.shared = shared
        self.publish = publish
        self.last_cause = last_cause
        self.wall = wall
        """None where the log's time is not the wall's: then nothing is ever past."""
        self.positions = Positions(shared.generation, self.recover, read)
        self.counts: Counter[str] = Counter()
        self._standing: dict[int, Standing] = {}

    async def recover(self, partition: int) -> int:
        """Restore the desk's state, and learn which of its alerts were delivered after it was written."""
        fold = Fold(self.desk, self.shared.rules)
        checkpoint = Checkpoint(self.table, partition)
        restored = checkpoint.restore(fold, self.shared.stations_of.get(partition, ()))
        start, delivered = restored.start, await self.last_cause(partition)
        self._standing[partition] = Standing(fold, checkpoint, start.log_position, delivered)
        self.counts["recoveries"] += 1
        tell_overwritten(self.desk.name, partition, restored)
        return start.position

    def nows(self) -> dict[int, datetime]:
        """Return how far the log's time has come in each partition."""
        return {partition: standing.fold.now for partition, standing in self._standing.items()}

    async def run(self, messages: AsyncIterator[Seen]) -> None:
        """Take messages as they come: alerts delivered, then state."""
        async for message in messages:
            async for seen in self.positions.unseen(message):
                await self._take(seen)

    async def _take(self, seen: Seen) -> None:
        standing = self._standing[seen.partition]
        for entry in _batch.decode(seen.value).entries:
            if entry.position <= standing.taken:
                # Found again after a crash: the first message of a position spoke for all supervisors.
                self.counts["repeats"] += 1
                continue
            self._hold(standing, entry)
            standing.taken = entry.position
            if self._far_behind(entry) and len(standing.held) < MOST_HELD:
                standing.catching_up = True
            else:
                await self._publish(seen.partition, standing)
        for failure in standing.fold.failures:
            self.counts["failures"] += 1
            await self.shared.on_failure(failure, seen)
        standing.fold.failures.clear()
        # What is held back is not delivered, and a state must not include it.
        if not standing.held and self.positions.valid():
            self.shared.lease.check()
            standing.checkpoint.write(standing.fold, seen.offset, Taken())

    @staticmethod
    def _hold(standing: Standing, entry: Entry) -> None:
        for place, placed in enumerate(fold_entry(standing.fold, entry)):
            cause = Cause(entry.position, place)
            if cause > standing.delivered:
                standing.held.append((cause, placed.item))

    def _far_behind(self, entry: Entry) -> bool:
        """Say whether alerts wait until it is known which of them are still open."""
        return self.wall is not None and self.wall() - entry.at > PAST_AFTER

    async def _publish(self, partition: int, standing: Standing) -> None:
        told = with_past(standing.held) if standing.catching_up else _as_they_are(standing.held)
        standing.held, standing.catching_up = [], False
        if not told or not self.positions.valid():
            return
        self.shared.lease.check()
        self.counts["alerts"] += len(told)
        self.counts["past"] += sum(each.past for each in told)
        await self.publish(partition, told)
        self.counts.update(f"state.{each.alert.state}" for each in told)


def _as_they_are(held: Sequence[tuple[Cause, Alert]]) -> list[Told]:
    return [Told(cause, alert) for cause, alert in held]
