"""The retained log once more: the same supervisors and desk over it, without Faust.

``LogFold`` is what everything that folds the log without Faust is made of: a recording's driver, a
backtest over the log, a replay of it.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime

from msgspec import Struct, field

from agents.fold import Failure, Fold, Placed
from agents.supervisor import StationState, Supervisor
from config.settings import Settings
from models.alerts import Alert
from models.findings import Finding
from models.log import Block
from models.rules import RuleBook
from streams.binding import UnreadableBlock
from streams.blocks import OpenBlock, Taken, fold_block
from streams.codecs import UNREADABLE, decode_block
from streams.desk import Cause, fold_entry
from streams.gather import merge
from streams.log_reader import Logged, log_reader
from streams.position import NOWHERE


class Version(Struct, frozen=True):
    """One version of an alert, and what brought it about: the same that the live system tells with it."""

    partition: int
    """Of the log."""
    cause: Cause
    at: datetime
    """The log's time when it was told."""
    alert: Alert


class LogFold:
    """All supervisors and the desk over one partition of the log."""

    def __init__(
        self,
        rules: RuleBook,
        supervisors: Sequence[Supervisor[Finding]],
        desk: Supervisor[Alert],
        partition: int = 0,
    ) -> None:
        self.partition = partition
        self.folds = [Fold(each, rules) for each in supervisors]
        """The supervisors, in their order; their states are in ``states``, by station."""
        self.taken = [Taken() for _ in supervisors]
        """What each supervisor has taken of the input; the same for all."""
        self.desk = Fold(desk, rules)
        self.position = NOWHERE
        """The offset of the last block that was folded."""

    @property
    def now(self) -> datetime:
        """Return how far the log's time has come."""
        return self.folds[0].now

    @property
    def failures(self) -> list[Failure]:
        """Return what supervisors and desk could not take."""
        return [failure for fold in (*self.folds, self.desk) for failure in fold.failures]

    def states(self) -> dict[str, dict[str, StationState]]:
        """Return the states of all stations, by supervisor, the desk's among them."""
        named = {fold.supervisor.name: fold.states for fold in self.folds}
        return named | {self.desk.supervisor.name: self.desk.states}

    def take(self, position: int, raw: bytes) -> list[Version]:
        """Fold one message of the log; return the alerts it makes."""
        return self.take_block(position, self.decode(position, raw))

    def decode(self, position: int, raw: bytes) -> Block:
        """Return the block in a message; raises ``UnreadableBlock``."""
        try:
            return decode_block(raw)
        except UNREADABLE as error:
            raise UnreadableBlock(f"log/{self.partition}, offset {position}: {error}") from error

    def take_block(self, position: int, block: Block) -> list[Version]:
        """Fold one block; return the alerts it makes."""
        self.position = position
        opened = OpenBlock(block)
        found = [
            fold_block(fold, opened, taken, position)
            for fold, taken in zip(self.folds, self.taken, strict=True)
        ]
        entry = merge(position, block, self.now, found)
        made: list[Placed[Alert]] = [] if entry is None else fold_entry(self.desk, entry)
        return [
            Version(self.partition, Cause(position, place), placed.at, placed.item)
            for place, placed in enumerate(made)
        ]


class LoggedOutcome(Struct):
    """What the retained log led to."""

    folds: dict[int, LogFold]
    """By partition: positions, and what supervisors and desk know at the end."""
    first: dict[int, int]
    """The oldest offset that is retained, by partition: not 0 where the log's beginning is gone."""
    versions: list[Version] = field(default_factory=list)
    """Every version of every alert in the order of the log's time; in each partition as the desk told them."""
    alerts: dict[str, Alert] = field(default_factory=dict)
    """Each alert's final state by its id."""
    blocks: int = 0
    records: int = 0
    """Records in the log, also those that were appended twice."""

    def states(self, supervisor: str) -> dict[int, dict[str, StationState]]:
        """Return what one supervisor, or the desk, knows: by partition and station."""
        return {number: fold.states()[supervisor] for number, fold in self.folds.items()}

    def failures(self) -> list[Failure]:
        """Return what supervisors and desk could not take."""
        return [failure for fold in self.folds.values() for failure in fold.failures]


async def read_log(
    settings: Settings, until: Mapping[int, int] | None = None
) -> AsyncGenerator[Logged, None]:
    """Yield all messages of the log that are retained now, each partition in its order, partitions mixed.

    ``until`` names, by partition, the offset before which to end.
    """
    async with log_reader(settings, until) as reader, aclosing(reader.messages()) as messages:
        async for each in messages:
            yield each


async def fold_log(
    settings: Settings,
    rules: RuleBook,
    supervisors: Sequence[Supervisor[Finding]],
    desk: Supervisor[Alert],
    until: Mapping[int, int] | None = None,
) -> LoggedOutcome:
    """Fold the retained log; ``until`` as in ``read_log``. Dead letters are not in the log: they are aside."""
    async with log_reader(settings, until) as reader:
        folds = {number: LogFold(rules, supervisors, desk, number) for number in sorted(reader.first)}
        outcome = LoggedOutcome(folds, reader.first)
        async with aclosing(reader.messages()) as messages:
            async for each in messages:
                _take(outcome, each)
    outcome.versions.sort(key=lambda each: (each.at, each.partition, each.cause))
    return outcome


def _take(outcome: LoggedOutcome, message: Logged) -> None:
    fold = outcome.folds[message.partition]
    block = fold.decode(message.offset, message.value)
    outcome.blocks += 1
    outcome.records += sum(len(run.offsets) for run in block.runs)
    for version in fold.take_block(message.offset, block):
        outcome.versions.append(version)
        outcome.alerts[version.alert.alert] = version.alert
