"""A checkpoint that a crash cut short: nothing twice, nothing left out."""

from datetime import datetime

import pytest

from agents.fold import Fold, Placed
from agents.supervisor import StationState, Supervisor
from models.incidents import IncidentEvent, Stage
from models.log import Block, IncidentRun
from models.rules import RuleBook
from streams import checkpoint
from streams.blocks import OpenBlock, Taken, fold_block
from streams.checkpoint import Mark
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


@pytest.mark.parametrize("writes_left", range(7))
def test_a_crash_anywhere_in_a_checkpoint_is_healed(writes_left: int) -> None:
    """Whichever writes were made, folding again from the mark ends in the same state."""
    table = DyingTable(writes_left)
    fold, taken = Fold(COUNT, rulebook()), Taken()
    for number in range(6):
        fold_block(fold, block(number), taken, number)
        if number % 3 == 2:
            try:
                checkpoint.write(table, fold, 0, number, taken)
            except Crash:
                break
    table.writes_left = -1

    fold = Fold(COUNT, rulebook())
    mark, taken = checkpoint.restore(table, fold, 0, STATIONS)
    for number in range(mark.position + 1, 9):
        fold_block(fold, block(number), taken, number)
    assert [fold.states[name].events for name in STATIONS] == [9, 9]


def test_what_came_before_the_mark_is_not_found_again() -> None:
    """A restored fold goes on where it was; the log's time and the deadlines with it."""
    table: dict[bytes, bytes] = {}
    fold, taken = Fold(COUNT, rulebook()), Taken()
    for number in range(2):
        fold_block(fold, block(number), taken, number)
    checkpoint.write(table, fold, 0, 1, taken)

    restored = Fold(COUNT, rulebook())
    mark, taken = checkpoint.restore(table, restored, 0, STATIONS)
    assert (mark.position, restored.now) == (1, at(1))
    assert said(fold_block(restored, block(1), taken, 1)) == []
    assert said(fold_block(restored, OpenBlock(Block(clock=at(2000))), taken, 2)) == [
        "S1 deadline",
        "S2 deadline",
    ]


def test_only_what_changed_is_written() -> None:
    """A checkpoint costs what happened, not what there is."""
    table: dict[bytes, bytes] = {}
    fold, taken = Fold(COUNT, rulebook()), Taken()
    fold_block(fold, block(0), taken, 0)
    checkpoint.write(table, fold, 0, 0, taken)
    table.clear()
    checkpoint.write(table, fold, 0, 1, taken)
    assert list(table) == [checkpoint.mark_key(0)]


def test_a_table_without_mark_is_nowhere() -> None:
    """A new agent begins before the first message."""
    assert checkpoint.read_mark({}, 3) == Mark()
