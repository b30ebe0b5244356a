"""Catching up after an outage: what is still open is told, what was over meanwhile is recorded, silently."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import datetime

import msgspec
import pytest

from agents.supervisor import StationState, Supervisor
from models.alerts import Alert, AlertState
from models.findings import Change, Entry, Finding, FindingBatch, Item
from models.rules import Rule
from streams.binding import Shared
from streams.desk import NO_CAUSE, BoundDesk, Cause, Told
from streams.lease import Lease
from streams.position import Generation, Seen
from tests.factories import STATION, alert, at, finding, rulebook

WALL = at(7200)
RULE = Rule.RECORDING_NEVER_STARTED


class Versions(StationState):
    """How many versions each subject's alert has."""

    versions: dict[str, int] = msgspec.field(default_factory=dict)


def step(state: Versions, event: object, _now: datetime, _rules: object) -> Sequence[Alert]:
    """Make a version of an alert of each finding; it is closed when the finding ends."""
    if not isinstance(event, Finding):
        return []
    version = state.versions[event.subject] = state.versions.get(event.subject, 0) + 1
    over = event.change is Change.CLEAR
    state_now = AlertState.CLOSED if over else AlertState.UNACKNOWLEDGED
    return [alert(0, name=event.subject, version=version, state=state_now)]


DESK = Supervisor("desk", frozenset({Finding}), Versions, step)


class Bureau:
    """A desk with its table, the topic that it writes, and a wall clock."""

    def __init__(self, *, wall: bool = True) -> None:
        self.now = WALL
        self.told: list[Told] = []
        self.table: dict[bytes, bytes] = {}
        self.offset = -1
        self._wall = wall
        self.start()

    def start(self) -> None:
        """Start the desk, from what its table holds."""
        shared = Shared(rulebook(), {0: [STATION]}, Generation(), Lease(1e9), _never)
        wall = (lambda: self.now) if self._wall else None
        self.desk = BoundDesk(DESK, self.table, shared, _nothing, self._publish, self._last, wall)

    async def take(self, *entries: Entry) -> None:
        """Let the desk take one message."""
        self.offset += 1
        seen = Seen(0, self.offset, msgspec.json.encode(FindingBatch(entries)))
        await self.desk.run(_once(seen))

    def said(self) -> list[tuple[str, int, bool]]:
        """Return what was told: of which alert, which version, and whether it was past."""
        return [(each.alert.alert, each.alert.version, each.past) for each in self.told]

    async def _publish(self, _partition: int, told: Sequence[Told]) -> None:
        self.told += told

    async def _last(self, _partition: int) -> Cause:
        return max((each.cause for each in self.told), default=NO_CAUSE)


async def _once(seen: Seen) -> AsyncIterator[Seen]:
    yield seen


async def _nothing(_partition: int, _first: int, _end: int) -> AsyncGenerator[Seen, None]:
    for missing in ():
        yield missing


async def _never(*_args: object) -> None:
    raise AssertionError("nothing fails")


def entry(position: int, seconds: float, *changes: tuple[str, Change]) -> Entry:
    """Return what a block means, at so many seconds."""
    found = [finding(RULE, seconds, subject, change=change)[1] for subject, change in changes]
    items = tuple(Item(at=each.at, finding=each) for each in found)
    return Entry(position=position, at=at(seconds), items=items)


async def test_in_step_with_the_wall_everything_is_told_at_once() -> None:
    """A minute behind is not yet an outage; an end is no past either."""
    bureau = Bureau()
    bureau.now = at(70)
    await bureau.take(entry(0, 10, ("a", Change.RAISE)))
    assert bureau.said() == [("a", 1, False)]
    await bureau.take(entry(1, 20, ("a", Change.CLEAR)))
    assert bureau.said() == [("a", 1, False), ("a", 2, False)]


async def test_far_behind_nothing_is_told_until_it_is_known_what_is_still_open() -> None:
    """Then all versions are there for the record, in order, and only what is open still calls for somebody."""
    bureau = Bureau()
    await bureau.take(entry(0, 10, ("over", Change.RAISE), ("open", Change.RAISE)))
    await bureau.take(entry(1, 20, ("over", Change.CLEAR)), entry(2, 30, ("open", Change.RAISE)))
    assert bureau.said() == []
    await bureau.take(entry(3, 7200 - 59, ("new", Change.RAISE)))
    assert bureau.said() == [
        ("over", 1, True),
        ("open", 1, True),
        ("over", 2, True),
        ("open", 2, False),
        ("new", 1, False),
    ]
    await bureau.take(entry(4, 7200, ("open", Change.CLEAR)))
    assert bureau.said()[-1] == ("open", 3, False), "caught up"


async def test_killed_while_it_catches_up_nothing_is_lost_or_told_twice() -> None:
    """What is held back is not in the table."""
    bureau = Bureau()
    await bureau.take(entry(0, 10, ("a", Change.RAISE)))
    assert bureau.table == {}
    bureau.start()
    bureau.offset = -1
    await bureau.take(entry(0, 10, ("a", Change.RAISE)))
    await bureau.take(entry(1, 7200))
    assert bureau.said() == [("a", 1, False)]
    assert len(bureau.table) == 2
    bureau.start()
    await bureau.take(entry(2, 7201, ("a", Change.CLEAR)))
    assert bureau.said()[1:] == [("a", 2, False)]


async def test_where_time_comes_from_the_input_nothing_is_past() -> None:
    """A recording of last year is told as it was."""
    bureau = Bureau(wall=False)
    await bureau.take(entry(0, 10, ("a", Change.RAISE)), entry(1, 20, ("a", Change.CLEAR)))
    assert bureau.said() == [("a", 1, False), ("a", 2, False)]


async def test_what_is_held_back_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """After an outage without end memory stays what it is: so many are told as it looks then."""
    monkeypatch.setattr("streams.desk.MOST_HELD", 2)
    bureau = Bureau()
    await bureau.take(entry(0, 10, ("a", Change.RAISE)))
    assert bureau.said() == []
    await bureau.take(entry(1, 20, ("b", Change.RAISE)))
    assert bureau.said() == [("a", 1, False), ("b", 1, False)]
