"""The live alerts: every version once, in order, from any place that is kept."""

import asyncio
from collections import deque
from itertools import pairwise

import msgspec
import pytest
from msgspec.structs import replace

from config.settings import Settings
from console import live
from console.live import BadPlace, Live, TooOld, Version, place_in_words, place_of
from models.alerts import Alert
from streams.schema_examples import EXAMPLES
from streams.topics import Topic

PARTITIONS = 4
BEGINNING = ".".join("0" * PARTITIONS)
DOCUMENT = msgspec.json.encode(EXAMPLES[Topic.ALERTS])


async def following(*, begin: int = 0, end: int = 0) -> Live:
    """Return one that has begun, without Kafka."""
    it = Live(Settings())
    it._first, it._next, it._ends = (dict.fromkeys(range(PARTITIONS), at) for at in (begin, begin, end))
    it.ready.set()
    return it


def tell(it: Live, *places: tuple[int, int]) -> None:
    """Let messages come at places: partition and offset."""
    for partition, offset in places:
        it._take(partition, offset, DOCUMENT)


async def told(it: Live, place: str, count: int) -> list[Version]:
    """Return so many versions from a place on."""
    found: list[Version] = []
    async with asyncio.timeout(5):
        async for version in it.after(place_of(place, PARTITIONS)):
            if version is not None:
                found.append(version)
            if len(found) == count:
                break
    return found


async def test_whoever_comes_back_gets_the_rest_and_nothing_twice() -> None:
    """From each version's place the next ones follow, whatever partition they are in."""
    it = await following()
    tell(it, (0, 0), (2, 0), (0, 1), (1, 0), (2, 1))
    everything = await told(it, BEGINNING, 5)
    for number, version in enumerate(everything[:-1], start=1):
        rest = await told(it, version.place, 5 - number)
        assert [(each.partition, each.offset) for each in rest] == [
            (each.partition, each.offset) for each in everything[number:]
        ]


async def test_the_station_is_known_as_long_as_a_version_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """An older version that is dropped takes nothing away from a newer one."""
    monkeypatch.setattr(live, "KEPT", 2)
    it = await following()
    it._kept = deque(maxlen=2)
    alert = msgspec.json.decode(DOCUMENT, type=Alert)
    known = []
    for offset, name in enumerate("aabc"):
        it._take(0, offset, msgspec.json.encode(replace(alert, alert=name)))
        known.append(it.station_of("a") == alert.station)
    assert known == [True, True, True, False]


async def test_new_ones_come_as_they_are_told() -> None:
    """What comes while a page reads follows what was kept."""
    it = await following()
    tell(it, (0, 0))
    reading = asyncio.create_task(told(it, BEGINNING, 3))
    await asyncio.sleep(0)
    tell(it, (3, 0), (0, 1))
    found = await reading
    assert [(each.partition, each.offset) for each in found] == [(0, 0), (3, 0), (0, 1)]
    assert all(one.place != other.place for one, other in pairwise(found))


async def test_a_place_in_front_of_us_is_waited_for() -> None:
    """A console that has just begun may be behind its pages: they get nothing that they have."""
    it = await following(begin=0, end=3)
    reading = asyncio.create_task(told(it, "2.0.0.0", 1))
    await asyncio.sleep(0)
    tell(it, (0, 0), (0, 1), (0, 2))
    assert [each.offset for each in await reading] == [2]


@pytest.mark.parametrize("place", ["4.5.5.5", "5.5.5.9"])
async def test_a_place_that_is_not_kept_or_never_was_is_refused(place: str) -> None:
    """Its page loads everything anew."""
    it = await following(begin=5, end=5)
    with pytest.raises(TooOld):
        await told(it, place, 1)


