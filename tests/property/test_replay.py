"""A replay of any range of any log shows what was told in it, in the order of time, and what was open before."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from functools import cache
from random import Random

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import Raw, Struct

from agents.desk import desk
from config.settings import Settings
from jingjian import wiring
from models.alerts import AlertState
from streams.codecs import decode_block
from streams.log_reader import Logged
from streams.logged import LogFold, Version
from streams.replay import Began, Item, Piece, Replay, Shown
from streams.replay_cut import Wanted
from streams.validation import Limits
from tests.property.appending import Chances, Intake
from tests.property.recording import STATIONS, make_recording

PARTITIONS = 4
SETTINGS = Settings()
RULES = wiring.rules_of(SETTINGS)
LIMITS = Limits(
    STATIONS,
    SETTINGS.limits.farthest_past_s,
    SETTINGS.limits.farthest_future_s,
    SETTINGS.limits.largest_message_bytes,
)
CHANCES = Chances(
    cut=0.2, tell_time=0.3, commit=0.1, append_again=0.01, checkpoint=0, die=0, die_writing=0, wake=0
)
FOREVER = Wanted(datetime.fromisoformat("2000-01-01T00Z"), datetime.fromisoformat("2100-01-01T00Z"))


@cache
def logged() -> tuple[list[list[bytes]], list[Version], datetime, datetime]:
    """Return a log in partitions, every version that it leads to, and its first and last time."""
    lines = make_recording(31, hours=2)
    intake = Intake(PARTITIONS, STATIONS, LIMITS, CHANCES, Random(5))
    intake.take(lines)
    assert intake.repeated > 100
    versions: list[Version] = []
    for number, fold in folds().items():
        for offset, raw in enumerate(intake.log[number]):
            versions += fold.take(offset, raw)
    return intake.log, versions, lines[0].at, lines[-1].at


def folds() -> dict[int, LogFold]:
    """Return a fresh fold for each partition."""
    at_desk = desk(STATIONS, SETTINGS.time.zone)
    return {number: LogFold(RULES, wiring.SUPERVISORS, at_desk, number) for number in range(PARTITIONS)}


def replayed(wanted: Wanted, log: list[list[bytes]], first: int = 0) -> list[Item]:
    """Return all that a replay gives; of each partition no more than the blocks of one moment wait for the others."""

    async def source(number: int) -> AsyncIterator[Logged]:
        for offset, raw in enumerate(log[number][first:], first):
            yield Logged(number, offset, raw, 0)

    async def run() -> list[Item]:
        replay = Replay(folds(), wanted)
        items: list[Item] = []
        async for item in replay.items({number: source(number) for number in range(PARTITIONS)}):
            items.append(item)
            assert len({(at, number) for at, number, *_ in replay._blocks}) <= PARTITIONS
        return items

    return asyncio.run(run())


def order(version: Version) -> tuple[datetime, int, int, int]:
    """Return an alert's place in a replay."""
    return version.alert.changed_at, version.partition, version.cause.position, version.cause.place


def open_at(moment: datetime, versions: list[Version]) -> list[Version]:
    """Return the last version told before a moment of each alert that is open then."""
    latest = {each.alert.alert: each for each in versions if each.alert.changed_at < moment}
    return sorted((each for each in latest.values() if each.alert.state is not AlertState.CLOSED), key=order)


class RawRecords(Struct):
    """A run whose records are the bytes that came."""

    at: datetime
    records: list[Raw]


class RawBlock(Struct):
    """A block of such runs."""

    runs: list[RawRecords] = []


def records(values: Iterable[bytes], wanted: Wanted) -> list[bytes]:
    """Return the bytes of all records in some blocks that are asked for, sorted."""
    blocks = [msgspec.json.decode(value, type=RawBlock) for value in values]
    return sorted(
        bytes(record)
        for block in blocks
        for run in block.runs
        for record in run.records
        if wanted.has(run.at) and wanted.station in {None, msgspec.json.decode(record)["station"]}
    )


def test_all_of_the_log_is_shown_in_the_order_of_its_time() -> None:
    """Every block as it lies in the log, every version once, nothing open before."""
    log, versions, *_ = logged()

    items = replayed(FOREVER, log)

    pieces = [item for item in items if isinstance(item, Piece)]
    shown = [item for item in items if isinstance(item, Shown)]
    assert len(pieces) + len(shown) == len(items)
    assert [item.version for item in shown] == sorted(versions, key=order)
    assert not any(item.open_at_start for item in shown)
    assert [piece.at for piece in pieces] == sorted(piece.at for piece in pieces)
    for number in range(PARTITIONS):
        own = [piece for piece in pieces if piece.partition == number]
        assert [piece.offset for piece in own] == list(range(len(log[number])))
        assert [piece.value for piece in own] == log[number]


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    begin_s=st.integers(-10, 7200),
    length_s=st.integers(1, 7200),
    station=st.sampled_from((None, *STATIONS)),
)
def test_a_range_shows_what_was_told_in_it_and_what_was_open(
    begin_s: int, length_s: int, station: str | None
) -> None:
    """From the first moment up to before the last one, of all stations or of one."""
    log, all_versions, start, _ = logged()
    begin = start + timedelta(seconds=begin_s)
    wanted = Wanted(begin, begin + timedelta(seconds=length_s), station)
    versions = [each for each in all_versions if station in {None, each.alert.station}]

    items = replayed(wanted, log)

    shown = [item for item in items if isinstance(item, Shown)]
    inside = sorted((each for each in versions if wanted.has(each.alert.changed_at)), key=order)
    opened = open_at(begin, versions)
    assert [item.version for item in shown] == [*opened, *inside]
    assert [item.open_at_start for item in shown] == [True] * len(opened) + [False] * len(inside)
    pieces = [item.value for item in items if isinstance(item, Piece)]
    kept = records(pieces, FOREVER)
    assert kept == records([raw for raws in log for raw in raws], wanted)
    assert len(kept) == sum(len(run.offsets) for value in pieces for run in decode_block(value).runs)


def test_the_range_has_something_open_and_something_told() -> None:
    """The property above speaks of something."""
    _, versions, start, last = logged()
    middle = start + (last - start) / 2
    assert len(open_at(middle, versions)) >= 5
    assert len([each for each in versions if each.alert.changed_at > middle]) > 20
    assert {each.partition for each in versions} == set(range(PARTITIONS))


def test_a_log_without_its_beginning_says_so() -> None:
    """Each partition tells where it begins, before anything of it comes."""
    log, _, start, _ = logged()

    items = replayed(FOREVER, log, first=50)

    began = [item for item in items if isinstance(item, Began)]
    assert sorted(item.partition for item in began) == list(range(PARTITIONS))
    assert {item.offset for item in began} == {50}
    assert all(item.at > start for item in began)


@pytest.mark.parametrize("empty", range(PARTITIONS))
def test_a_partition_without_data_holds_up_nobody(empty: int) -> None:
    """The others come as they would."""
    log, versions, *_ = logged()
    less = [[] if number == empty else raws for number, raws in enumerate(log)]

    items = replayed(FOREVER, less)

    shown = [item.version for item in items if isinstance(item, Shown)]
    assert shown == sorted((each for each in versions if each.partition != empty), key=order)
