"""Closure: times that cannot be true, and delays that must not rest on them."""

from collections.abc import Callable

import pytest

from agents.closure import CLOSURE
from agents.fold import Placed
from models.findings import Evidence, Fact, Finding, Measure, Reason
from models.incidents import Stage
from models.rules import Rule
from tests.factories import (
    IncidentCase,
    at,
    heard,
    outline,
    play,
    play_with_stray_deadlines,
    raised,
    rulebook,
)

HOUR = 3600
IMPOSSIBLE, NEVER = Rule.IMPOSSIBLE_TIMES, Rule.NEVER_CONCLUDED
REMINDER, ESCALATED = Rule.FEEDBACK_REMINDER, Rule.FEEDBACK_ESCALATED
HELD, SEEN = Reason.HELD, Reason.SEEN
ARRIVED = heard(Stage.ARRIVED, 0)


TIMES = [
    IncidentCase(
        "dispatched before it was received",
        [heard(Stage.RECEIVED, 0), heard(Stage.DISPATCHED, -61, 10)],
        HOUR,
        [(70, IMPOSSIBLE, SEEN)],
    ),
    IncidentCase(
        "as much as is tolerated",
        [heard(Stage.RECEIVED, 0), heard(Stage.DISPATCHED, -60, 10)],
        HOUR,
        [],
    ),
    IncidentCase("waits to settle", [heard(Stage.RECEIVED, 0), heard(Stage.SIGNED, -900, 10)], 69, []),
    IncidentCase(
        "closed before it was reviewed",
        [heard(Stage.CLOSED, 0), heard(Stage.REVIEWED, 900)],
        HOUR,
        [(960, IMPOSSIBLE, SEEN)],
    ),
    IncidentCase(
        "corrected while it settles",
        [ARRIVED, heard(Stage.CONCLUDED, -900, 10), heard(Stage.ARRIVED, -1500, 30)],
        899,
        [],
    ),
    IncidentCase(
        "corrected, then wrong again: settles anew",
        [
            ARRIVED,
            heard(Stage.CONCLUDED, -900, 10),
            heard(Stage.ARRIVED, -1500, 30),
            heard(Stage.CLOSED, -1000, 500),
        ],
        HOUR,
        [(560, IMPOSSIBLE, SEEN)],
    ),
    IncidentCase(
        "told once, whatever comes later",
        [
            heard(Stage.RECEIVED, 0),
            heard(Stage.DISPATCHED, -900, 10),
            heard(Stage.SIGNED, -2000, 500),
            heard(Stage.RECEIVED, -1000, 700),
            heard(Stage.DEPARTED, -3000, 900),
        ],
        HOUR,
        [(70, IMPOSSIBLE, SEEN)],
    ),
    IncidentCase(
        "cancelled while it settles",
        [heard(Stage.RECEIVED, 0), heard(Stage.DISPATCHED, -900, 10), heard(Stage.CANCELLED, 30)],
        HOUR,
        [],
    ),
    IncidentCase(
        "the delay rests on when the conclusion was heard of",
        [ARRIVED, heard(Stage.CONCLUDED, -20_000, 100)],
        1900,
        [(160, IMPOSSIBLE, SEEN), (1900, REMINDER, HELD)],
    ),
    IncidentCase(
        "what rested on an impossible time is taken back",
        [heard(Stage.CONCLUDED, -20_000, 0), heard(Stage.ARRIVED, -300, 900)],
        1800,
        [
            (60, ESCALATED, HELD),
            (900, ESCALATED, Reason.UNKNOWN),
            (960, IMPOSSIBLE, SEEN),
            (1800, REMINDER, HELD),
        ],
    ),
    IncidentCase(
        "a scene's delay rests on when its stage was heard of",
        [heard(Stage.RECEIVED, 0), heard(Stage.ARRIVED, -90_000, 600)],
        29_400,
        [(660, IMPOSSIBLE, SEEN), (29_400, NEVER, HELD)],
    ),
    IncidentCase(
        "nothing happens after it was heard of",
        [heard(Stage.CONCLUDED, 50_000, 100)],
        1900,
        [(1900, REMINDER, HELD)],
    ),
]


@pytest.mark.parametrize("case", TIMES, ids=lambda case: case.name)
@pytest.mark.parametrize("player", [play, play_with_stray_deadlines])
def test_what_is_told(case: IncidentCase, player: Callable[..., list[Placed[Finding]]]) -> None:
    """Times that stay impossible are told once, and no delay rests on them."""
    assert outline(player(CLOSURE, case.timeline, until=case.until)) == case.expected


def test_impossible_times_are_named() -> None:
    """The evidence names the two stages, in the order of the chain, and their times."""
    events = [heard(Stage.ARRIVED, 0), heard(Stage.CONCLUDED, -900, 10)]
    (finding,) = raised(play(CLOSURE, events, until=70))
    detail = f"arrived {at(0).isoformat()} concluded {at(-900).isoformat()}"
    assert finding.evidence == (Evidence(at(10), Fact.STAGE_BEFORE, detail),)
    assert finding.measure == Measure("tolerance_s", 60, "E: tolerance_s for tests")


def test_switched_off_it_is_silent() -> None:
    """Impossible times say nothing where the rule is off; a delay still does not rest on them."""
    events = [ARRIVED, heard(Stage.CONCLUDED, -20_000, 100)]
    found = play(CLOSURE, events, until=1900, rules=rulebook(off=[IMPOSSIBLE]))
    assert outline(found) == [(1900, REMINDER, HELD)]
