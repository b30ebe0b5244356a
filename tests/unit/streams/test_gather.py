"""The findings of all supervisors reach the desk in the log's order, each message after the one before."""

import asyncio

import pytest

from agents.fold import Placed
from models.actions import Act
from models.findings import Change, Finding, FindingBatch, Reason
from models.incidents import Stage
from models.log import ActionRun, Block, IncidentRun
from models.rules import Rule
from streams.gather import Gather, merge
from tests.factories import STATION, action, at, incident_event


def found(name: str, seconds: float, index: int, *, by_deadline: bool = False) -> Placed[Finding]:
    """Return a finding, named by its subject, at its place in a block."""
    finding = Finding(
        rule=Rule.UNIFORM,
        change=Change.RAISE,
        reason=Reason.HELD,
        station=STATION,
        subject=name,
        since=at(0),
        at=at(seconds),
    )
    return Placed(at(seconds), index, by_deadline, finding)


CLOCK = Block(clock=at(10))


class Desk:
    """Takes what is sent, when it is let."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, list[str]]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.fails = False

    async def send(self, _partition: int, batch: FindingBatch) -> None:
        """Take one message."""
        await self.open.wait()
        if self.fails:
            raise ConnectionError("the broker is gone")
        for entry in batch.entries:
            names = [item.finding.subject for item in entry.items if item.finding is not None]
            self.taken.append((entry.position, names))


def test_order_within_a_block_is_the_logs() -> None:
    """Deadlines come before the record that brought the time, then supervisors in their fixed order."""
    _, done = action(Act.CLOSE, 5)
    block = Block(
        runs=[ActionRun(partition=0, at=at(5), offsets=[0], records=[done])],
        clock=at(10),
    )
    entry = merge(
        3,
        block,
        at(10),
        [
            [found("a-last", 9, 1, by_deadline=True), found("a-record", 5, 0)],
            [found("b-early", 4, 0, by_deadline=True), found("b-record", 5, 0)],
        ],
    )
    assert entry is not None
    subjects = [item.finding.subject if item.finding else "the action" for item in entry.items]
    assert subjects == ["b-early", "a-record", "b-record", "the action", "a-last"]
    assert (entry.position, entry.at) == (3, at(10))


def test_a_block_without_meaning_is_not_sent() -> None:
    """No finding, no action, no clock: nothing for the desk."""
    assert merge(1, Block(), at(0), [[], []]) is None


async def test_a_block_is_sent_when_all_supervisors_have_folded_it() -> None:
    """The faster one waits for the slower; blocks go in the log's order."""
    desk = Desk()
    gather = Gather(["a", "b"], desk.send)
    gather.begin(0, "a", 4, 4)
    gather.begin(0, "b", 4, 4)
    gather.report(0, "a", 5, CLOCK, at(10), [found("a5", 1, 0)])
    gather.report(0, "a", 6, CLOCK, at(10), [found("a6", 1, 0)])
    await asyncio.sleep(0)
    assert desk.taken == []
    gather.report(0, "b", 5, CLOCK, at(10), [])
    await gather.delivered(0, 5)
    assert desk.taken == [(5, ["a5"])]
    gather.report(0, "b", 6, CLOCK, at(10), [found("b6", 1, 0)])
    await gather.delivered(0, 6)
    assert desk.taken[1:] == [(6, ["a6", "b6"])]


async def test_what_was_delivered_before_a_crash_is_not_sent_in_part() -> None:
    """A supervisor that recovered further back folds alone; the desk has had those findings whole."""
    desk = Desk()
    gather = Gather(["a", "b"], desk.send)
    gather.begin(0, "a", 2, 2)
    gather.report(0, "a", 3, CLOCK, at(10), [found("again", 1, 0)])
    gather.begin(0, "b", 3, 3)
    gather.report(0, "a", 4, CLOCK, at(10), [])
    gather.report(0, "b", 4, CLOCK, at(10), [found("new", 1, 0)])
    await gather.delivered(0, 4)
    assert [names for _, names in desk.taken if names] == [["new"]]


async def test_a_failed_delivery_reaches_who_waits_for_it() -> None:
    """No checkpoint is written over findings that did not arrive, and no later ones are sent."""
    desk = Desk()
    desk.fails = True
    gather = Gather(["a"], desk.send)
    gather.begin(0, "a", -1, -1)
    gather.report(0, "a", 0, CLOCK, at(10), [])
    with pytest.raises(ConnectionError):
        await gather.delivered(0, 0)
    desk.fails = False
    gather.report(0, "a", 1, CLOCK, at(10), [])
    with pytest.raises(ConnectionError):
        await gather.delivered(0, 1)
    assert desk.taken == []


async def test_a_slow_delivery_holds_back_the_next() -> None:
    """While one message is under way, later entries gather and go together."""
    desk = Desk()
    desk.open.clear()
    gather = Gather(["a"], desk.send)
    gather.begin(0, "a", -1, -1)
    for position in range(5):
        gather.report(0, "a", position, CLOCK, at(10), [found(f"f{position}", 1, 0)])
    desk.open.set()
    await gather.delivered(0, 4)
    assert [position for position, _ in desk.taken] == [0, 1, 2, 3, 4]


def test_records_that_meant_nothing_are_not_sent_although_their_block_tells_the_time() -> None:
    """Only a clock record, which holds nothing else, tells the desk that time goes on."""
    run = IncidentRun(partition=0, at=at(5), offsets=[0], records=[incident_event(Stage.ARRIVED, 5)])
    assert merge(1, Block(runs=[run], clock=at(6)), at(6), [[], []]) is None
    entry = merge(1, Block(runs=[run], clock=at(6)), at(6), [[found("a", 5, 0)], []])
    assert entry is not None
    assert entry.at == at(6)


@pytest.mark.parametrize("under_way", [False, True], ids=["a slower supervisor", "a delivery under way"])
async def test_who_waits_is_let_go_when_partitions_are_given_or_taken(under_way: bool) -> None:
    """What was waited for will be done by whoever has the partition now: nobody waits for ever, or is cancelled."""
    desk = Desk()
    desk.open.clear()
    gather = Gather(["a", "b"], desk.send)
    gather.begin(0, "a", -1, -1)
    gather.begin(0, "b", -1, -1)
    gather.report(0, "a", 0, CLOCK, at(10), [found("a0", 1, 0)])
    if under_way:
        gather.report(0, "b", 0, CLOCK, at(10), [])
    waiting = asyncio.create_task(gather.delivered(0, 0))
    await asyncio.sleep(0)
    gather.forget()
    async with asyncio.timeout(30):
        await waiting
    assert desk.taken == []
