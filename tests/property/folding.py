"""Supervisors and desk over one log partition without Kafka: checkpoints now and then, and deaths at any time."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from typing import Any

import msgspec
from msgspec import Struct, field

from agents.fold import Fold
from agents.supervisor import Supervisor
from models.alerts import Alert
from models.findings import Entry, Finding, FindingBatch
from models.rules import RuleBook
from streams.blocks import OpenBlock, Taken, fold_block
from streams.checkpoint import Checkpoint
from streams.codecs import decode_block
from streams.desk import fold_entry
from streams.gather import merge
from tests.property.appending import Chances

_PARTITION = 0
_encode = msgspec.json.encode


class Died(Exception):
    """The process is gone, and with it all but what it has written."""


class Table(dict[bytes, bytes]):
    """A table that outlives its process, which may die before any write."""

    writes_left: int | None = None

    def __setitem__(self, key: bytes, value: bytes) -> None:
        """Write, or die."""
        if self.writes_left == 0:
            self.writes_left = None
            raise Died
        if self.writes_left is not None:
            self.writes_left -= 1
        super().__setitem__(key, value)


class Standing(Struct):
    """One supervisor, or the desk: what its table says, and what it has folded since."""

    fold: Fold[Any]
    taken: Taken
    checkpoint: Checkpoint
    position: int
    """In its topic."""
    log_position: int
    delivered: int


class Written(Struct):
    """What outlives a worker: its tables, and the topics it writes."""

    tables: dict[str, Table]
    findings: list[bytes] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    deaths: int = 0
    overwritten: int = 0
    """How many records were found older than their mark."""


class Worker:
    """All supervisors and the desk, begun anew from their tables whenever they die."""

    def __init__(
        self,
        supervisors: Sequence[Supervisor[Finding]],
        desk: Supervisor[Alert],
        rules: RuleBook,
        stations: Sequence[str],
        chances: Chances,
        random: Random,
    ) -> None:
        self.written = Written({each.name: Table() for each in (*supervisors, desk)})
        self._supervisors, self._desk, self._rules = supervisors, desk, rules
        self._stations, self._chances, self._random = stations, chances, random
        self._zombies: list[Standing] = []
        """What workers knew that were taken for dead and will write once more."""

    def run(self, log: Sequence[bytes]) -> list[Alert]:
        """Fold the whole log, then all findings, however often it takes; return every alert delivered."""
        self._until_done(lambda: self._supervise(log))
        self._until_done(self._decide)
        return self.written.alerts

    def _until_done(self, work: Callable[[], None]) -> None:
        while True:
            try:
                return work()
            except Died:
                self.written.deaths += 1

    def _supervise(self, log: Sequence[bytes]) -> None:
        standing = [self._restore(each) for each in self._supervisors]
        # Up to here another worker, or this one before it died, has delivered what was found.
        floor = max(each.delivered for each in standing)
        for position in range(min(each.position for each in standing) + 1, len(log)):
            block = decode_block(log[position])
            opened = OpenBlock(block)
            behind = [each for each in standing if each.position < position]
            found = [fold_block(each.fold, opened, each.taken, position) for each in behind]
            for each in behind:
                each.position = each.log_position = position
            # Nothing is written of what was found before it is delivered, by a zombie neither.
            self._may_die([])
            entry = merge(position, block, standing[0].fold.now, found) if position > floor else None
            if entry is not None:
                self.written.findings.append(_encode(FindingBatch((entry,))))
            for each in standing:
                self._may_write(each)
            self._may_die(standing)

    def _decide(self) -> None:
        desk = self._restore(self._desk)
        for offset in range(desk.position + 1, len(self.written.findings)):
            batch = msgspec.json.decode(self.written.findings[offset], type=FindingBatch)
            for entry in batch.entries:
                self._take(desk, entry)
            desk.position = offset
            self._may_die([desk])
            self._may_write(desk)

    def _take(self, desk: Standing, entry: Entry) -> None:
        if entry.position > desk.log_position:
            self.written.alerts += [placed.item for placed in fold_entry(desk.fold, entry)]
            desk.log_position = entry.position

    def _restore(self, supervisor: Supervisor[Any]) -> Standing:
        fold: Fold[Any] = Fold(supervisor, self._rules)
        checkpoint = Checkpoint(self.written.tables[supervisor.name], _PARTITION)
        restored = checkpoint.restore(fold, self._stations)
        start = restored.start
        self.written.overwritten += len(restored.behind)
        return Standing(
            fold,
            Taken(dict(start.taken)),
            checkpoint,
            start.position,
            start.log_position,
            restored.delivered,
        )

    def _may_write(self, standing: Standing) -> None:
        """Write a checkpoint now and then; die in the middle of it now and then."""
        assert not standing.fold.failures, standing.fold.failures[0].trace
        if self._zombies and self._chance(self._chances.wake):
            self._wake(self._zombies.pop(self._random.randrange(len(self._zombies))))
        if not self._chance(self._chances.checkpoint):
            return
        table = self.written.tables[standing.fold.supervisor.name]
        if self._chance(self._chances.die_writing):
            table.writes_left = self._random.randint(0, len(self._stations))
        standing.checkpoint.write(standing.fold, standing.position, standing.taken)
        table.writes_left = None

    def _wake(self, zombie: Standing) -> None:
        """Let a worker that was taken for dead write what it knew, all of it or the first part."""
        table = self.written.tables[zombie.fold.supervisor.name]
        table.writes_left = self._random.randint(0, len(self._stations) + 1)
        with suppress(Died):
            zombie.checkpoint.write(zombie.fold, zombie.position, zombie.taken)
        table.writes_left = None

    def _may_die(self, standing: list[Standing]) -> None:
        if self._chance(self._chances.die):
            # One for each agent: a process that was frozen wakes once.
            self._zombies = list(standing)
            raise Died

    def _chance(self, share: float) -> bool:
        return self._random.random() < share
