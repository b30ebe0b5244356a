"""Closure: scenes that nobody ended."""

from collections.abc import Callable

import pytest

from agents.closure import CLOSURE
from agents.fold import Placed
from models.findings import Evidence, Fact, Finding, Reason
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
NEVER, REMINDER = Rule.NEVER_CONCLUDED, Rule.FEEDBACK_REMINDER
HELD, PUT_RIGHT, NOT_REQUIRED = Reason.HELD, Reason.PUT_RIGHT, Reason.NO_LONGER_REQUIRED
ARRIVED = heard(Stage.ARRIVED, 0)
DEPARTED = heard(Stage.DEPARTED, 0)


SCENE = [
    IncidentCase("on the way for a shift", [DEPARTED], 8 * HOUR, [(28_800, NEVER, HELD)]),
    IncidentCase("not yet", [DEPARTED], 8 * HOUR - 1, []),
    IncidentCase(
        "from the latest stage", [DEPARTED, heard(Stage.ARRIVED, 600)], 30_000, [(29_400, NEVER, HELD)]
    ),
    IncidentCase(
        "heard late: waits to settle", [heard(Stage.ARRIVED, 0, 40_000)], 50_000, [(40_060, NEVER, HELD)]
    ),
    IncidentCase("nobody went", [heard(Stage.RECEIVED, 0), heard(Stage.DISPATCHED, 60)], 12 * HOUR, []),
    IncidentCase("concluded in time", [ARRIVED, heard(Stage.CONCLUDED, 28_000)], 29_000, []),
    IncidentCase(
        "concluded at last: put right, and the feedback is waited for",
        [ARRIVED, heard(Stage.CONCLUDED, 30_000)],
        32_000,
        [(28_800, NEVER, HELD), (30_000, NEVER, PUT_RIGHT), (31_800, REMINDER, HELD)],
    ),
    *(
        IncidentCase(
            f"{stage} says that it is over",
            [ARRIVED, heard(stage, 30_000)],
            40_000,
            [(28_800, NEVER, HELD), (30_000, NEVER, PUT_RIGHT)],
        )
        for stage in (Stage.FEEDBACK_ENTERED, Stage.REVIEWED, Stage.CLOSED)
    ),
    *(
        IncidentCase(
            f"{stage}: no longer required",
            [ARRIVED, heard(stage, 30_000)],
            40_000,
            [(28_800, NEVER, HELD), (30_000, NEVER, NOT_REQUIRED)],
        )
        for stage in (Stage.CANCELLED, Stage.DUPLICATE, Stage.TRANSFERRED)
    ),
    IncidentCase(
        "an arrival that came late shows that it was told too soon",
        [DEPARTED, heard(Stage.ARRIVED, 20_000, 30_000)],
        50_000,
        [(28_800, NEVER, HELD), (30_000, NEVER, Reason.UNKNOWN), (48_800, NEVER, HELD)],
    ),
]


@pytest.mark.parametrize("case", SCENE, ids=lambda case: case.name)
@pytest.mark.parametrize("player", [play, play_with_stray_deadlines])
def test_what_is_told(case: IncidentCase, player: Callable[..., list[Placed[Finding]]]) -> None:
    """Officers who went out come back within a shift, or it is told."""
    assert outline(player(CLOSURE, case.timeline, until=case.until)) == case.expected


def test_a_scene_that_nobody_ended_shows_the_way_to_it() -> None:
    """The evidence of a scene without an end are the stages before it."""
    events = [heard(Stage.DISPATCHED, 0), heard(Stage.DEPARTED, 60), heard(Stage.ARRIVED, 600)]
    (finding,) = raised(play(CLOSURE, events, until=10 * HOUR))
    assert finding.since == at(600)
    assert finding.evidence == (
        Evidence(at(0), Fact.DISPATCHED),
        Evidence(at(60), Fact.DEPARTED),
        Evidence(at(600), Fact.ARRIVED),
    )


def test_switched_off_it_is_silent() -> None:
    """A scene without an end says nothing where the rule is off."""
    assert play(CLOSURE, [DEPARTED], until=40_000, rules=rulebook(off=[NEVER])) == []
