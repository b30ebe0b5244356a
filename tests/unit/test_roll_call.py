"""Roll call: whoever began a shift without the check before it is told to the station, once a shift."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from msgspec import structs

from agents.desk import desk
from agents.fold import Fold, Placed
from agents.uniform import UNIFORM, UniformState
from config.loader import load_rulebook
from models.findings import Change, Evidence, Fact, Finding, Measure, Reason
from models.log import Record
from models.observations import Look, Seen
from models.rules import Priority, Rule
from models.stations import Role
from tests.factories import (
    STATION,
    at,
    directory,
    latest,
    observation,
    play,
    play_with_stray_deadlines,
    raised,
    roster_entry,
    rulebook,
)

ONE, TWO = "017913", "017914"
Logged = tuple[float, Record]
HELD, PUT_RIGHT, OVER = Reason.HELD, Reason.PUT_RIGHT, Reason.NO_LONGER_REQUIRED
LONG_BEFORE = -20_000
SHIFT_S = 8 * 3600
DUE = 900


def shift(badge: str = ONE, starts: float = 0, logged: float = LONG_BEFORE, **changed: object) -> Logged:
    """Return a shift's entry: eight hours with a camera of one's own, on the roster the evening before."""
    entry = roster_entry(badge, f"C{badge}", starts=starts, ends=starts + SHIFT_S)
    return logged, structs.replace(entry, **changed)


def check(badge: str | None, done: float, logged: float | None = None, seen: Seen = Seen.WELL) -> Logged:
    """Return a check before the station's own camera."""
    made = observation(done, Look.ROLL_CALL, seen, camera="M1", badge=badge)
    return done if logged is None else logged, made


def roll_call(found: Sequence[Placed[Finding]]) -> list[Finding]:
    """Return the findings of this rule: a failed check is another's too."""
    return [placed.item for placed in found if placed.item.rule is Rule.ROLL_CALL]


class Case(NamedTuple):
    """Shifts and checks, and what is told: when, why, and of whom."""

    name: str
    timeline: Sequence[Logged]
    expected: list[tuple[float, Reason, tuple[str, ...]]]


