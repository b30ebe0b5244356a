"""Intake without Kafka: any polls, any cutting into blocks, and messages appended again after a crash."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from random import Random

from msgspec import Struct

from streams.admission import Batch, admit
from streams.blocks import RawRun, encode_clock, encode_runs
from streams.intake import route_of
from streams.recorded import Line
from streams.topics import Topic
from streams.validation import Limits

INPUT_PARTITIONS = 3


class Chances(Struct, frozen=True, kw_only=True):
    """How likely things are, each time that they may happen."""

    cut: float
    """A block ends here."""
    tell_time: float
    """A block says how late it is."""
    commit: float
    """Intake commits."""
    append_again: float
    """Intake starts anew from what it has committed."""
    checkpoint: float
    """A table is written."""
    die: float
    """A worker starts anew from its tables."""
    die_writing: float
    """It does so in the middle of writing one."""
    wake: float
    """A worker that was taken for dead writes what it knew, over what others have written since."""


class Message(Struct, frozen=True):
    """A message of an input partition."""

    offset: int
    value: bytes


Source = tuple[Topic, int]


class Intake:
    """Appends a recording to the log, in its order."""

    def __init__(
        self,
        partitions: int,
        stations: Mapping[str, object],
        limits: Limits,
        chances: Chances,
        random: Random,
    ) -> None:
        self.log: list[list[bytes]] = [[] for _ in range(partitions)]
        self.repeated = 0
        self._limits, self._chances, self._random = limits, chances, random
        self._route = route_of(stations, partitions)
        self._offsets: dict[Source, int] = {}
        self._uncommitted: list[tuple[Source, Message]] = []
        self._open: list[list[RawRun]] = [[] for _ in range(partitions)]

    def take(self, lines: Sequence[Line]) -> None:
        """Append all lines, then the time of the last."""
        for at, same_time in groupby(lines, key=lambda line: line.at):
            for topic, group in groupby(same_time, key=lambda line: line.topic):
                self._poll(topic, list(group), at)
        for place in range(len(self.log)):
            self._close(place)
            self.log[place].append(encode_clock(lines[-1].at))

    def _poll(self, topic: Topic, lines: list[Line], at: datetime) -> None:
        """Append messages of one topic and moment, in one poll or in several, from any input partitions."""
        while lines:
            how_many = self._random.randint(1, len(lines))
            source = topic, self._random.randrange(INPUT_PARTITIONS)
            again = self._back_to_commit(at)
            messages = [*again.get(source, ()), *(self._sent(source, line) for line in lines[:how_many])]
            self._append(source, messages, at)
            lines = lines[how_many:]
            if self._chance(self._chances.commit):
                self._uncommitted.clear()

    def _sent(self, source: Source, line: Line) -> Message:
        offset = self._offsets[source] = self._offsets.get(source, -1) + 1
        message = Message(offset, bytes(line.value))
        self._uncommitted.append((source, message))
        return message

    def _back_to_commit(self, at: datetime) -> dict[Source, list[Message]]:
        """Now and then append again what is not committed; what comes first in the next poll is returned."""
        if not self._chance(self._chances.append_again):
            return {}
        again: dict[Source, list[Message]] = {}
        for source, message in self._uncommitted:
            again.setdefault(source, []).append(message)
        self.repeated += len(self._uncommitted)
        for source, messages in again.items():
            self._append(source, messages, at)
        return again

    def _append(self, source: Source, messages: list[Message], at: datetime) -> None:
        batch = Batch()
        admit(*source, messages, at, self._limits, self._route, batch)
        for place, runs in batch.runs.items():
            for run in runs:
                self._open[place] += self._in_two(run)
            if self._chance(self._chances.cut):
                self._close(place, at)

    def _in_two(self, run: RawRun) -> list[RawRun]:
        """Cut a run where blocks may end within it."""
        first = self._random.randint(0, len(run.records))
        parts = [
            RawRun(run.topic, run.partition, run.at, run.offsets[part], run.records[part])
            for part in (slice(first), slice(first, None))
            if run.records[part]
        ]
        return parts if self._chance(self._chances.cut) else [run]

    def _close(self, place: int, now: datetime | None = None) -> None:
        runs, self._open[place] = self._open[place], []
        while runs:
            how_many = self._random.randint(1, len(runs))
            last = how_many == len(runs)
            clock = now if last and self._chance(self._chances.tell_time) else None
            self.log[place].append(encode_runs(runs[:how_many], clock))
            runs = runs[how_many:]

    def _chance(self, share: float) -> bool:
        return self._random.random() < share
