"""A range of the log once more, in the order of its time. Pure but for waiting for the source.

The log is folded from its beginning, quietly, so that everything known at the range's beginning is known
here too. What is inside the range comes out: the blocks, and each version of each alert as it was told.
Where the log comes from does not matter here: from Kafka, or from wherever it is kept after that.
"""

import asyncio
import heapq
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from datetime import datetime

from msgspec import Struct

from models.alerts import AlertState
from models.times import EPOCH
from streams.log_reader import Logged
from streams.logged import LogFold, Version
from streams.replay_cut import Wanted, cut

Sources = Mapping[int, AsyncIterator[Logged]]
"""Each partition's messages in its order, from the first one on that there is."""


class Began(Struct, frozen=True):
    """The log does not reach back to its beginning: what was known before is missing."""

    partition: int
    offset: int
    at: datetime


class Piece(Struct, frozen=True):
    """A block of the log, or what of it is asked for."""

    partition: int
    offset: int
    at: datetime
    value: bytes


class Shown(Struct, frozen=True):
    """A version of an alert, to be shown."""

    version: Version
    open_at_start: bool = False
    """It was told before the range begins, and the alert is open there."""

    @property
    def at(self) -> datetime:
        """Return when the version was told."""
        return self.version.alert.changed_at


class Stage:
    """One partition: folds its messages and keeps what is asked for."""

    def __init__(self, fold: LogFold, wanted: Wanted) -> None:
        self.fold = fold
        self.began: Began | None = None
        self.open: dict[str, Version] = {}
        """The latest version of each alert that is open where the range begins."""
        self._wanted = wanted
        self.first_at: datetime | None = None
        """The log's time where what is retained of it begins; None where nothing is."""
        self._first_offset: int | None = None

    @property
    def blocks_until(self) -> datetime:
        """Return the time before which no block will follow."""
        return self.fold.now

    @property
    def alerts_until(self) -> datetime:
        """Return the time before which no version will follow: the desk hears of time a little later."""
        return self.fold.desk.now

    @property
    def over(self) -> bool:
        """Say whether nothing of the range can follow."""
        return min(self.blocks_until, self.alerts_until) >= self._wanted.end

    def take(self, message: Logged) -> tuple[Piece | None, list[Version]]:
        """Fold one message; return what of it is asked for."""
        fold, before = self.fold, self.fold.now
        block = fold.decode(message.offset, message.value)
        told = [version for version in fold.take_block(message.offset, block) if self._asked(version)]
        self._note_beginning(message)
        kept = cut(block, message.value, before, self._wanted)
        piece = None if kept is None else Piece(message.partition, message.offset, kept.at, kept.value)
        return piece, told

    def _asked(self, version: Version) -> bool:
        alert = version.alert
        if self._wanted.station not in {None, alert.station}:
            return False
        if alert.changed_at >= self._wanted.begin:
            return alert.changed_at < self._wanted.end
        self.open.pop(alert.alert, None)
        if alert.state is not AlertState.CLOSED:
            self.open[alert.alert] = version
        return False

    def _note_beginning(self, message: Logged) -> None:
        if self._first_offset is None:
            self._first_offset = message.offset
        if self.first_at is None and self.fold.now > EPOCH:
            self.first_at = self.fold.now
            if self._first_offset > 0:
                self.began = Began(message.partition, self._first_offset, self.fold.now)


Item = Began | Piece | Shown


class Replay:
    """Several partitions, merged in the order of the log's time; one with no more data holds up nobody.

    The partition that is furthest behind is read next. So of each there are the blocks of one moment at most
    that wait for the others; alerts, which are small and few, wait until no desk can tell an earlier one.
    """

    def __init__(self, folds: Mapping[int, LogFold], wanted: Wanted) -> None:
        self.stages = {number: Stage(fold, wanted) for number, fold in folds.items()}
        self._wanted = wanted
        self._blocks: list[tuple[datetime, int, int, Piece]] = []
        self._versions: list[tuple[datetime, int, tuple[int, int], Version]] = []
        self._opened = False

    async def items(self, sources: Sources) -> AsyncGenerator[Item, None]:
        """Yield what is inside the range, first of all the alerts that are open where it begins."""
        going = dict(self.stages)
        while going:
            number = min(going, key=lambda each: (going[each].blocks_until, each))
            stage = going[number]
            message = await anext(sources[number], None)
            if message is None:
                del going[number]
            else:
                self._take(stage, message)
                if stage.began is not None:
                    yield stage.began
                    stage.began = None
                if stage.over:
                    del going[number]
            for item in self._due(list(going.values())):
                yield item
            # What was read ahead comes without waiting: whoever wants to stop this must get a turn.
            await asyncio.sleep(0)

    def read(self) -> tuple[datetime, datetime] | None:
        """Return from when to when the log went that was read; None if it was empty."""
        begins = [stage.first_at for stage in self.stages.values() if stage.first_at is not None]
        return (min(begins), max(stage.fold.now for stage in self.stages.values())) if begins else None

    def _take(self, stage: Stage, message: Logged) -> None:
        piece, told = stage.take(message)
        if piece is not None:
            heapq.heappush(self._blocks, (piece.at, piece.partition, piece.offset, piece))
        for version in told:
            cause = version.cause.position, version.cause.place
            heapq.heappush(self._versions, (version.alert.changed_at, version.partition, cause, version))

    def _due(self, going: list[Stage]) -> list[Item]:
        blocks_until = min((stage.blocks_until for stage in going), default=None)
        alerts_until = min((stage.alerts_until for stage in going), default=None)
        due: list[Item] = []
        if not self._opened and (alerts_until is None or alerts_until > self._wanted.begin):
            self._opened = True
            due += self._open_at_start()
        blocks, versions = self._blocks, self._versions
        while True:
            block = blocks and (blocks_until is None or blocks[0][0] < blocks_until)
            version = versions and (alerts_until is None or versions[0][0] < alerts_until)
            if block and not (version and versions[0][0] < blocks[0][0]):
                due.append(heapq.heappop(blocks)[-1])
            elif version:
                due.append(Shown(heapq.heappop(versions)[-1]))
            else:
                return due

    def _open_at_start(self) -> list[Item]:
        opened = [version for stage in self.stages.values() for version in stage.open.values()]
        opened.sort(key=lambda each: (each.alert.changed_at, each.partition, each.cause))
        return [Shown(version, open_at_start=True) for version in opened]
