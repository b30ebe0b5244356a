"""Uniform: whose fault it is; in doubt nobody is named."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from agents.uniform import UNIFORM
from models.findings import Reason
from models.observations import Look, Observation
from models.roster import RosterEntry
from tests.factories import BADGE, at, looks, observation, play, raised, roster_entry

OTHER = "017914"
Logged = tuple[float, Observation | RosterEntry]
HELD, UNKNOWN = Reason.HELD, Reason.UNKNOWN
ROSTER: Logged = (-60, roster_entry())


class Wearer(NamedTuple):
    """Who the roster names, and what is told of whom."""

    name: str
    timeline: Sequence[Logged]
    expected: list[tuple[float, Reason, str | None]]


HANDED_OVER: Logged = (-60, roster_entry(OTHER, starts=8))
"""From second 8 on somebody else has the camera."""
WEARERS = [
    Wearer("known", [ROSTER, *looks("FFF")], [(10, HELD, BADGE)]),
    Wearer("no roster", looks("FFF"), [(10, HELD, None)]),
    Wearer(
        "unclear: two hold the camera by entries that begin together",
        [ROSTER, (-50, roster_entry(OTHER)), *looks("FFF")],
        [(10, HELD, None)],
    ),
    Wearer("handed over between the looks", [ROSTER, HANDED_OVER, *looks("FFF")], []),
    Wearer(
        "handed over: a fresh start",
        [ROSTER, HANDED_OVER, *looks("FFFFF")],
        [(20, HELD, OTHER)],
    ),
    Wearer(
        "handed over while open",
        [ROSTER, (-60, roster_entry(OTHER, starts=18)), *looks("FFFFw")],
        [(10, HELD, BADGE), (20, UNKNOWN, BADGE)],
    ),
    Wearer(
        "the roster is corrected while open",
        [ROSTER, *looks("FFF"), (12, roster_entry(OTHER, starts=-1800)), *looks("F", 15)],
        [(10, HELD, BADGE), (12, UNKNOWN, BADGE), (15, HELD, OTHER)],
    ),
    Wearer(
        "the roster comes after the looks",
        [*looks("FFF"), (11, roster_entry()), *looks("F", 15)],
        [(10, HELD, None), (11, UNKNOWN, None), (15, HELD, BADGE)],
    ),
    Wearer(
        "the roster comes after the looks: only another fault is held against anybody",
        [*looks("FFF"), (11, roster_entry()), *looks("w", 15)],
        [(10, HELD, None), (11, UNKNOWN, None)],
    ),
    Wearer(
        "the roster comes after the looks: an old look delivered again is not another fault",
        [*looks("FFFFFF"), (27, roster_entry()), *((28, look) for _, look in looks("F"))],
        [(10, HELD, None), (27, UNKNOWN, None)],
    ),
    Wearer(
        "the same person's next shift",
        [ROSTER, (-60, roster_entry(starts=8, ends=9000)), *looks("FFF")],
        [(10, HELD, BADGE)],
    ),
    Wearer(
        "pictures of the shift before come late",
        [ROSTER, (-60, roster_entry(OTHER, starts=100)), *((130, look) for _, look in looks("FFF", 60))],
        [(130, HELD, None)],
    ),
]


@pytest.mark.parametrize("case", WEARERS, ids=lambda case: case.name)
def test_whose_fault_it_is(case: Wearer) -> None:
    """A badge is named only while the roster leaves no doubt whose pictures they are."""
    found = play(UNIFORM, case.timeline, until=300)
    said = [(placed.item.at, placed.item.reason, placed.item.badge) for placed in found]
    assert said == [(at(seconds), reason, badge) for seconds, reason, badge in case.expected]


def test_the_last_pictures_are_shown() -> None:
    """Of more faults than it takes, the last ones' pictures go with the finding."""
    pictures = [(5.0 * place, observation(5 * place, Look.VEST, picture=f"p{place}")) for place in range(4)]
    found = raised(play(UNIFORM, [*pictures, (11, roster_entry())], until=60))
    assert [finding.pictures for finding in found] == [("p0", "p1", "p2"), ("p1", "p2", "p3")]
