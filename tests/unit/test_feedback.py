"""Closure: the ladder of feedback that is late."""

from collections.abc import Callable

import pytest

from agents.closure import CLOSURE
from agents.fold import Placed
from models.findings import Finding, Reason
from models.incidents import Stage
from models.rules import Rule
from tests.factories import IncidentCase, heard, incident_event, outline, play, play_with_stray_deadlines

REMINDER, OVERDUE, ESCALATED = Rule.FEEDBACK_REMINDER, Rule.FEEDBACK_OVERDUE, Rule.FEEDBACK_ESCALATED
HELD, PUT_RIGHT, NOT_REQUIRED = Reason.HELD, Reason.PUT_RIGHT, Reason.NO_LONGER_REQUIRED
CONCLUDED = heard(Stage.CONCLUDED, 0)
REMINDED = (1800, REMINDER, HELD)
BURST = [
    incident_event(stage, 60 * minutes)
    for minutes, stage in enumerate(
        [Stage.RECEIVED, Stage.DISPATCHED, Stage.SIGNED, Stage.DEPARTED, Stage.ARRIVED, Stage.CONCLUDED]
    )
] + [incident_event(Stage.FEEDBACK_ENTERED, 400)]
"""A whole incident."""


FEEDBACK = [
    IncidentCase("nothing yet", [CONCLUDED], 1799, []),
    IncidentCase("reminded after half an hour", [CONCLUDED], 1800, [REMINDED]),
    IncidentCase(
        "one rung at a time",
        [CONCLUDED],
        20_000,
        [
            REMINDED,
            (7200, REMINDER, Reason.NEXT_STEP),
            (7200, OVERDUE, HELD),
            (14400, OVERDUE, Reason.NEXT_STEP),
            (14400, ESCALATED, HELD),
        ],
    ),
    IncidentCase("entered in time", [CONCLUDED, heard(Stage.FEEDBACK_ENTERED, 1700)], 20_000, []),
    IncidentCase(
        "entered before it was concluded", [heard(Stage.FEEDBACK_ENTERED, 0), CONCLUDED], 20_000, []
    ),
    *(
        IncidentCase(
            f"{stage} puts it right",
            [CONCLUDED, heard(stage, 2000)],
            20_000,
            [REMINDED, (2000, REMINDER, PUT_RIGHT)],
        )
        for stage in (Stage.FEEDBACK_ENTERED, Stage.REVIEWED, Stage.CLOSED)
    ),
    *(
        IncidentCase(
            f"{stage} afterwards: no longer required",
            [CONCLUDED, heard(stage, 2000)],
            20_000,
            [REMINDED, (2000, REMINDER, NOT_REQUIRED)],
        )
        for stage in (Stage.CANCELLED, Stage.DUPLICATE, Stage.TRANSFERRED)
    ),
    *(
        IncidentCase(f"{stage} before: nothing is owed", [heard(stage, 0), CONCLUDED], 20_000, [])
        for stage in (Stage.CANCELLED, Stage.DUPLICATE, Stage.TRANSFERRED)
    ),
    IncidentCase("said twice", [CONCLUDED, heard(Stage.CONCLUDED, 0, 900)], 1800, [REMINDED]),
    IncidentCase("heard late: waits to settle", [heard(Stage.CONCLUDED, 0, 1790)], 1849, []),
    IncidentCase("heard late: settled", [heard(Stage.CONCLUDED, 0, 1790)], 1850, [(1850, REMINDER, HELD)]),
    IncidentCase(
        "heard hours late: the highest rung only",
        [heard(Stage.CONCLUDED, 0, 15_000)],
        20_000,
        [(15_060, ESCALATED, HELD)],
    ),
    IncidentCase("all of it hours late", [(20_000, event) for event in BURST], 40_000, []),
    IncidentCase(
        "all of it hours late, backwards", [(20_000, event) for event in reversed(BURST)], 40_000, []
    ),
    IncidentCase(
        "all of it hours late, within the settle time",
        [(20_000 + 8 * place, event) for place, event in enumerate(BURST)],
        40_000,
        [],
    ),
    IncidentCase(
        "concluded earlier than was said at first",
        [heard(Stage.CONCLUDED, 1000), heard(Stage.CONCLUDED, 0, 1100)],
        1800,
        [REMINDED],
    ),
    IncidentCase(
        "a correction settles too",
        [heard(Stage.CONCLUDED, 9000), heard(Stage.CONCLUDED, 0, 9100)],
        9200,
        [(9160, OVERDUE, HELD)],
    ),
    IncidentCase(
        "a correction and the outcome come together",
        [
            heard(Stage.CONCLUDED, 9000),
            heard(Stage.CONCLUDED, 0, 9100),
            heard(Stage.FEEDBACK_ENTERED, 9050, 9100),
        ],
        20_000,
        [],
    ),
    IncidentCase(
        "a correction while it is open does not make it flicker",
        [CONCLUDED, heard(Stage.CONCLUDED, -600, 1900)],
        1990,
        [REMINDED],
    ),
    IncidentCase(
        "a later time changes nothing",
        [CONCLUDED, heard(Stage.CONCLUDED, 1500)],
        1800,
        [REMINDED],
    ),
]


@pytest.mark.parametrize("case", FEEDBACK, ids=lambda case: case.name)
@pytest.mark.parametrize("player", [play, play_with_stray_deadlines])
def test_what_is_told(case: IncidentCase, player: Callable[..., list[Placed[Finding]]]) -> None:
    """Each rung speaks when its number says so, and stops for the right reason."""
    assert outline(player(CLOSURE, case.timeline, until=case.until)) == case.expected
