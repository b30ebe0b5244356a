"""Uniform: several of the last looks of programs show a fault."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from agents.fold import Fold, Placed
from agents.uniform import UNIFORM, UniformState
from models.findings import Change, Evidence, Fact, Finding, Measure, Reason
from models.observations import UNIFORM_LOOKS, Look, Observation, Seen
from models.roster import RosterEntry
from models.rules import Rule
from tests.factories import (
    BADGE,
    CAMERA,
    STATION,
    at,
    cleared,
    looks,
    observation,
    play,
    play_with_stray_deadlines,
    raised,
    roster_entry,
    rulebook,
)

Logged = tuple[float, Observation | RosterEntry]
Told = tuple[float, Reason]
HELD, PUT_RIGHT, UNKNOWN = Reason.HELD, Reason.PUT_RIGHT, Reason.UNKNOWN
ROSTER: Logged = (-60, roster_entry())


def told(found: Sequence[Placed[Finding]]) -> list[Told]:
    """Return findings in short: when, and why; the reason tells a beginning from an end."""
    return [((placed.item.at - at(0)).total_seconds(), placed.item.reason) for placed in found]


class Case(NamedTuple):
    """Looks, and what is told within five minutes."""

    name: str
    timeline: Sequence[Logged]
    expected: list[Told]


LAST_LOOKS = [
    Case("two are not enough", looks("FF"), []),
    Case("three of three", looks("FFF"), [(10, HELD)]),
    Case("three of five", looks("FwFwF"), [(20, HELD)]),
    Case("three of six", looks("FwFwwF"), []),
    Case("told once", looks("FFFFFFFF"), [(10, HELD)]),
    Case("well all the time", looks("wwwwwwww"), []),
    Case("unknown all the time", looks("????????"), []),
    Case("unknown looks do not count", looks("F????F????F"), [(50, HELD)]),
    Case("put right", looks("FFFwww"), [(10, HELD), (25, PUT_RIGHT)]),
    Case("not put right by two", looks("FFFwwFww"), [(10, HELD)]),
    Case("unknown looks do not break the row", looks("FFFw?w?w"), [(10, HELD), (35, PUT_RIGHT)]),
    Case("again after it was put right", looks("FFFwwwFFF"), [(10, HELD), (25, PUT_RIGHT), (40, HELD)]),
    Case("within the window", looks("FFF", every=60), [(120, HELD)]),
    Case("out of the window", looks("FFF", every=61), []),
    Case("one kind does not add to another", looks("FF") + looks("FF", 1, kind=Look.BADGE), []),
    Case(
        "a fault of which the observer is unsure is unknown",
        [*looks("FF"), (10, observation(10, Look.VEST, score=0.59)), *looks("F", 15)],
        [(15, HELD)],
    ),
    Case(
        "as sure as is asked for",
        [*looks("FF"), (10, observation(10, Look.VEST, score=0.6))],
        [(10, HELD)],
    ),
    Case(
        "an unsure look does not put right",
        [*looks("FFFww"), (25, observation(25, Look.VEST, Seen.WELL, score=0.5))],
        [(10, HELD)],
    ),
    Case("delivered twice", [*looks("FF"), *((20 + t, look) for t, look in looks("FF"))], []),
    Case("delivered backwards", [(20, look) for _, look in reversed(looks("FwFwF"))], [(20, HELD)]),
    Case(
        "taken hours apart, delivered together",
        [(9000, look) for _, look in looks("FFF", every=3000)],
        [],
    ),
    Case(
        "taken out of the window, delivered together",
        [(400, look) for _, look in looks("FFF", every=130)],
        [],
    ),
    Case(
        "taken within the window, delivered out of it",
        [*looks("FF"), (200, observation(10, Look.VEST))],
        [],
    ),
    Case("delivered too late to say anything", [(700, look) for _, look in looks("FFF")], []),
    Case(
        "an old look does not push out a newer",
        [*looks("FFFFF"), (60, observation(-30, Look.VEST))],
        [(10, HELD)],
    ),
]


@pytest.mark.parametrize("case", LAST_LOOKS, ids=lambda case: case.name)
@pytest.mark.parametrize("player", [play, play_with_stray_deadlines])
def test_what_is_told(case: Case, player: Callable[..., list[Placed[Finding]]]) -> None:
    """Enough of the last known looks within the window raise, a row of good ones clears."""
    assert told(player(UNIFORM, [ROSTER, *case.timeline], until=300)) == case.expected


@pytest.mark.parametrize("kind", sorted(Look))
def test_only_looks_at_the_uniform_count(kind: Look) -> None:
    """Looks at the picture itself are another rule's."""
    found = raised(play(UNIFORM, looks("FFF", kind=kind), until=60))
    assert [finding.kind for finding in found] == ([kind] if kind in UNIFORM_LOOKS | {Look.ROLL_CALL} else [])


def test_a_finding_says_what_it_rests_on() -> None:
    """A finding names camera, badge and look, the number that decided, and the last pictures."""
    timeline = [
        (5.0 * place, observation(5.0 * place, Look.VEST, seen, picture=f"p{place}", badge=BADGE))
        for place, seen in enumerate([Seen.FAULT, Seen.WELL, Seen.FAULT, Seen.FAULT])
    ]
    assert raised(play(UNIFORM, [ROSTER, *timeline], until=20)) == [
        Finding(
            rule=Rule.UNIFORM,
            change=Change.RAISE,
            reason=HELD,
            station=STATION,
            subject=f"{CAMERA}/vest/{BADGE}",
            since=at(0),
            at=at(15),
            badge=BADGE,
            camera=CAMERA,
            kind="vest",
            measure=Measure("least_faults", 3, "E: least_faults for tests"),
            evidence=(Evidence(at(15), Fact.LOOK, "vest 3/4"),),
            pictures=("p0", "p2", "p3"),
        )
    ]


