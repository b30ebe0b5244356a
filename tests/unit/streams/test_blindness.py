"""What stands still: found after its time, once, and over when it goes on."""

import pytest

from models.findings import Change, Fact
from models.rules import Number, Rule
from streams.blindness import DESK, LOG, Blindness
from tests.factories import at

AFTER = Number(30, "E: half a minute, for tests")


def watched(partitions: int = 2) -> Blindness:
    """Return one that began at 0 and has heard everything at 10."""
    blindness = Blindness(partitions, AFTER, at(0))
    for number in range(partitions):
        blindness.heard(LOG, number, at(10), at(10))
        blindness.heard(DESK, number, at(10), at(10))
    return blindness


def told(blindness: Blindness, seconds: float) -> list[tuple[str, Change]]:
    """Look, and return parts and changes."""
    return [(finding.subject, finding.change) for finding in blindness.look(at(seconds))]


def test_a_log_that_stands_still_blinds_all() -> None:
    """One finding for all partitions; the desk has nothing to do and is not blamed."""
    blindness = watched()
    assert told(blindness, 40) == []
    (finding,) = blindness.look(at(40.1))
    assert (finding.rule, finding.station, finding.subject) == (Rule.SUPERVISION_BLIND, "*", LOG)
    assert finding.since == at(10)
    assert [(line.fact, line.detail) for line in finding.evidence] == [
        (Fact.NO_NEWS, "log/0"),
        (Fact.NO_NEWS, "log/1"),
    ]
    assert told(blindness, 100) == []
    for number in range(2):
        blindness.heard(LOG, number, at(50), at(101))
    assert told(blindness, 101) == [(LOG, Change.CLEAR)]
    for second in range(102, 132):
        for number in range(2):
            blindness.heard(LOG, number, at(second), at(second))
        assert told(blindness, second) == []
    # From when the log went on the desk had something to do, and has not done it.
    assert told(blindness, 131.1) == [(DESK, Change.RAISE)]


def test_one_partition_is_enough() -> None:
    """Its stations are unwatched, whatever the others do."""
    blindness = watched()
    blindness.heard(LOG, 0, at(39), at(39))
    blindness.heard(DESK, 0, at(39), at(39))
    (finding,) = blindness.look(at(41))
    assert [line.detail for line in finding.evidence] == ["log/1"]


def test_a_desk_that_does_not_follow() -> None:
    """The log goes on; the desk has taken nothing of it for too long."""
    blindness = watched()
    for second in range(11, 60):
        for number in range(2):
            blindness.heard(LOG, number, at(second), at(second))
        blindness.heard(DESK, 0, at(second), at(second))
        expected = [(DESK, Change.RAISE)] if second == 42 else []
        assert told(blindness, second) == expected
    blindness.heard(DESK, 1, at(59), at(60))
    assert told(blindness, 60) == [(DESK, Change.CLEAR)]


def test_catching_up_is_not_standing_still() -> None:
    """An hour behind, but going on."""
    blindness = Blindness(1, AFTER, at(3600))
    for second in range(3600, 3700):
        blindness.heard(LOG, 0, at(2 * second - 7000), at(second))
        blindness.heard(DESK, 0, at(2 * second - 7020), at(second))
        assert told(blindness, second) == []


@pytest.mark.parametrize("part", [LOG, DESK])
def test_nothing_ever_heard(part: str) -> None:
    """A watchdog that begins while all is dead says so after its time."""
    blindness = Blindness(1, AFTER, at(0))
    for second in range(31):
        if part == DESK:
            blindness.heard(LOG, 0, at(second), at(second))
        assert told(blindness, second) == []
    assert told(blindness, 31) == [(part, Change.RAISE)]


def test_what_is_told_again_is_no_news() -> None:
    """A time that does not go on is standing still, however often it is told."""
    blindness = watched(1)
    for second in range(11, 60):
        blindness.heard(LOG, 0, at(10), at(second))
    assert told(blindness, 60) == [(LOG, Change.RAISE)]


def test_a_new_watchdog_knows_what_was_told() -> None:
    """It raises nothing anew, and ends what the last one began."""
    blindness = Blindness(1, AFTER, at(100))
    blindness.blind(LOG, at(10))
    assert told(blindness, 140) == []
    blindness.heard(LOG, 0, at(150), at(150))
    blindness.heard(DESK, 0, at(150), at(150))
    (finding,) = blindness.look(at(151))
    assert (finding.change, finding.since) == (Change.CLEAR, at(10))
