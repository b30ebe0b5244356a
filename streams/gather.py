"""Bring together what the supervisors found in each block of the log, and deliver it to the desk in order.

Every supervisor is an agent of its own and goes at its own pace. The desk must see one order, whoever
was faster: a block's findings are sent when all supervisors have folded it, blocks in the log's order,
and a message only after the one before it was delivered. So the first message that speaks of a
position speaks for all supervisors, and what comes again after a crash can be left out.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from msgspec import Struct, field

from agents.fold import Placed
from models.findings import Entry, Finding, FindingBatch, Item
from models.ids import EVERYWHERE
from models.log import ActionRun, Block

ENTRIES_A_MESSAGE = 500
"""E: an entry is small; the message stays far below what a topic takes."""

Send = Callable[[int, FindingBatch], Awaitable[None]]
"""``send(partition, batch)`` returns when the batch is delivered."""


class _Block(Struct):
    """What is known of one block while some supervisors still fold it."""

    block: Block
    now: datetime
    found: dict[int, Sequence[Placed[Finding]]] = field(default_factory=dict)
    """By the supervisor's rank."""


class _Partition(Struct):
    """One log partition."""

    standing: dict[str, int] = field(default_factory=dict)
    """The last position that each supervisor has folded."""
    floor: int = -1
    """Up to here everything was delivered before this worker took over."""
    blocks: dict[int, _Block] = field(default_factory=dict)
    outbox: list[Entry] = field(default_factory=list)
    delivered: int = -1
    pump: asyncio.Task[None] | None = None
    moved: asyncio.Event = field(default_factory=asyncio.Event)


class Gather:
    """The findings of all supervisors of one worker, on their way to the desk."""

    def __init__(self, supervisors: Sequence[str], send: Send) -> None:
        self._order = {name: rank for rank, name in enumerate(supervisors)}
        self._send = send
        self._partitions: dict[int, _Partition] = {}

    def forget(self) -> None:
        """Start anew: partitions were given or taken, and supervisors recover their positions."""
        given_up = list(self._partitions.values())
        self._partitions.clear()
        for known in given_up:
            if known.pump is not None:
                known.pump.cancel()
            known.moved.set()

    def begin(self, partition: int, supervisor: str, position: int, delivered: int) -> None:
        """Take note that a supervisor has recovered: it folds on from ``position``.

        What any supervisor found up to ``delivered`` was delivered; that is not below ``position``.
        """
        known = self._partitions.setdefault(partition, _Partition())
        known.standing[supervisor] = position
        known.floor = max(known.floor, delivered)
        known.delivered = max(known.delivered, delivered)
        for had in [had for had in known.blocks if had <= known.floor]:
            del known.blocks[had]

    def report(
        self,
        partition: int,
        supervisor: str,
        position: int,
        block: Block,
        now: datetime,
        found: Sequence[Placed[Finding]],
    ) -> None:
        """Take what a supervisor found in a block, be it nothing."""
        known = self._partitions[partition]
        known.standing[supervisor] = position
        if position > known.floor:
            waiting = known.blocks.get(position)
            if waiting is None:
                waiting = known.blocks[position] = _Block(block, now)
            waiting.found[self._order[supervisor]] = found
        self._complete(partition, known)

    async def delivered(self, partition: int, position: int) -> None:
        """Wait until all findings up to a position are delivered; raises what went wrong with it.

        Ends early when partitions are given or taken: ask whether the assignment still holds.
        """
        known = self._partitions[partition]
        while known.delivered < position:
            known.moved.clear()
            if known.pump is not None and known.pump.done():
                known.pump.result()
            await known.moved.wait()
            if self._partitions.get(partition) is not known:
                return

    def _complete(self, partition: int, known: _Partition) -> None:
        if len(known.standing) < len(self._order):
            return
        complete = min(known.standing.values())
        for position in sorted(position for position in known.blocks if position <= complete):
            waiting = known.blocks.pop(position)
            found = [waiting.found[rank] for rank in sorted(waiting.found)]
            entry = merge(position, waiting.block, waiting.now, found)
            if entry is not None:
                known.outbox.append(entry)
        if not known.outbox and known.pump is None:
            self._moved(known, complete)
        elif known.pump is None:
            known.pump = asyncio.get_running_loop().create_task(self._deliver(partition, known))

    async def _deliver(self, partition: int, known: _Partition) -> None:
        try:
            while known.outbox:
                entries = tuple(known.outbox[:ENTRIES_A_MESSAGE])
                await self._send(partition, FindingBatch(entries))
                del known.outbox[: len(entries)]
                self._moved(known, entries[-1].position)
            self._moved(known, min(known.standing.values()))
            known.pump = None
        finally:
            known.moved.set()

    @staticmethod
    def _moved(known: _Partition, position: int) -> None:
        if position > known.delivered:
            known.delivered = position
            known.moved.set()


def merge(
    position: int, block: Block, now: datetime, found: Sequence[Sequence[Placed[Finding]]]
) -> Entry | None:
    """Return what a block means for the desk, in the log's order; None if it means nothing.

    ``found`` has what each supervisor found, in the fixed order of the supervisors.
    """
    ranked = _actions(block, len(found))
    for rank, each in enumerate(found):
        for placed in each:
            key = (placed.index, not placed.by_deadline, placed.at, rank)
            ranked.append((key, Item(at=placed.at, finding=placed.item)))
    if not ranked and (block.runs or block.clock is None):
        # Records that meant nothing; that time goes on is told by clock records, which hold nothing else.
        return None
    ranked.sort(key=_key)
    return Entry(position=position, at=now, items=tuple(item for _, item in ranked))


_Ranked = tuple[tuple[int, bool, datetime, int], Item]


def _key(ranked: _Ranked) -> tuple[int, bool, datetime, int]:
    return ranked[0]


def _actions(block: Block, rank: int) -> list[_Ranked]:
    """Return what operators did, in its place among the findings."""
    ranked: list[_Ranked] = []
    index = 0
    for run in block.runs:
        if isinstance(run, ActionRun):
            for place, action in enumerate(run.records, index):
                if action.station == EVERYWHERE:
                    # About the watchdog's own alerts, which no desk of a station has.
                    continue
                ranked.append(((place, True, run.at, rank), Item(at=run.at, action=action)))
        index += len(run.offsets)
    return ranked
