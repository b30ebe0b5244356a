"""Uniform: whose it is. A camera does not show its wearer, and in doubt nobody is named."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from agents.uniform import UNIFORM
from models.findings import Evidence, Fact, Reason
from models.observations import Look, Observation, Seen
from models.roster import RosterEntry
from tests.factories import BADGE, CAMERA, at, looks, observation, play, raised, roster_entry

OTHER = "017914"
Logged = tuple[float, Observation | RosterEntry]
HELD, PUT_RIGHT = Reason.HELD, Reason.PUT_RIGHT
WEARER: Logged = (-60, roster_entry())
"""The camera's wearer, who has the badge too that some looks tell."""
SHOWN = looks("FFF", badge=BADGE)


class Case(NamedTuple):
    """What the roster says, what the looks tell, and who is named."""

    name: str
    timeline: Sequence[Logged]
    expected: list[tuple[float, Reason, str | None]]


CASES = [
    Case("the wearer is not whom the camera shows", [WEARER, *looks("FFF")], [(10, HELD, None)]),
    Case("whom the looks name", [WEARER, *SHOWN], [(10, HELD, BADGE)]),
    Case(
        "whom the looks name, whoever wears the camera",
        [WEARER, (-60, roster_entry(OTHER, "C2")), *looks("FFF", badge=OTHER)],
        [(10, HELD, OTHER)],
    ),
    Case("not on the roster", SHOWN, [(10, HELD, None)]),
    Case("on another's roster", [(-60, roster_entry(OTHER)), *SHOWN], [(10, HELD, None)]),
    Case("withdrawn", [WEARER, (-50, roster_entry(withdrawn=True)), *SHOWN], [(10, HELD, None)]),
    Case("on duty within the hour", [(-60, roster_entry(starts=3600)), *SHOWN], [(10, HELD, BADGE)]),
    Case("on duty later", [(-60, roster_entry(starts=3700)), *SHOWN], [(10, HELD, None)]),
    Case("went home within the hour", [(-60, roster_entry(ends=-3500)), *SHOWN], [(10, HELD, BADGE)]),
    Case("went home before", [(-60, roster_entry(ends=-3595)), *SHOWN], [(10, HELD, None)]),
    Case(
        "the roster is corrected while open: what was said stands",
        [WEARER, *SHOWN, (12, roster_entry(withdrawn=True)), *looks("F", 15, badge=BADGE)],
        [(10, HELD, BADGE)],
    ),
    Case(
        "one's looks do not add to another's", [*looks("FF", badge=BADGE), *looks("F", 10, badge=OTHER)], []
    ),
    Case("nor to somebody's", [*looks("FF", badge=BADGE), *looks("F", 10)], []),
    Case(
        "how well others look puts nothing right",
        [WEARER, *SHOWN, *looks("www", 15), *looks("www", 16, badge=OTHER)],
        [(10, HELD, BADGE)],
    ),
    Case(
        "two are shown, one is put right",
        [WEARER, *SHOWN, *looks("FFF", 1), *looks("www", 15, badge=BADGE)],
        [(10, HELD, BADGE), (11, HELD, None), (25, PUT_RIGHT, BADGE)],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_whose_uniform_it_is(case: Case) -> None:
    """The badge that came with the looks is named, if the roster has it around then; nobody else ever is."""
    found = play(UNIFORM, case.timeline, until=300)
    said = [(placed.item.at, placed.item.reason, placed.item.badge) for placed in found]
    assert said == [(at(seconds), reason, badge) for seconds, reason, badge in case.expected]


def test_a_badge_that_is_not_on_the_roster_is_told_for_checking() -> None:
    """It may be mistyped: the evidence says so, and the subject keeps it apart from others."""
    (finding,) = raised(play(UNIFORM, SHOWN, until=60))
    assert finding.evidence[1:] == (Evidence(at(10), Fact.NOT_ON_ROSTER, BADGE),)
    assert finding.subject == f"{CAMERA}/vest/{BADGE}"


@pytest.mark.parametrize("timeline", [[WEARER, *SHOWN], looks("FFF")], ids=["named", "nobody told"])
def test_nothing_is_to_be_checked_otherwise(timeline: Sequence[Logged]) -> None:
    """Where the roster has the badge, or none was told, there is nothing to check."""
    (finding,) = raised(play(UNIFORM, timeline, until=60))
    assert [line.fact for line in finding.evidence] == [Fact.LOOK]


def test_the_last_pictures_are_shown() -> None:
    """Of more faults than it takes, the last ones' pictures go with the finding."""
    seen = [Seen.FAULT, Seen.WELL, Seen.WELL, Seen.WELL, Seen.FAULT, Seen.FAULT, Seen.FAULT]
    pictures = [
        (5.0 * place, observation(5 * place, Look.VEST, what, picture=f"p{place}"))
        for place, what in enumerate(seen)
    ]
    (finding,) = raised(play(UNIFORM, pictures, until=60))
    assert finding.pictures == ("p4", "p5", "p6")
