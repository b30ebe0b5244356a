"""Bind pure supervisors to Faust: one named agent each, all on the log, decoded once for all of them."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from datetime import datetime

from msgspec import Struct

from agents.fold import Failure, Fold
from agents.supervisor import Supervisor
from models.findings import Finding
from models.rules import RuleBook
from streams.blocks import OpenBlock, Taken, fold_block
from streams.checkpoint import Checkpoint, Table, tell_overwritten
from streams.codecs import UNREADABLE, decode_block
from streams.gather import Gather
from streams.lease import Lease
from streams.position import Generation, Positions, ReadRange, Seen

OnFailure = Callable[[Failure, Seen], Awaitable[None]]
"""``on_failure(failure, seen)`` sets a record aside that a supervisor could not take."""


class UnreadableBlock(Exception):
    """A block of the log cannot be decoded: it was written by another version, or damaged."""


class Decoder:
    """Decode each block once, whoever asks first."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[int, int], OpenBlock] = {}
        self.decoded = 0

    def block(self, seen: Seen) -> OpenBlock:
        """Return the block of a message of the log."""
        place = seen.partition, seen.offset
        block = self._blocks.get(place)
        if block is None:
            if len(self._blocks) >= _BLOCKS_KEPT:
                del self._blocks[next(iter(self._blocks))]
            try:
                block = OpenBlock(decode_block(seen.value))
            except UNREADABLE as error:
                raise UnreadableBlock(f"log/{place[0]}, offset {place[1]}: {error}") from error
            self.decoded += 1
            self._blocks[place] = block
        return block


_BLOCKS_KEPT = 2
"""Agents go in step, so one would nearly do; decoding was a third slower with eight kept, whose records
fill the processor's cache. A block is decoded again for an agent that is further behind."""


class Standing(Struct):
    """What an agent holds for one partition of the log."""

    fold: Fold[Finding]
    taken: Taken
    checkpoint: Checkpoint
    checkpoint_at: float


class Shared(Struct, frozen=True):
    """What all agents of a worker have in common."""

    rules: RuleBook
    stations_of: Mapping[int, Collection[str]]
    """The stations of each log partition."""
    generation: Generation
    lease: Lease
    on_failure: OnFailure


class Bound:
    """One supervisor, its table, and where it stands in each partition."""

    def __init__(
        self,
        supervisor: Supervisor[Finding],
        table: Table,
        shared: Shared,
        gather: Gather,
        decoder: Decoder,
        read: ReadRange,
        checkpoint_s: float,
    ) -> None:
        self.supervisor = supervisor
        self.table = table
        self.shared = shared
        self.gather = gather
        self.decoder = decoder
        self.checkpoint_s = checkpoint_s
        self.positions = Positions(shared.generation, self.recover, read)
        self.counts: Counter[str] = Counter()
        self._standing: dict[int, Standing] = {}

    async def recover(self, partition: int) -> int:
        """Restore the states of a partition from the recovered table."""
        fold = Fold(self.supervisor, self.shared.rules)
        checkpoint = Checkpoint(self.table, partition)
        restored = checkpoint.restore(fold, self.shared.stations_of.get(partition, ()))
        start = restored.start
        self._standing[partition] = Standing(fold, Taken(dict(start.taken)), checkpoint, time.monotonic())
        self.gather.begin(partition, self.supervisor.name, start.position, restored.delivered)
        self.counts["recoveries"] += 1
        tell_overwritten(self.supervisor.name, partition, restored)
        return start.position

    def nows(self) -> dict[int, datetime]:
        """Return how far the log's time has come in each partition."""
        return {partition: standing.fold.now for partition, standing in self._standing.items()}

    async def run(self, messages: AsyncIterator[Seen]) -> None:
        """Fold messages as they come: find, report, and now and then write a checkpoint."""
        async for message in messages:
            async for seen in self.positions.unseen(message):
                self._fold(seen)
                await self._set_aside(seen)
            await self._checkpoint_sometimes(message)
            # Let the others fold this block too, while it is decoded.
            await asyncio.sleep(0)

    def _fold(self, seen: Seen) -> None:
        standing = self._standing[seen.partition]
        fold = standing.fold
        opened = self.decoder.block(seen)
        block = opened.block
        found = fold_block(fold, opened, standing.taken, seen.offset)
        self.counts["blocks"] += 1
        self.counts["records"] += sum([len(run.offsets) for run in block.runs])
        self.counts["findings"] += len(found)
        self.gather.report(seen.partition, self.supervisor.name, seen.offset, block, fold.now, found)

    async def _set_aside(self, seen: Seen) -> None:
        failures = self._standing[seen.partition].fold.failures
        for failure in failures:
            self.counts["failures"] += 1
            await self.shared.on_failure(failure, seen)
        failures.clear()

    async def _checkpoint_sometimes(self, message: Seen) -> None:
        standing = self._standing.get(message.partition)
        if standing is None or time.monotonic() - standing.checkpoint_at < self.checkpoint_s:
            return
        if not self.positions.valid():
            return
        position = standing.fold.position
        # Findings delivered, then state: a crash in between finds them again, and the desk leaves them out.
        await self.gather.delivered(message.partition, position)
        if not self.positions.valid():
            return
        self.shared.lease.check()
        standing.checkpoint.write(standing.fold, position, standing.taken)
        standing.checkpoint_at = time.monotonic()
        self.counts["checkpoints"] += 1
