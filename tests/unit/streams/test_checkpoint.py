"""A checkpoint that a crash cut short: nothing twice, nothing left out."""

import re
from datetime import datetime

import pytest

from agents.fold import Fold, Placed
from agents.supervisor import StationState, Supervisor
from models.incidents import IncidentEvent, Stage
from models.log import Block, IncidentRun
from models.rules import RuleBook
from streams.blocks import OpenBlock, Taken, fold_block
from streams.checkpoint import Checkpoint, UnreadableRecord, mark_key
from streams.position import NOWHERE
from tests.factories import at, incident_event, rulebook


class Count(StationState):
    """Counts a station's events, and asks for a deadline 5 s after each."""

    events: int = 0


def step(state: Count, event: object, _now: datetime, _rules: RuleBook) -> list[str]:
    """Count; say so."""
    if not isinstance(event, IncidentEvent):
        return [f"{state.station} deadline"]
    state.events += 1
    state.due = None if state.events % 2 else at(1000)
    return [f"{state.station} {state.events}"]


COUNT = Supervisor("count", frozenset({IncidentEvent}), Count, step)
STATIONS = ("S1", "S2")


def block(number: int) -> OpenBlock:
    """Return the block at a position: one event of each station."""
    records = [incident_event(Stage.ARRIVED, number, station=name) for name in STATIONS]
    offsets = [2 * number, 2 * number + 1]
    run = IncidentRun(partition=0, at=at(number), offsets=offsets, records=records)
    return OpenBlock(Block(runs=[run]))


def said(found: list[Placed[str]]) -> list[str]:
    """Return what was found."""
    return [placed.item for placed in found]


class Crash(Exception):
    """The process dies."""


class DyingTable(dict[bytes, bytes]):
    """A table whose process dies before a write."""

    def __init__(self, writes_left: int) -> None:
        super().__init__()
        self.writes_left = writes_left

    def __setitem__(self, key: bytes, value: bytes) -> None:
        """Write, or die."""
        if self.writes_left == 0:
            raise Crash
        self.writes_left -= 1
        super().__setitem__(key, value)


def folded(table: dict[bytes, bytes], first: int, end: int) -> None:
    """Recover, fold blocks up to before ``end`` and write a checkpoint."""
    fold, checkpoint = Fold(COUNT, rulebook()), Checkpoint(table, 0)
    start = checkpoint.restore(fold, STATIONS).start
    assert start.position + 1 == first
    taken = Taken(dict(start.taken))
    for number in range(first, end):
        fold_block(fold, block(number), taken, number)
    checkpoint.write(fold, end - 1, taken)


def events_after(table: dict[bytes, bytes], end: int) -> list[int]:
    """Recover, fold up to before ``end``, and return how many events each station has counted."""
    fold = Fold(COUNT, rulebook())
    start = Checkpoint(table, 0).restore(fold, STATIONS).start
    taken = Taken(dict(start.taken))
    for number in range(start.position + 1, end):
        fold_block(fold, block(number), taken, number)
    return [fold.states[name].events for name in STATIONS]


@pytest.mark.parametrize("late", range(4))
def test_a_zombie_s_writes_over_newer_ones_are_healed(late: int) -> None:
    """It lost the partition after block 3, the other wrote block 6, then some of its own writes arrive."""
    table: dict[bytes, bytes] = {}
    folded(table, 0, 2)
    zombie = dict(table)
    folded(zombie, 2, 4)
    folded(table, 2, 7)
    zombie_s = [(name, zombie[name]) for name in (b"S1", b"S2", mark_key(0))]
    table.update(zombie_s[:late])
    restored = Checkpoint(table, 0).restore(Fold(COUNT, rulebook()), STATIONS)
    assert restored.behind == {0: [], 1: ["S1"], 2: ["S1", "S2"], 3: []}[late]
    assert restored.start.position == (6 if late == 0 else 3)
    assert restored.delivered == (3 if late == 3 else 6)
    assert events_after(table, 9) == [9, 9]


@pytest.mark.parametrize("lost", STATIONS)
def test_a_write_that_never_arrived_is_healed(lost: str) -> None:
    """The mark arrived and a record before it did not: its station is folded from the record that is there."""
    table: dict[bytes, bytes] = {}
    folded(table, 0, 2)
    had = table[lost.encode()]
    folded(table, 2, 5)
    table[lost.encode()] = had
    assert events_after(table, 7) == [7, 7]


def test_a_record_that_never_was_is_folded_from_the_beginning() -> None:
    """The very first record of a station did not arrive, and the mark says that there is one."""
    table: dict[bytes, bytes] = {}
    folded(table, 0, 3)
    del table[b"S2"]
    assert events_after(table, 5) == [5, 5]


@pytest.mark.parametrize("writes_left", range(7))
def test_a_crash_anywhere_in_a_checkpoint_is_healed(writes_left: int) -> None:
    """Whichever writes were made, folding again from the mark ends in the same state."""
    table = DyingTable(writes_left)
    fold, taken, checkpoint = Fold(COUNT, rulebook()), Taken(), Checkpoint(table, 0)
    for number in range(6):
        fold_block(fold, block(number), taken, number)
        if number % 3 == 2:
            try:
                checkpoint.write(fold, number, taken)
            except Crash:
                break
    table.writes_left = -1

    assert events_after(table, 9) == [9, 9]


def test_what_came_before_the_mark_is_not_found_again() -> None:
    """A restored fold goes on where it was; the log's time and the deadlines with it."""
    table: dict[bytes, bytes] = {}
    fold, taken = Fold(COUNT, rulebook()), Taken()
    for number in range(2):
        fold_block(fold, block(number), taken, number)
    Checkpoint(table, 0).write(fold, 1, taken)

    restored = Fold(COUNT, rulebook())
    start = Checkpoint(table, 0).restore(restored, STATIONS).start
    taken = Taken(dict(start.taken))
    assert (start.position, restored.now) == (1, at(1))
    assert said(fold_block(restored, block(1), taken, 1)) == []
    assert said(fold_block(restored, OpenBlock(Block(clock=at(2000))), taken, 2)) == [
        "S1 deadline",
        "S2 deadline",
    ]


def test_only_what_changed_is_written() -> None:
    """A checkpoint costs what happened, not what there is."""
    table: dict[bytes, bytes] = {}
    fold, taken, checkpoint = Fold(COUNT, rulebook()), Taken(), Checkpoint(table, 0)
    fold_block(fold, block(0), taken, 0)
    checkpoint.write(fold, 0, taken)
    table.clear()
    checkpoint.write(fold, 1, taken)
    assert list(table) == [mark_key(0)]


def test_a_table_without_mark_is_nowhere() -> None:
    """A new agent begins before the first message."""
    restored = Checkpoint({}, 3).restore(Fold(COUNT, rulebook()), STATIONS)
    assert (restored.start.position, restored.delivered, restored.behind) == (NOWHERE, NOWHERE, [])


@pytest.mark.parametrize("key", [mark_key(0), b"S1"])
@pytest.mark.parametrize("value", [b"garbage", b'{"position":"x"}', b"{}"])
def test_what_cannot_be_read_is_named(key: bytes, value: bytes) -> None:
    """Going on without it would lose what it says."""
    table: dict[bytes, bytes] = {}
    folded(table, 0, 1)
    table[key] = value
    if (key, value) == (mark_key(0), b"{}"):
        assert events_after(table, 3) == [3, 3], "a mark that says nothing is one that was never written"
        return
    with pytest.raises(UnreadableRecord, match=f"partition 0, key {re.escape(repr(key))}"):
        events_after(table, 1)
