"""One message may tell what one look found well besides: it counts as a message of each kind."""

from collections.abc import Sequence

import pytest
from msgspec import structs

from agents.angle import ANGLE
from agents.supervisor import Supervisor
from agents.uniform import UNIFORM
from models.findings import Finding
from models.incidents import Stage
from models.log import Record
from models.observations import Look, Observation, Seen, StreamState, each_look
from tests.factories import BADGE, at, incident_event, observation, play, roster_entry

FAULT = observation(5, Look.TILTED, picture="5.jpg", score=0.8)
PACKED = structs.replace(FAULT, also_well=(Look.SKY, Look.TILTED, Look.COVERED))
SCENE: list[tuple[float, Record]] = [
    (-10.0, roster_entry()),
    (0.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,))),
]


def test_a_look_at_one_thing_is_itself() -> None:
    """Nothing is made of it."""
    assert each_look(FAULT) == (FAULT,)


def test_what_else_was_well_comes_after_it() -> None:
    """At the same moment, as surely, without the picture, which shows the fault; a kind never twice."""
    one, *others = each_look(PACKED)
    assert one == FAULT
    well = structs.replace(FAULT, seen=Seen.WELL, picture=None)
    assert others == [structs.replace(well, kind=Look.SKY), structs.replace(well, kind=Look.COVERED)]


def found_by(
    supervisor: Supervisor[Finding], looks: Sequence[Observation], *, packed: bool
) -> list[tuple[object, ...]]:
    """Return what a supervisor makes of looks, packed or one by one."""
    each = [one for look in looks for one in ((look,) if packed else each_look(look))]
    timeline: list[tuple[float, Record]] = [
        *SCENE,
        *(((one.occurred_at - at(0)).total_seconds(), one) for one in each),
    ]
    return [
        (placed.item.change, placed.item.kind, placed.item.reason, placed.item.at)
        for placed in play(supervisor, timeline, until=300)
    ]


def test_how_the_video_comes_is_no_look_at_a_picture() -> None:
    """Without a picture nobody knows how a camera looks: no supervisor makes anything of it."""
    stalled = [
        structs.replace(observation(second, Look.STREAM, Seen.UNKNOWN), stream=StreamState.STALLED)
        for second in range(5, 60, 5)
    ]
    assert found_by(ANGLE, stalled, packed=True) == found_by(UNIFORM, stalled, packed=True) == []


@pytest.mark.parametrize(
    ("supervisor", "kind", "others"),
    [(ANGLE, Look.COVERED, (Look.TILTED, Look.SKY)), (UNIFORM, Look.VEST, (Look.HEADGEAR, Look.BADGE))],
)
def test_packed_and_one_by_one_give_the_same(
    supervisor: Supervisor[Finding], kind: Look, others: tuple[Look, ...]
) -> None:
    """A fault is raised among what is well, and cleared by a message whose first kind is another."""
    faults = [
        structs.replace(observation(second, kind, picture=f"{second}.jpg"), also_well=others)
        for second in range(5, 35, 2)
    ]
    well = [
        structs.replace(observation(second, others[0], Seen.WELL), also_well=(kind, *others[1:]))
        for second in range(35, 60, 2)
    ]
    packed = found_by(supervisor, [*faults, *well], packed=True)
    assert packed == found_by(supervisor, [*faults, *well], packed=False)
    assert [(str(change), str(of)) for change, of, *_ in packed] == [
        ("raise", str(kind)),
        ("clear", str(kind)),
    ]
