"""Uniform: what a person saw, or a whole check found, counts at once; no program's look takes it back."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from agents.desk import desk
from agents.fold import Fold, Placed
from agents.uniform import UNIFORM, UniformState
from models.findings import Change, Evidence, Fact, Finding, Reason
from models.observations import UNIFORM_LOOKS, Look, Observation, Seen
from models.roster import RosterEntry
from models.rules import Rule
from tests.factories import (
    BADGE,
    CAMERA,
    STATION,
    at,
    directory,
    latest,
    looks,
    observation,
    play,
    play_with_stray_deadlines,
    raised,
    roster_entry,
    rulebook,
    told,
)

Logged = tuple[float, Observation | RosterEntry]
ROSTER: Logged = (-60, roster_entry())
HELD, PUT_RIGHT, UNKNOWN, NEXT = "held", "put_right", "unknown", "next_step"
SHIFT_S = 28_800


def person(pattern: str, start: float = 0, kind: Look = Look.VEST, by: str = "li") -> list[Logged]:
    """Return what a person says at each key: F a fault, w well, ? unknown."""
    return [*looks(pattern, start, 5, kind, by=by)]


def checks(pattern: str, start: float = 0, by: str | None = None) -> list[Logged]:
    """Return whole checks: F failed, w passed, ? could not be judged."""
    return [*looks(pattern, start, 5, Look.ROLL_CALL, badge=BADGE, by=by)]


class Case(NamedTuple):
    """Looks, and what is told, when and why."""

    name: str
    timeline: Sequence[Logged]
    expected: list[tuple[str, float]]
    until: float = 600


CASES = [
    Case("one is enough", person("F"), [(HELD, 0)]),
    Case("told once", person("FFF"), [(HELD, 0)]),
    Case("the same delivered again", [*person("F"), (30, person("F")[0][1])], [(HELD, 0)]),
    Case("two people see the same", [*person("F"), *person("F", 20, by="wang")], [(HELD, 0)]),
    Case("unknown is no fault", person("?"), []),
    Case("well is none either", person("w"), []),
    Case("a person puts it right", person("Fw"), [(HELD, 0), (PUT_RIGHT, 5)]),
    Case("another person may", [*person("F"), *person("w", 9, by="wang")], [(HELD, 0), (PUT_RIGHT, 9)]),
    Case("unknown puts nothing right", person("F???"), [(HELD, 0)]),
    Case("another kind puts nothing right", [*person("F"), *person("w", 9, Look.DRESS)], [(HELD, 0)]),
    Case("programs put nothing right", [*person("F"), *looks("w" * 40, 1)], [(HELD, 0)]),
    Case("again after it was put right", person("FwF"), [(HELD, 0), (PUT_RIGHT, 5), (HELD, 10)]),
    Case(
        "the first, delivered again after it was put right",
        [*person("Fw"), (30, person("F")[0][1])],
        [(HELD, 0), (PUT_RIGHT, 5)],
    ),
    Case("delivered backwards", [(20, look) for _, look in reversed(person("Fw"))], []),
    Case(
        "a person takes over from programs",
        [*looks("FFF"), *person("F", 12), *looks("www", 15)],
        [(HELD, 10), (NEXT, 12), (HELD, 12)],
    ),
    Case(
        "a person puts right what programs say, and only new faults count",
        [*looks("FFF"), *person("w", 12), *looks("FF", 15)],
        [(HELD, 10), (PUT_RIGHT, 12)],
    ),
    Case(
        "what programs see after it counts anew",
        [*looks("FFF"), *person("w", 12), *looks("FFF", 15)],
        [(HELD, 10), (PUT_RIGHT, 12), (HELD, 25)],
    ),
    Case(
        "well before programs saw the fault puts nothing right",
        [*looks("FFF", 5), (20, person("w")[0][1])],
        [(HELD, 15)],
    ),
    Case(
        "nobody knows any more after a shift",
        person("F"),
        [(HELD, 0), (UNKNOWN, SHIFT_S)],
        SHIFT_S + 600,
    ),
    Case(
        "whoever sees it again keeps it",
        [*person("F"), *person("F", 3600)],
        [(HELD, 0), (UNKNOWN, SHIFT_S + 3600)],
        2 * SHIFT_S,
    ),
    Case(
        "looked at by programs all the while",
        [*person("F"), *looks("w" * 300, 60, 100)],
        [(HELD, 0), (UNKNOWN, SHIFT_S)],
        SHIFT_S + 600,
    ),
    Case(
        "hours late it still counts",
        [(7200, person("F")[0][1])],
        [(HELD, 7200), (UNKNOWN, 7200 + SHIFT_S)],
        2 * SHIFT_S,
    ),
    Case(
        "as late as a shift it says nothing",
        [(SHIFT_S, person("F")[0][1])],
        [],
        2 * SHIFT_S,
    ),
    Case(
        "delivered again when it was forgotten",
        [*person("F"), (SHIFT_S, person("F")[0][1])],
        [(HELD, 0), (UNKNOWN, SHIFT_S)],
        2 * SHIFT_S,
    ),
    Case(
        "by a clock that is ahead, delivered again when it was forgotten",
        [(-300, person("F")[0][1]), (SHIFT_S - 200, person("F")[0][1])],
        [(HELD, -300), (UNKNOWN, SHIFT_S)],
        2 * SHIFT_S,
    ),
    Case("a check is failed", checks("F"), [(HELD, 0)]),
    Case("a check could not be judged", checks("?"), []),
    Case("a check is passed", checks("w"), []),
    Case("a check is failed, and the next one passed", checks("Fw"), [(HELD, 0), (PUT_RIGHT, 5)]),
    Case(
        "a check that a person made is no program's to pass",
        [*checks("F", by="li"), *checks("w", 5), *checks("w", 20, by="li")],
        [(HELD, 0), (PUT_RIGHT, 20)],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("player", [play, play_with_stray_deadlines])
def test_what_is_told(case: Case, player: Callable[..., list[Placed[Finding]]]) -> None:
    """A person is believed at once, until a person says that it is well, or for a shift."""
    found = told(player(UNIFORM, case.timeline, until=case.until))
    assert [(reason, seconds) for _, _, reason, seconds in found] == case.expected


@pytest.mark.parametrize("kind", sorted(UNIFORM_LOOKS))
def test_a_finding_says_who_saw_what(kind: Look) -> None:
    """It names the person in the evidence, with the picture, and no number, since none decided."""
    seen = observation(0, kind, picture="p", badge=BADGE, by="li")
    assert raised(play(UNIFORM, [ROSTER, (2, seen)], until=20)) == [
        Finding(
            rule=Rule.UNIFORM,
            change=Change.RAISE,
            reason=Reason.HELD,
            station=STATION,
            subject=f"{CAMERA}/{kind}/{BADGE}",
            since=at(2),
            at=at(2),
            badge=BADGE,
            camera=CAMERA,
            kind=kind.value,
            evidence=(Evidence(at(0), Fact.SEEN_BY, f"{kind} li"),),
            pictures=("p",),
        )
    ]


def test_a_failed_check_is_a_candidate_with_its_picture() -> None:
    """It names whom it showed, and says that the check was not passed."""
    failed = observation(0, Look.ROLL_CALL, picture="p", badge=BADGE)
    (finding,) = raised(play(UNIFORM, [ROSTER, (0, failed)], until=20))
    assert (finding.badge, finding.pictures) == (BADGE, ("p",))
    assert finding.evidence == (Evidence(at(0), Fact.NOT_PASSED),)


def test_who_saw_it_is_shown_and_never_spoken() -> None:
    """The alert's evidence names the operator, its sentence does not."""
    found = play(UNIFORM, person("F"), until=20)
    findings = [(0.0, placed.item) for placed in found]
    (alert,) = latest(play(desk(directory(), "Asia/Shanghai"), findings, until=60)).values()
    assert [line.words.en for line in alert.evidence] == ["16:00:00 li saw a fault: vest"]
    assert "li" not in alert.sentence.zh
    assert alert.sentence.en == "Officers of Baiban station, mind your uniform, please: put on your vest"
    assert alert.candidate