def test_an_end_names_its_episode() -> None:
    """What clears an episode has the subject and the beginning of what raised it."""
    found = play(UNIFORM, [ROSTER, *looks("FFFwww", badge=BADGE)], until=60)
    (first,), (last,) = raised(found), cleared(found)
    assert (last.subject, last.since, last.badge) == (first.subject, first.since, first.badge)


def test_without_looks_nobody_knows_any_more() -> None:
    """Ten minutes after the last known look the episode ends, and nothing of it is kept."""
    fold = Fold(UNIFORM, rulebook(off=[Rule.ROLL_CALL]))
    found = play(UNIFORM, [*looks("FFF"), *looks("?", 400)], until=609, fold=fold)
    assert told(found) == [(10, HELD)]
    assert told(play(UNIFORM, [], until=610, fold=fold)) == [(610, UNKNOWN)]
    assert fold.states[STATION] == UniformState(station=STATION)


def test_two_good_looks_are_no_row_of_three() -> None:
    """However long ago the faults were, it takes a whole row to put them right."""
    timeline = [*looks("FFF"), *looks("w", 605), *looks("w", 612)]
    assert told(play(UNIFORM, [ROSTER, *timeline], until=700)) == [(10, HELD)]
    assert told(play(UNIFORM, [ROSTER, *timeline, *looks("w", 620)], until=700)) == [
        (10, HELD),
        (620, PUT_RIGHT),
    ]


def test_a_clock_that_is_set_right_is_soon_believed() -> None:
    """Looks from the future stand in the way only until their time has come."""
    ahead = [(float(t), observation(t + 300, Look.VEST, Seen.WELL)) for t in (0, 5, 10)]
    assert told(play(UNIFORM, [ROSTER, *ahead, *looks("F" * 140, 15)], until=715)) == [(325, HELD)]


def test_each_camera_and_kind_is_forgotten_at_its_own_time() -> None:
    """A camera that goes on being looked at does not keep the memory of another."""
    fold = Fold(UNIFORM, rulebook())
    others = [
        (float(seconds), observation(seconds, Look.DRESS, Seen.WELL, camera="C2"))
        for seconds in range(0, 900, 5)
    ]
    found = play(UNIFORM, [*looks("FFF"), *others], until=900, fold=fold)
    assert [(placed.item.camera, *told([placed])[0]) for placed in found] == [
        (CAMERA, 10, HELD),
        (CAMERA, 610, UNKNOWN),
    ]
    state = fold.states[STATION]
    assert isinstance(state, UniformState)
    assert list(state.tracks) == ["C2/dress"]


def test_memory_is_bounded() -> None:
    """Of a camera no more looks are kept than the rule asks for, of a roster only the last day."""
    fold = Fold(UNIFORM, rulebook())
    shifts = [
        (28_800.0 * day, roster_entry(entry=f"E{day}", starts=28_800 * day, ends=28_800 * (day + 1)))
        for day in range(30)
    ]
    play(UNIFORM, [*shifts, *looks("Fw" * 500, start=28_800 * 29)], until=28_800 * 29 + 5000, fold=fold)
    state = fold.states[STATION]
    assert isinstance(state, UniformState)
    assert [len(track.looks) for track in state.tracks.values()] == [5]
    assert len(state.roster.entries) == 5


def test_a_rule_that_is_off_is_silent() -> None:
    """Switched off, looks at the uniform say nothing."""
    assert play(UNIFORM, [ROSTER, *looks("FFFFF")], until=60, rules=rulebook(off=[Rule.UNIFORM])) == []


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ({"of_looks": 2, "clear_well": 6}, []),
        ({"least_faults": 2}, [(5, HELD), (25, PUT_RIGHT)]),
        ({"least_faults": 4}, []),
        ({"clear_well": 2}, [(10, HELD), (20, PUT_RIGHT)]),
        ({"clear_well": 6, "of_looks": 3}, [(10, HELD), (40, PUT_RIGHT)]),
    ],
)
def test_the_numbers_are_the_rule_books(numbers: dict[str, float], expected: list[Told]) -> None:
    """Other numbers decide otherwise."""
    found = play(UNIFORM, [ROSTER, *looks("FFFwwwwww")], until=60, rules=rulebook(uniform=numbers))
    assert told(found) == expected


def test_uniform_needs_no_incidents() -> None:
    """Bearing matters at all times, so only looks and the roster are taken."""
    assert UNIFORM.takes == {Observation, RosterEntry}


def test_one_still_that_stands_for_several_looks_is_shown_once() -> None:
    """A person who decides sees as many different ones as there are."""
    timeline = [
        (5.0 * place, observation(5.0 * place, Look.VEST, Seen.FAULT, picture=picture, badge=BADGE))
        for place, picture in enumerate(("p0", "p1", "p1"))
    ]
    [found] = raised(play(UNIFORM, [ROSTER, *timeline], until=20))
    assert found.pictures == ("p0", "p1")
