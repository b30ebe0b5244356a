"""Looks at a camera's picture that show it covered, dark, askew and so on."""

import pytest

from agents.angle import ANGLE
from models.findings import Fact
from models.incidents import Stage
from models.log import Record
from models.observations import Look, Seen
from models.rules import Rule
from tests.factories import (
    BADGE,
    CAMERA,
    INCIDENT,
    at,
    camera_record,
    incident_event,
    observation,
    play,
    raised,
    roster_entry,
    rulebook,
    ticks,
    told,
)

RULE = "angle_picture"
COVERED = f"{CAMERA}/covered"
BOUND = (-10.0, roster_entry())
ARRIVED = (0.0, incident_event(Stage.ARRIVED, 0, officers=(BADGE,)))
SCENE: list[tuple[float, Record]] = [BOUND, ARRIVED]
Timeline = list[tuple[float, Record]]
Told = list[tuple[str, str, str, float]]
SEEN = {"F": Seen.FAULT, "w": Seen.WELL, "?": Seen.UNKNOWN}


def seen(pattern: str, *, start: float = 1, kind: Look = Look.COVERED, score: float = 1.0) -> Timeline:
    """Return looks five seconds apart: F a fault, w well, ? unknown, a dot none."""
    moments = [(start + 5 * place, SEEN[letter]) for place, letter in enumerate(pattern) if letter != "."]
    return [
        (second, observation(second, kind, what, score=score, picture=f"{second:g}.jpg"))
        for second, what in moments
    ]


CASES: dict[str, tuple[Timeline, Told]] = {
    "five looks": ([*SCENE, *seen("FFFFF")], [(RULE, COVERED, "held", 21)]),
    "four looks": ([*SCENE, *seen("FFFF")], []),
    "four of five": ([*SCENE, *seen("FwFFF")], [(RULE, COVERED, "held", 21)]),
    "three of five": ([*SCENE, *seen("FwFwF")], []),
    "four of five, the last well": ([*SCENE, *seen("FFFFw")], []),
    "unknown looks do not count": ([*SCENE, *seen("F?F?F?F?F?")], []),
    "unknown looks are left out": ([*SCENE, *seen("FF?FF?F")], [(RULE, COVERED, "held", 31)]),
    "unsure looks do not count": ([*SCENE, *seen("FFFFF", score=0.59)], []),
    "looks that are sure enough": ([*SCENE, *seen("FFFFF", score=0.6)], [(RULE, COVERED, "held", 21)]),
    "well again": (
        [*SCENE, *seen("FFFFFwww")],
        [(RULE, COVERED, "held", 21), (RULE, COVERED, "put_right", 36)],
    ),
    "well now and then": ([*SCENE, *seen("FFFFFwFFFFwFFFF")], [(RULE, COVERED, "held", 21)]),
    "no look for a minute": (
        [*SCENE, *seen("FFFFF.............F")],
        [(RULE, COVERED, "held", 21), (RULE, COVERED, "unknown", 81)],
    ),
    "the scene is over": (
        [*SCENE, *seen("FFFFFFFFFF"), (33, incident_event(Stage.CONCLUDED, 33))],
        [(RULE, COVERED, "held", 21), (RULE, COVERED, "no_longer_required", 33)],
    ),
    "looks before the arrival do not count": ([*SCENE, *seen("FFFFFF", start=-24)], []),
    "not in a phase": ([BOUND, *seen("FFFFFF")], []),
    "each kind by itself": ([*SCENE, *seen("FFF"), *seen("FFF", kind=Look.DARK, start=16)], []),
    "two kinds": (
        [*SCENE, *seen("FFFFF"), *seen("FFFFF", kind=Look.DARK, start=2)],
        [(RULE, COVERED, "held", 21), (RULE, f"{CAMERA}/dark", "held", 22)],
    ),
    "looks at the uniform": ([*SCENE, *seen("FFFFFF", kind=Look.VEST)], []),
    "tilted, of a camera without a sensor": (
        [*SCENE, *ticks(0, 30, camera_record(recording=True)), *seen("FFFFF", kind=Look.TILTED)],
        [(RULE, f"{CAMERA}/tilted", "held", 21)],
    ),
    "tilted, of a camera whose sensor says otherwise": (
        [
            *SCENE,
            *ticks(0, 30, camera_record(recording=True, pitch_deg=0, roll_deg=0)),
            *seen("FFFFF", kind=Look.TILTED),
        ],
        [],
    ),
    "tilted, of a camera whose sensor told nothing lately": (
        [
            *SCENE,
            *ticks(0, 5, camera_record(recording=True, pitch_deg=0, roll_deg=0)),
            *seen("FFFFF", kind=Look.TILTED, start=61),
        ],
        [(RULE, f"{CAMERA}/tilted", "held", 81)],
    ),
    "each look twice": ([*SCENE, *seen("FFF"), *seen("FFF")], []),
    "ten minutes of looks in one burst": (
        [*SCENE, *[(600.0, event) for _, event in [*seen("F" * 110), *seen("wwwwwwww", start=556)]]],
        [],
    ),
    "ten minutes of looks in one burst, and then live ones": (
        [*SCENE, *[(600.0, event) for _, event in seen("F" * 120)], *seen("FFFFF", start=601)],
        [(RULE, COVERED, "held", 616)],
    ),
    "looks out of order": (
        [*SCENE, *[(second + 6 * (second % 10 == 1), event) for second, event in seen("FFFFF")]],
        [(RULE, COVERED, "held", 27)],
    ),
    "looks that come far apart, by a clock that is slow": (
        [*SCENE, *[(10.0 * second, observation(second, Look.COVERED)) for second in range(1, 9)]],
        [],
    ),
    "an old look decides nothing": ([*SCENE, *seen("wwFFFFF"), (33, observation(0, Look.COVERED))], []),
}


@pytest.mark.parametrize(("timeline", "expected"), CASES.values(), ids=CASES.keys())
def test_picture(timeline: Timeline, expected: Told) -> None:
    """Raise when most of the looks of half a minute agree, and withdraw for the right reason."""
    last = max(seconds for seconds, _ in timeline)
    assert told(play(ANGLE, timeline, until=last)) == expected


def test_a_still_that_stands_for_several_looks_is_shown_once() -> None:
    """While a fault lasts there is a new still every ten seconds, and a look every two."""
    looks: Timeline = [
        (second, observation(second, Look.COVERED, Seen.FAULT, picture=f"{second // 10}.jpg"))
        for second in range(1, 13, 2)
    ]
    (finding,) = raised(play(ANGLE, [*SCENE, *looks], until=15))
    assert finding.pictures == ("0.jpg",)


def test_evidence_and_pictures() -> None:
    """Show how many looks of how many, and the last three pictures of the fault."""
    (finding,) = raised(play(ANGLE, [*SCENE, *seen("FFwFFF")], until=30))
    assert [(line.fact, line.detail) for line in finding.evidence[2:]] == [(Fact.LOOK, "covered 4/5")]
    assert finding.pictures == ("6.jpg", "16.jpg", "21.jpg")
    assert (finding.kind, finding.camera, finding.badge, finding.incident, finding.since) == (
        "covered",
        CAMERA,
        BADGE,
        INCIDENT,
        at(1),
    )


def test_a_rule_switched_off() -> None:
    """Say nothing of a rule that is switched off."""
    rules = rulebook(off=[Rule.ANGLE_PICTURE])
    assert told(play(ANGLE, [*SCENE, *seen("FFFFFF")], until=60, rules=rules)) == []
