"""What of a block is asked for: the records of a range of time, and of one station where one is named."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from models.log import AnyRun, Block, Record
from streams.blocks import RawRun, encode_clock, encode_runs


class Wanted(Struct, frozen=True):
    """What is asked for: from ``begin`` up to before ``end``, by the log's time."""

    begin: datetime
    end: datetime
    station: str | None = None
    """None: all of them."""

    def has(self, at: datetime) -> bool:
        """Say whether a moment is inside the range."""
        return self.begin <= at < self.end


class Kept(Struct, frozen=True):
    """What is left of a block, and the time with which it begins."""

    at: datetime
    value: bytes


class _RawRecords(Struct):
    records: list[Raw]


class _RawBlock(Struct):
    runs: list[_RawRecords] = []


_raw = msgspec.json.Decoder(_RawBlock)


def cut(block: Block, value: bytes, before: datetime, wanted: Wanted) -> Kept | None:
    """Return what of a block is asked for, None if nothing is; ``before`` is the log's time before it.

    A run's time counts as the folds count it: it never goes back. Records stay as the bytes that came.
    """
    times = _times(block, before)
    inside = [wanted.has(at) for at in times]
    if not any(inside):
        return None
    begins = times[inside.index(True)]
    if all(inside) and wanted.station is None:
        return Kept(begins, value)
    runs = _cut_runs(block.runs, _raw.decode(value).runs, inside, wanted.station)
    clock = block.clock if inside[-1] else None
    if runs:
        return Kept(begins, encode_runs(runs, clock))
    return None if clock is None else Kept(times[-1], encode_clock(clock))


def _times(block: Block, before: datetime) -> list[datetime]:
    """Return when each run, and last the clock, comes by the folds' time; of nothing there is no time."""
    moments = [run.at for run in block.runs]
    if block.clock is not None:
        moments.append(block.clock)
    times: list[datetime] = []
    for moment in moments:
        before = max(before, moment)
        times.append(before)
    return times


def _cut_runs(
    runs: Sequence[AnyRun], raws: Sequence[_RawRecords], inside: Sequence[bool], station: str | None
) -> list[RawRun]:
    cut_runs: list[RawRun] = []
    # A clock, which may be the last of what is inside, is no run.
    for run, raw, is_inside in zip(runs, raws, inside, strict=False):
        if not is_inside:
            continue
        typed: Sequence[Record] = run.records
        kept = [
            (offset, bytes(original))
            for offset, record, original in zip(run.offsets, typed, raw.records, strict=True)
            if station in {None, record.station}
        ]
        if kept:
            offsets, records = zip(*kept, strict=True)
            topic = str(run.__struct_config__.tag)
            cut_runs.append(RawRun(topic, run.partition, run.at, list(offsets), list(records)))
    return cut_runs
