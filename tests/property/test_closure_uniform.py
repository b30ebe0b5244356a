"""Closure and uniform: duplicates, order and interruptions do not change what is told."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.closure import CLOSURE
from agents.fold import Fold, Placed
from agents.supervisor import Supervisor
from agents.uniform import UNIFORM
from models.findings import Change, Finding
from models.incidents import CHAIN, Stage
from models.log import Record
from models.observations import Look, Seen
from models.rules import Rule
from tests.factories import heard, observation, play, raised, roster_entry, rulebook

Logged = tuple[float, Record]
SETTLE_S = 60
BURST = 100_000
"""The second at which what happened long before comes in."""
AFTER_S = [1800, 7200, 14_400, 28_800]
BADGES = ["017913", "017914"]
FEEDBACK = {Rule.FEEDBACK_REMINDER, Rule.FEEDBACK_OVERDUE, Rule.FEEDBACK_ESCALATED}
LONGEST = {CLOSURE: 80_000, UNIFORM: 40_000}
"""How long each is played: less than a day, after which incidents are forgotten."""

patient = settings(deadline=None)


@st.composite
def incident_logs(draw: st.DrawFn) -> list[Logged]:
    """Make stages of two incidents, most with times that can be true, each logged at once or hours later."""
    event = st.tuples(
        st.sampled_from(Stage),
        st.sampled_from(["I1", "I2"]),
        st.one_of(st.none(), st.none(), st.integers(-3600, 20_000)),
        st.one_of(st.just(0), st.integers(0, 36_000)),
    )
    events: list[Logged] = []
    for stage, incident, odd, delay in draw(st.lists(event, max_size=10)):
        occurred = 900 * list(Stage).index(stage) if odd is None else odd
        events.append(heard(stage, occurred, max(0, occurred) + delay, incident=incident))
    return events


@st.composite
def picture_logs(draw: st.DrawFn) -> list[Logged]:
    """Make looks of programs and people by clocks that may be off, shifts that are entered meanwhile, and checks."""
    look = st.tuples(
        st.integers(0, 40),
        st.one_of(st.just(0), st.integers(-120, 120)),
        st.sampled_from([Seen.FAULT, Seen.FAULT, Seen.WELL, Seen.WELL, Seen.UNKNOWN]),
        st.sampled_from([("C1", None), ("C1", None), ("C1", BADGES[0]), ("C2", None)]),
        st.sampled_from([0.5, 0.9, 1.0, 1.0]),
        st.sampled_from([None, None, None, "li"]),
    )
    starts = st.one_of(st.integers(-60, 200), st.sampled_from([3800, 4000]))
    shift = st.tuples(st.integers(0, 200), st.sampled_from(BADGES), starts, st.booleans())
    check = st.tuples(
        st.integers(0, 6000), st.integers(-120, 120), st.sampled_from(BADGES), st.sampled_from(Seen)
    )
    events: list[Logged] = [
        (
            5 * place,
            observation(5 * place + off, Look.VEST, seen, camera=camera, score=score, badge=badge, by=by),
        )
        for place, off, seen, (camera, badge), score, by in draw(st.lists(look, max_size=40))
    ]
    for place, (logged, badge, begins, withdrawn) in enumerate(draw(st.lists(shift, max_size=3))):
        entry = roster_entry(badge, entry=f"E{place}", starts=begins, made=logged, withdrawn=withdrawn)
        events.append((logged, entry))
    for logged, off, badge, seen in draw(st.lists(check, max_size=4)):
        done = observation(logged + off, Look.ROLL_CALL, seen, camera="M1", badge=badge)
        events.append((logged, done))
    return events


LOGS = {CLOSURE: incident_logs(), UNIFORM: picture_logs()}
both = pytest.mark.parametrize("supervisor", [CLOSURE, UNIFORM], ids=lambda supervisor: supervisor.name)


def items(found: Sequence[Placed[Finding]]) -> list[Finding]:
    """Return findings without their place in the log."""
    return [placed.item for placed in found]


def subjects(found: Sequence[Placed[Finding]]) -> set[tuple[Rule, str]]:
    """Return what was raised, and of what."""
    return {(finding.rule, finding.subject) for finding in raised(found)}


def clear_of_thresholds(age_s: int) -> bool:
    """Say whether no delay falls due just while a burst of events is coming in."""
    return all(abs(age_s - after_s) > 3 * SETTLE_S for after_s in AFTER_S)


@both
@patient
@given(st.data())
def test_duplicates_change_nothing(supervisor: Supervisor[Finding], data: st.DataObject) -> None:
    """What is delivered again, at once or minutes later, is told once."""
    events = data.draw(LOGS[supervisor])
    again = data.draw(st.lists(st.tuples(st.sampled_from(events), st.integers(0, 400)))) if events else []
    doubled = [*events, *((seconds + later, event) for (seconds, event), later in again)]
    until = LONGEST[supervisor]
    assert items(play(supervisor, doubled, until=until)) == items(play(supervisor, events, until=until))


@both
@patient
@given(st.data())
def test_a_state_read_back_goes_on_alike(supervisor: Supervisor[Finding], data: st.DataObject) -> None:
    """States written and read again after every event tell what one that was never stored tells."""
    events = sorted(data.draw(LOGS[supervisor]), key=lambda item: item[0])
    until = LONGEST[supervisor]
    fold = Fold(supervisor, rulebook())
    found: list[Finding] = []
    for timeline in [*([event] for event in events), []]:
        stored = [msgspec.json.encode(state) for state in fold.states.values()]
        again = Fold(supervisor, rulebook())
        again.restore([msgspec.json.decode(state, type=supervisor.state_type) for state in stored], fold.now)
        seconds = timeline[0][0] if timeline else until
        found += items(play(supervisor, timeline, until=seconds, fold=again))
        fold = again
    assert found == items(play(supervisor, events, until=until))


@both
@patient
@given(st.data())
def test_every_end_has_its_beginning(supervisor: Supervisor[Finding], data: st.DataObject) -> None:
    """Nothing is raised that is open, nothing cleared that is not, and one rung at most is open."""
    still_open: dict[tuple[Rule, str], Finding] = {}
    for finding in items(play(supervisor, data.draw(LOGS[supervisor]), until=LONGEST[supervisor])):
        key = (finding.rule, finding.subject)
        if finding.change is Change.CLEAR:
            assert still_open.pop(key).since == finding.since
        elif finding.rule is not Rule.IMPOSSIBLE_TIMES:
            assert key not in still_open
            still_open[key] = finding
        rungs = [subject for rule, subject in still_open if rule in FEEDBACK]
        assert len(rungs) == len(set(rungs))


@patient
@given(
    st.lists(
        st.tuples(st.sampled_from(Stage), st.integers(0, 40_000).filter(clear_of_thresholds)), max_size=8
    ),
    st.data(),
)
def test_the_order_of_a_burst_does_not_matter(ages: list[tuple[Stage, int]], data: st.DataObject) -> None:
    """Events that come in within the settle time raise the same, whichever comes first."""
    gap_s = (SETTLE_S - 1) // max(len(ages), 1)

    def burst(order: list[tuple[Stage, int]]) -> list[Logged]:
        return [
            heard(stage, BURST - age_s, BURST + gap_s * place) for place, (stage, age_s) in enumerate(order)
        ]

    one = play(CLOSURE, burst(ages), until=BURST + 40_000)
    other = play(CLOSURE, burst(data.draw(st.permutations(ages))), until=BURST + 40_000)
    assert subjects(one) == subjects(other)


@patient
@given(
    st.lists(st.integers(0, 5000), min_size=len(CHAIN), max_size=len(CHAIN)),
    st.permutations(range(len(CHAIN))),
)
def test_a_complete_incident_that_comes_late_alerts_nobody(gaps_s: list[int], order: list[int]) -> None:
    """Hours late, in any order, but all of it: there is nothing to be done any more."""
    occurred = [BURST - sum(gaps_s[place:]) for place in range(len(CHAIN))]
    events = [heard(CHAIN[stage], occurred[stage], BURST + 6 * place) for place, stage in enumerate(order)]
    assert play(CLOSURE, events, until=BURST + 40_000) == []


@patient
@given(
    st.lists(
        st.tuples(st.integers(0, 120), st.sampled_from(Seen)), max_size=5, unique_by=lambda look: look[0]
    ),
    st.data(),
)
def test_the_order_of_the_last_looks_does_not_matter(
    looks: list[tuple[int, Seen]], data: st.DataObject
) -> None:
    """As many looks as the rule asks for, delivered together, decide alike in any order."""

    def delivered(order: list[tuple[int, Seen]]) -> list[Logged]:
        return [(150, observation(taken, Look.VEST, seen)) for taken, seen in order]

    one = play(UNIFORM, delivered(looks), until=200)
    other = play(UNIFORM, delivered(data.draw(st.permutations(looks))), until=200)
    assert subjects(one) == subjects(other)


@patient
@given(
    st.lists(
        st.tuples(st.integers(0, 120), st.sampled_from(Seen), st.sampled_from(["li", "wang"])),
        max_size=5,
        unique_by=lambda look: look[0],
    ),
    st.data(),
)
def test_the_order_of_what_people_saw_does_not_matter(
    looks: list[tuple[int, Seen, str]], data: st.DataObject
) -> None:
    """Of what people say, delivered together, the newest stands in any order."""

    def open_after(order: list[tuple[int, Seen, str]]) -> bool:
        events: list[Logged] = [
            (150, observation(taken, Look.VEST, seen, by=by)) for taken, seen, by in order
        ]
        found = items(play(UNIFORM, events, until=200))
        return bool(found) and found[-1].change is Change.RAISE

    known = [look for look in looks if look[1] is not Seen.UNKNOWN]
    expected = bool(known) and max(known)[1] is Seen.FAULT
    assert open_after(looks) == open_after(data.draw(st.permutations(looks))) == expected


@patient
@given(
    st.lists(st.tuples(st.sampled_from(BADGES), st.integers(-4000, 800), st.sampled_from(Seen)), max_size=6),
    st.data(),
)
def test_the_order_of_checks_and_shifts_does_not_matter(
    checks: list[tuple[str, int, Seen]], data: st.DataObject
) -> None:
    """Whoever has no check in time is missing, in whatever order checks and shifts come in."""
    entered: list[Record] = [roster_entry(badge, f"C{badge}", starts=0, made=0) for badge in BADGES]
    done = [
        observation(taken, Look.ROLL_CALL, seen, camera="M1", badge=badge) for badge, taken, seen in checks
    ]
    order = data.draw(st.permutations([*entered, *done]))
    first = (-9000, roster_entry("017900", starts=-8000, ends=-7000, made=-9000, camera=None))
    found = play(UNIFORM, [first, *((850, event) for event in order)], until=1000)
    missing = [line.detail for one in raised(found) if one.rule is Rule.ROLL_CALL for line in one.evidence]
    assert missing == [
        badge for badge in BADGES if not any(who == badge and taken >= -3600 for who, taken, _ in checks)
    ]