def test_nothing_is_kept_of_what_was_forgotten() -> None:
    """After a shift without a word nothing is left of what a person saw."""
    fold = Fold(UNIFORM, rulebook(off=[Rule.ROLL_CALL]))
    play(UNIFORM, [*person("F"), *looks("FFF", 10)], until=SHIFT_S, fold=fold)
    assert fold.states[STATION] == UniformState(station=STATION)


def test_what_programs_see_keeps_no_memory_of_what_a_person_saw() -> None:
    """After a shift a person's word is gone, although programs went on looking."""
    fold = Fold(UNIFORM, rulebook())
    play(UNIFORM, [*person("F"), *looks("w" * 290, 60, 100)], until=SHIFT_S + 10, fold=fold)
    state = fold.states[STATION]
    assert isinstance(state, UniformState)
    assert [(len(track.looks), track.firm) for track in state.tracks.values()] == [(5, None)]


def test_a_rule_that_is_off_is_silent() -> None:
    """Switched off, nobody's word says anything either."""
    off = rulebook(off=[Rule.UNIFORM])
    assert play(UNIFORM, [*person("F"), *checks("F")], until=60, rules=off) == []


def test_a_person_who_is_unsure_says_nothing() -> None:
    """A look that is less sure than the rule asks for counts for neither side, whoever looked."""
    unsure = observation(0, Look.VEST, Seen.FAULT, score=0.5, by="li")
    assert play(UNIFORM, [(0, unsure)], until=60) == []