async def test_a_page_that_is_too_slow_is_let_go_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded: what waits for it is dropped, it loads anew, and the others go on."""
    monkeypatch.setattr(live, "WAITING_MOST", 2)
    it = await following()
    slow = it.after(place_of(BEGINNING, PARTITIONS))
    waiting = asyncio.ensure_future(anext(slow))
    await asyncio.sleep(0)
    tell(it, (0, 0))
    await waiting
    tell(it, (0, 1), (0, 2), (0, 3))
    with pytest.raises(TooOld):
        await asyncio.wait_for(anext(slow), 5)
    assert it.counts["too_slow"] == 1
    assert it.readers() == 0
    assert len(await told(it, BEGINNING, 4)) == 4


async def test_whoever_was_let_go_gets_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is it counted again, though it never comes to read that it was."""
    monkeypatch.setattr(live, "WAITING_MOST", 2)
    it = await following()
    stuck = it.after(place_of(BEGINNING, PARTITIONS))
    waiting = asyncio.ensure_future(anext(stuck))
    await asyncio.sleep(0)
    tell(it, (0, 0))
    await waiting
    tell(it, *((0, offset) for offset in range(1, 20)))
    assert (it.counts["too_slow"], it.readers()) == (1, 0)
    await stuck.aclose()


async def test_pages_are_not_told_to_load_anew_where_the_console_ends() -> None:
    """They come back to whoever serves next, from where they were; a whole room would load everything at once."""
    it = await following()
    reading = asyncio.create_task(told(it, BEGINNING, 2))
    await asyncio.sleep(0)
    tell(it, (0, 0))
    await asyncio.sleep(0)
    it.end_all()
    assert [each.offset for each in await reading] == [0]
    assert await told(it, BEGINNING, 2) == []


async def test_a_reader_hears_that_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it can see whether it may still read; and nothing is lost by it."""
    monkeypatch.setattr(live, "NOTHING_FOR_S", 0.01)
    it = await following()
    versions = it.after(place_of(BEGINNING, PARTITIONS))
    assert await anext(versions) is None
    tell(it, (0, 0))
    found = [await anext(versions) for _ in range(2)]
    assert [None if each is None else each.offset for each in found] == [0, None]
    await versions.aclose()
    assert it.readers() == 0


async def test_the_end_is_after_what_has_still_to_be_caught_up_with() -> None:
    """Whoever begins there hears nothing of before."""
    it = await following(begin=0, end=3)
    assert place_in_words(it.end()) == "3.3.3.3"
    assert it.keeps(it.end())
    tell(it, *((0, offset) for offset in range(5)))
    assert place_in_words(it.end()) == "5.3.3.3"
    assert not it.keeps({0: 6, 1: 0, 2: 0, 3: 0})


async def test_what_is_forgotten_is_no_place_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest versions go first, and whoever needs them loads anew."""
    monkeypatch.setattr(live, "KEPT", 2)
    it = await following()
    it._kept = live.deque(maxlen=2)
    tell(it, (0, 0), (0, 1), (0, 2))
    with pytest.raises(TooOld):
        await told(it, BEGINNING, 1)
    assert [each.offset for each in await told(it, "1.0.0.0", 2)] == [1, 2]


async def test_junk_among_the_alerts_is_counted_and_left_out() -> None:
    """What is no alert stops nobody."""
    it = await following()
    it._take(0, 0, b"{")
    tell(it, (0, 1))
    [version] = await told(it, BEGINNING, 1)
    assert version.offset == 1
    assert it.counts["unreadable"] == 1
    assert isinstance(version.alert, Alert)


@pytest.mark.parametrize(
    "words", ["", "1.2.3", "1.2.3.4.5", "a.b.c.d", "-1.0.0.0", "1.2.3." + "9" * 30, "١.0.0.0"]
)
def test_words_that_are_no_place(words: str) -> None:
    """They are refused, however they came about."""
    with pytest.raises(BadPlace):
        place_of(words, PARTITIONS)


def test_a_place_is_the_same_again() -> None:
    """What a page keeps is what it had."""
    assert place_of(place_in_words({1: 5, 0: 12, 3: 0, 2: 7}), PARTITIONS) == {0: 12, 1: 5, 2: 7, 3: 0}
