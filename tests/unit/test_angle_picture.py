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
    Timeline,
    Told,
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
SEEN = {"F": Seen.FAULT, "w": Seen.WELL, "?": Seen.UNKNOWN}


def seen(pattern: str, *, start: float = 1, kind: Look = Look.COVERED, score: float = 1.0) -> Timeline:
    """Return looks two seconds apart: F a fault, w well, ? unknown, a dot none."""
    moments = [(start + 2 * place, SEEN[letter]) for place, letter in enumerate(pattern) if letter != "."]
    return [
        (second, observation(second, kind, what, score=score, picture=f"{second:g}.jpg"))
        for second, what in moments
    ]


CASES: dict[str, tuple[Timeline, Told]] = {
    "eight looks": ([*SCENE, *seen("FFFFFFFF")], [(RULE, COVERED, "held", 15)]),
    "seven looks": ([*SCENE, *seen("FFFFFFF")], []),
    "four of five": ([*SCENE, *seen("FFwFFFFwFF")], [(RULE, COVERED, "held", 19)]),
    "three of five": ([*SCENE, *seen("FwFwFFwFwFFwFwF")], []),
    "enough with the last, which is well": ([*SCENE, *seen("FFFFFFFw")], []),
    "unknown looks do not count": ([*SCENE, *seen("F??" * 8)], []),
    "unknown looks are left out": ([*SCENE, *seen("FF?FF?FFFF")], [(RULE, COVERED, "held", 19)]),
    "unsure looks do not count": ([*SCENE, *seen("FFFFFFFF", score=0.59)], []),
    "looks that are sure enough": ([*SCENE, *seen("FFFFFFFF", score=0.6)], [(RULE, COVERED, "held", 15)]),
    "well again": (
        [*SCENE, *seen("FFFFFFFFwwwwww")],
        [(RULE, COVERED, "held", 15), (RULE, COVERED, "put_right", 23)],
    ),
    "well now and then": ([*SCENE, *seen("FFFFFFFFwFFFFwFFFF")], [(RULE, COVERED, "held", 15)]),
    "no look for a minute": (
        [*SCENE, *seen("FFFFFFFF" + "." * 31 + "F")],
        [(RULE, COVERED, "held", 15), (RULE, COVERED, "unknown", 75)],
    ),
    "the scene is over": (
        [*SCENE, *seen("F" * 16), (33, incident_event(Stage.CONCLUDED, 33))],
        [(RULE, COVERED, "held", 15), (RULE, COVERED, "no_longer_required", 33)],
    ),
    "looks before the arrival do not count": ([*SCENE, *seen("F" * 12, start=-21)], []),
    "not in a phase": ([BOUND, *seen("F" * 9)], []),
    "each kind by itself": ([*SCENE, *seen("FFFFF"), *seen("FFFFF", kind=Look.DARK, start=11)], []),
    "two kinds": (
        [*SCENE, *seen("FFFFFFFF"), *seen("FFFFFFFF", kind=Look.DARK, start=2)],
        [(RULE, COVERED, "held", 15), (RULE, f"{CAMERA}/dark", "held", 16)],
    ),
    "looks at the uniform": ([*SCENE, *seen("F" * 9, kind=Look.VEST)], []),
    "tilted, of a camera without a sensor": (
        [*SCENE, *ticks(0, 30, camera_record(recording=True)), *seen("FFFFFFFF", kind=Look.TILTED)],
        [(RULE, f"{CAMERA}/tilted", "held", 15)],
    ),
    "tilted, of a camera whose sensor says otherwise": (
        [
            *SCENE,
            *ticks(0, 30, camera_record(recording=True, pitch_deg=0, roll_deg=0)),
            *seen("FFFFFFFF", kind=Look.TILTED),
        ],
        [],
    ),
    "tilted, of a camera whose sensor told nothing lately": (
        [
            *SCENE,
            *ticks(0, 5, camera_record(recording=True, pitch_deg=0, roll_deg=0)),
            *seen("FFFFFFFF", kind=Look.TILTED, start=61),
        ],
        [(RULE, f"{CAMERA}/tilted", "held", 75)],
    ),
    "each look twice": ([*SCENE, *seen("FFFFF"), *seen("FFFFF")], []),
    "ten minutes of looks in one burst": (
        [*SCENE, *[(600.0, event) for _, event in [*seen("F" * 275), *seen("w" * 20, start=552)]]],
        [],
    ),
    "ten minutes of looks in one burst, and then live ones": (
        [*SCENE, *[(600.0, event) for _, event in seen("F" * 298)], *seen("FFFFFFFF", start=601)],
        [(RULE, COVERED, "held", 615)],
    ),
    "looks out of order": (
        [*SCENE, *[(second + 6 * (second % 10 == 1), event) for second, event in seen("FFFFFFFF")]],
        [(RULE, COVERED, "held", 17)],
    ),
    "looks that come far apart, by a clock that is slow": (
        [*SCENE, *[(10.0 * second, observation(second, Look.COVERED)) for second in range(1, 13)]],
        [],
    ),
    "an old look decides nothing": (
        [*SCENE, *seen("wwww" + "F" * 12), (33, observation(0, Look.COVERED))],
        [],
    ),
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
        for second in range(1, 17, 2)
    ]
    (finding,) = raised(play(ANGLE, [*SCENE, *looks], until=15))
    assert finding.pictures == ("0.jpg", "1.jpg")


def test_evidence_and_pictures() -> None:
    """Show how many looks of how many, and the last three pictures of the fault."""
    (finding,) = raised(play(ANGLE, [*SCENE, *seen("FFwFFFFF")], until=30))
    assert [(line.fact, line.detail) for line in finding.evidence[2:]] == [(Fact.LOOK, "covered 7/8")]
    assert finding.pictures == ("11.jpg", "13.jpg", "15.jpg")
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
    assert told(play(ANGLE, [*SCENE, *seen("F" * 9)], until=60, rules=rules)) == []