MISSING = (DUE, HELD, (ONE,))
CASES = [
    Case("nobody was checked", [shift(), shift(TWO)], [(DUE, HELD, (ONE, TWO)), (SHIFT_S, OVER, ())]),
    Case("all were", [shift(), shift(TWO), check(ONE, -600), check(TWO, -60)], []),
    Case("one was", [shift(), shift(TWO), check(TWO, -60)], [MISSING, (SHIFT_S, OVER, ())]),
    Case("just in time", [shift(), check(ONE, DUE - 1)], []),
    Case("as early as may be", [shift(), check(ONE, -3600)], []),
    Case("too early", [shift(), check(ONE, -3601)], [MISSING, (SHIFT_S, OVER, ())]),
    Case("failed is done", [shift(), check(ONE, -60, seen=Seen.FAULT)], []),
    Case("not to be judged is done", [shift(), check(ONE, -60, seen=Seen.UNKNOWN)], []),
    Case("nobody knows whose check", [shift(), check(None, -60)], [MISSING, (SHIFT_S, OVER, ())]),
    Case("an older one comes in later", [shift(), check(ONE, -60), check(ONE, -5000, 800)], []),
    Case(
        "by a clock that is a day ahead", [shift(), check(ONE, 86_400, -60)], [MISSING, (SHIFT_S, OVER, ())]
    ),
    Case("late", [shift(), check(ONE, 1000)], [MISSING, (1000, PUT_RIGHT, ())]),
    Case("in time, heard of late", [shift(), check(ONE, -60, 9000)], [MISSING, (9000, PUT_RIGHT, ())]),
    Case(
        "one after the other",
        [shift(), shift(TWO), check(ONE, 1000), check(TWO, 20_000)],
        [(DUE, HELD, (ONE, TWO)), (20_000, PUT_RIGHT, ())],
    ),
    Case(
        "one is checked, the other's shift is over",
        [shift(), shift(TWO, ends_at=at(7000)), check(ONE, 5000)],
        [(DUE, HELD, (ONE, TWO)), (7000, OVER, ())],
    ),
    Case("withdrawn before", [shift(), shift(logged=-60, withdrawn=True)], []),
    Case("withdrawn after", [shift(), shift(logged=2000, withdrawn=True)], [MISSING, (2000, OVER, ())]),
    Case(
        "another has the shift",
        [shift(), shift(TWO, logged=2000, entry=f"{ONE}@0")],
        [MISSING, (2000, OVER, ())],
    ),
    Case("neither camera nor car", [shift(camera=None)], []),
    Case("a car", [shift(camera=None, vehicle="1")], [MISSING, (SHIFT_S, OVER, ())]),
    Case("an auxiliary too", [shift(role=Role.AUXILIARY)], [MISSING, (SHIFT_S, OVER, ())]),
    Case("on duty since before", [shift(starts=-SHIFT_S), shift()], []),
    Case(
        "an entry before is withdrawn",
        [shift(starts=-SHIFT_S, withdrawn=True), shift()],
        [MISSING, (SHIFT_S, OVER, ())],
    ),
    Case(
        "changes cameras",
        [shift(starts=-100), shift(entry="swap")],
        [(800, HELD, (ONE,)), (SHIFT_S - 100, OVER, ())],
    ),
    Case(
        "entered before it is due",
        [shift(TWO), shift(logged=600), check(TWO, 0)],
        [MISSING, (SHIFT_S, OVER, ())],
    ),
    Case("entered too late", [shift(TWO), check(TWO, 0), shift(logged=DUE)], []),
    Case("checks are heard of since the shift began", [shift(logged=-3600)], []),
    Case("checks are heard of since before", [shift(logged=-3601)], [MISSING, (SHIFT_S, OVER, ())]),
    Case(
        "each shift by itself",
        [shift(), shift(TWO, starts=7200), check(ONE, 7200)],
        [MISSING, (7200, PUT_RIGHT, ()), (8100, HELD, (TWO,)), (7200 + SHIFT_S, OVER, ())],
    ),
    Case(
        "a shift that begins at no time",
        [
            shift(starts_at=datetime.max.replace(tzinfo=UTC)),
            shift(TWO, starts_at=datetime.min.replace(tzinfo=UTC)),
        ],
        [],
    ),
    Case(
        "delivered twice",
        [shift(), shift(), check(ONE, 1000), check(ONE, 1000, 5000)],
        [MISSING, (1000, PUT_RIGHT, ())],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("player", [play, play_with_stray_deadlines])
def test_what_is_told(case: Case, player: Callable[..., list[Placed[Finding]]]) -> None:
    """Those who come on duty unchecked are told together, until all are checked or their shift is over."""
    found = roll_call(player(UNIFORM, case.timeline, until=2 * SHIFT_S - 1))
    said = [(one.at, one.reason, tuple(line.detail for line in one.evidence)) for one in found]
    assert said == [(at(seconds), reason, badges) for seconds, reason, badges in case.expected]


def test_a_finding_says_what_it_rests_on() -> None:
    """It is about the shift, since its beginning, and names each in a line of evidence, nobody as the addressee."""
    assert raised(play(UNIFORM, [shift(), shift(TWO)], until=1000)) == [
        Finding(
            rule=Rule.ROLL_CALL,
            change=Change.RAISE,
            reason=HELD,
            station=STATION,
            subject="shift/2026-05-04T08:00:00+00:00",
            since=at(0),
            at=at(DUE),
            measure=Measure("grace_s", 900, "E: grace_s for tests"),
            evidence=(Evidence(at(DUE), Fact.NOT_CHECKED, ONE), Evidence(at(DUE), Fact.NOT_CHECKED, TWO)),
        )
    ]


def test_the_station_is_told_in_words_that_stay_true() -> None:
    """The sentence names the shift and nobody; the evidence names each."""
    found = play(UNIFORM, [shift(), shift(TWO)], until=1000)
    findings = [((placed.item.at - at(0)).total_seconds(), placed.item) for placed in found]
    (alert,) = latest(play(desk(directory(), "Asia/Shanghai"), findings, until=1000)).values()
    assert alert.sentence.zh == "柏板所，今日下午4点上岗的民辅警尚未全部完成岗前检查，请安排"
    assert [line.words.zh for line in alert.evidence] == [
        "16:15:00 017913 未完成岗前检查",
        "16:15:00 017914 未完成岗前检查",
    ]
    assert (alert.priority, alert.badge, alert.candidate) == (Priority.LOW, None, False)


def test_the_numbers_are_the_rule_books() -> None:
    """Other numbers decide otherwise."""
    timeline = [shift(), check(ONE, -60)]
    strict = rulebook(roll_call={"before_s": 30, "grace_s": 10})
    (finding, *_) = roll_call(play(UNIFORM, timeline, until=60, rules=strict))
    assert finding.at == at(10)


def test_it_is_off_as_it_comes() -> None:
    """A bureau without the check must not be told of everybody."""
    rules = load_rulebook()
    assert not rules.enabled(Rule.ROLL_CALL)
    fold = Fold(UNIFORM, rules)
    assert play(UNIFORM, [shift(), check(TWO, -60)], until=0, fold=fold) == []
    state = fold.states[STATION]
    assert isinstance(state, UniformState)
    assert (state.checks, state.shifts) == ({}, {})
    assert play(UNIFORM, [], until=SHIFT_S, fold=fold) == []
    assert state.due is None


def test_who_was_checked_while_it_was_off_is_not_held_against_anybody() -> None:
    """Switched on again between the checks and the shift, it leaves that shift be and tells of the next."""
    on, off, again = (Fold(UNIFORM, rulebook(off=rules)) for rules in ([], [Rule.ROLL_CALL], []))
    play(UNIFORM, [shift(TWO, starts=-80_000, logged=-90_000)], until=-10_000, fold=on)
    off.restore(on.states.values(), on.now)
    play(UNIFORM, [shift(logged=-9000), check(ONE, -1000)], until=-500, fold=off)
    again.restore(off.states.values(), off.now)
    found = play(UNIFORM, [shift(starts=86_400, logged=-100)], until=100_000, fold=again)
    assert [one.since for one in roll_call(found)] == [at(86_400)]


def test_memory_is_bounded() -> None:
    """Of shifts that were told and are over, and of checks long done, nothing is kept."""
    fold = Fold(UNIFORM, rulebook())
    days = [
        one
        for day in range(20)
        for one in (
            shift(starts=86_400 * day, logged=86_400 * day - 20_000),
            shift(TWO, starts=86_400 * day, logged=86_400 * day - 20_000),
            check(ONE, 86_400 * day - 100),
        )
    ]
    found = play(UNIFORM, days, until=86_400 * 20, fold=fold)
    state = fold.states[STATION]
    assert isinstance(state, UniformState)
    assert len(roll_call(found)) == 2 * 20
    assert (state.checks, state.shifts) == ({}, {})
