"""Blocks of the log: written by intake from bytes as they came, read by every supervisor."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from agents.fold import Fold, Placed
from agents.supervisor import Out
from models.log import AnyRun, Block, Record, TelemetryRun
from models.telemetry import Telemetry
from streams.codecs import encode

BLOCK_BYTES = 4 * 1024 * 1024
"""Runs are put into blocks of at most about this size; the log takes messages of 8 MiB."""


class RawRun(Struct):
    """A run in the making: records of one input partition, as bytes, all logged at one moment."""

    topic: str
    partition: int
    at: datetime
    offsets: list[int]
    records: list[bytes]
    size_bytes: int = 0


_join = b",".join


def encode_runs(runs: list[RawRun], clock: datetime | None = None) -> bytes:
    """Return one block as JSON; the records go in as they came, without being written anew."""
    parts = [
        b'{"topic":"%b","partition":%d,"at":%b,"offsets":%b,"records":[%b]}'
        % (
            run.topic.encode(),
            run.partition,
            encode(run.at),
            encode(run.offsets),
            _join(run.records),
        )
        for run in runs
    ]
    if clock is None:
        return b'{"runs":[%b]}' % _join(parts)
    return b'{"runs":[%b],"clock":%b}' % (_join(parts), encode(clock))


def encode_blocks(runs: list[RawRun], clock: datetime | None = None) -> list[bytes]:
    """Put runs into blocks of a size that the log takes; the last one tells the clock, if there is one."""
    blocks: list[bytes] = []
    group: list[RawRun] = []
    size = 0
    for run in _cut(runs):
        if group and size + run.size_bytes > BLOCK_BYTES:
            blocks.append(encode_runs(group))
            group, size = [], 0
        group.append(run)
        size += run.size_bytes
    if group:
        blocks.append(encode_runs(group, clock))
    return blocks


def _cut(runs: list[RawRun]) -> list[RawRun]:
    """Cut runs that are too large for one block."""
    cut: list[RawRun] = []
    for run in runs:
        if run.size_bytes <= BLOCK_BYTES:
            cut.append(run)
            continue
        part = RawRun(run.topic, run.partition, run.at, [], [])
        for offset, record in zip(run.offsets, run.records, strict=True):
            if part.records and part.size_bytes + len(record) > BLOCK_BYTES:
                cut.append(part)
                part = RawRun(run.topic, run.partition, run.at, [], [])
            part.offsets.append(offset)
            part.records.append(record)
            part.size_bytes += len(record)
        cut.append(part)
    return cut


def encode_clock(at: datetime) -> bytes:
    """Return a block that says only how late it is."""
    return b'{"clock":%b}' % encode(at)


class Taken(Struct):
    """The highest offset taken from each input partition: what is not above it came before."""

    highest: dict[str, int] = {}

    def fresh(self, run: AnyRun) -> tuple[int, list[Record]]:
        """Return the run's records not seen before, and how many were left out at its beginning.

        Intake commits after it has delivered, so after a crash it may append records again.
        """
        source = f"{run.__struct_config__.tag}/{run.partition}"
        highest = self.highest.get(source, -1)
        offsets = run.offsets
        if not offsets or offsets[-1] <= highest:
            return len(offsets), []
        self.highest[source] = offsets[-1]
        records: list[Record] = run.records  # type: ignore[assignment]  # a list of one of the kinds
        if offsets[0] > highest:
            return 0, records
        first = next(i for i, offset in enumerate(offsets) if offset > highest)
        return first, records[first:]


class OpenBlock:
    """A decoded block, with what all supervisors need of it made once."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self._ticks: dict[int, list[tuple[int, Telemetry]]] = {}

    def ticks(self, number: int, run: TelemetryRun) -> list[tuple[int, Telemetry]]:
        """Return the telemetry of a run, messages of one tick of one station put together."""
        known = self._ticks.get(number)
        if known is None:
            known = self._ticks[number] = put_together(run.records)
        return known


def put_together(messages: Sequence[Telemetry]) -> list[tuple[int, Telemetry]]:
    """Put messages of one station's tick together, each with the place of its first; order stays.

    They were logged at one moment, so one message with all cameras says the same as many with one each,
    and a supervisor has the work of one.
    """
    made: list[tuple[int, Telemetry]] = []
    # Where in what is made each station's latest tick is.
    latest: dict[str, int] = {}
    for place, message in enumerate(messages):
        at = latest.get(message.station)
        if at is None or made[at][1].occurred_at != message.occurred_at:
            latest[message.station] = len(made)
            made.append((place, message))
            continue
        first, tick = made[at]
        if tick is messages[first]:
            # The message as it was decoded is left as it is; what is put together is our own.
            tick = msgspec.structs.replace(tick, cameras=list(tick.cameras))
            made[at] = first, tick
        tick.cameras.extend(message.cameras)
    return made


def fold_block(fold: Fold[Out], opened: OpenBlock, taken: Taken, position: int) -> list[Placed[Out]]:
    """Fold one block, at its position in the log, and return what was found, in the log's order."""
    found: list[Placed[Out]] = []
    fold.position = position
    index = 0
    takes = fold.supervisor.takes
    for number, run in enumerate(opened.block.runs):
        left_out, records = taken.fresh(run)
        start = index + left_out
        index += len(run.offsets)
        fold.advance(run.at, found, start)
        if not records or type(records[0]) not in takes:
            continue
        if isinstance(run, TelemetryRun):
            whole = opened.ticks(number, run) if left_out == 0 else put_together(run.records[left_out:])
            for place, tick in whole:
                fold.take(tick, start + place, found)
        else:
            for place, record in enumerate(records, start):
                fold.take(record, place, found)
    if opened.block.clock is not None:
        fold.advance(opened.block.clock, found, index)
    return found
