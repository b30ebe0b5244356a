"""The score: which alert matches which fault, and the arithmetic that follows."""

import msgspec
import pytest

from models.alerts import Alert, Step, was_told
from models.rules import Rule
from simulator.score import score, table
from simulator.truth import Kind, Truth
from tests.factories import BADGE, CAMERA, INCIDENT, STATION, alert, at

NEVER, LATE = Rule.RECORDING_NEVER_STARTED, Rule.RECORDING_STARTED_LATE


def fault(
    due: float = 60,
    end: float = 600,
    *,
    rule: Rule = NEVER,
    subject: str = f"{INCIDENT}/{BADGE}",
    station: str = STATION,
) -> Truth:
    """Return a fault, due and ended some seconds after the start."""
    return Truth(
        kind=Kind.FAULT,
        rule=rule,
        station=station,
        subject=subject,
        start=at(due - 60),
        due=at(due),
        end=at(end),
    )


def trap(
    start: float, end: float, *, name: str = "blip", station: str = STATION, camera: str | None = CAMERA
) -> Truth:
    """Return a trap about a camera, or about a whole station."""
    return Truth(
        kind=Kind.TRAP,
        trap=name,
        station=station,
        subject=camera or station,
        camera=camera,
        start=at(start),
        end=at(end),
    )


@pytest.mark.parametrize(
    ("alerts", "truth", "counts"),
    [
        ([], [], (0, 0, 0)),
        ([], [fault()], (1, 0, 0)),
        ([alert(60)], [], (0, 1, 0)),
        ([alert(60)], [fault()], (1, 1, 1)),
        ([alert(50)], [fault()], (1, 1, 1)),
        ([alert(49)], [fault()], (1, 1, 0)),
        ([alert(660)], [fault()], (1, 1, 1)),
        ([alert(661)], [fault()], (1, 1, 0)),
        ([alert(60, subject="I2/017913")], [fault()], (1, 1, 0)),
        ([alert(60, station="S2")], [fault()], (1, 1, 0)),
        ([alert(60, rule=LATE)], [fault()], (1, 1, 0)),
        ([alert(60), alert(300, name="a2")], [fault()], (1, 2, 1)),
        ([alert(60)], [fault(), fault(due=1000, end=2000)], (2, 1, 1)),
        ([alert(60), alert(1000, name="a2")], [fault(due=1000, end=2000), fault()], (2, 2, 2)),
        ([alert(60), alert(60, version=2, changed=90)], [fault()], (1, 1, 1)),
    ],
)
def test_matching(alerts: list[Alert], truth: list[Truth], counts: tuple[int, int, int]) -> None:
    """An alert matches a fault of its rule, station and subject, in its time, and only one."""
    result = score(alerts, truth)
    assert (result.faults, result.alerts, result.found) == counts
    assert len(result.false) == counts[1] - counts[2]
    assert len(result.missed) == counts[0] - counts[2]


def test_shares_and_delays() -> None:
    """Precision counts alerts, recall counts faults, delays go from due to raised."""
    faults = [fault(due, due + 100, subject=f"I{due}/{BADGE}") for due in (100, 200, 300, 400)]
    alerts = [
        alert(due + delay, name=f"a{due}", subject=f"I{due}/{BADGE}")
        for due, delay in ((100, 1), (200, 2), (300, 30))
    ]
    result = score([*alerts, alert(5000, name="a5"), alert(6000, name="a6")], faults)
    [line] = result.rules
    assert (line.faults, line.alerts, line.found) == (4, 5, 3)
    assert (line.precision, line.recall) == (0.6, 0.75)
    assert (line.delay_p50_s, line.delay_p99_s) == (2.0, 30.0)
    assert (result.precision, result.recall) == (0.6, 0.75)
    assert [alert.alert for alert in result.false] == ["a5", "a6"]
    assert [row.subject for row in result.missed] == [f"I400/{BADGE}"]


def test_a_rule_without_alerts_or_faults_has_no_share() -> None:
    """Nothing of nothing is no number."""
    [never, late] = score([alert(5, rule=LATE)], [fault()]).rules
    assert (never.precision, never.recall, never.delay_p50_s) == (None, 0.0, None)
    assert (late.precision, late.recall) == (0.0, None)


@pytest.mark.parametrize(
    ("raised", "since", "traps", "name"),
    [
        (100, 40, [trap(30, 60)], "blip"),
        (121, 40, [trap(30, 60)], None),
        (25, 20, [trap(30, 60)], None),
        (100, 70, [trap(30, 60)], None),
        (100, 40, [trap(30, 60, camera="C2")], None),
        (100, 40, [trap(30, 60, station="S2")], None),
        (100, 40, [trap(30, 60, name="outage", camera=None)], "outage"),
        (100, 40, [trap(0, 9000, name="wrong_clock", camera=None), trap(30, 60)], "blip"),
    ],
)
def test_traps(raised: float, since: float, traps: list[Truth], name: str | None) -> None:
    """A false alert about a trap's thing, in its time, fell into it; of several into the shortest."""
    result = score([alert(raised, since=since, rule=Rule.CAMERA_OFFLINE, subject=CAMERA)], traps)
    [false] = result.false
    assert false.trap == name
    assert len(result.in_traps()) == (name is not None)
    assert sum(row.laid for row in result.traps) == len(traps)
    assert sum(row.alerts for row in result.traps) == (name is not None)


def test_an_alert_with_a_fault_is_in_no_trap() -> None:
    """What is right is right, whatever else is going on."""
    result = score([alert(60)], [fault(), trap(30, 90)])
    assert result.false == ()


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], True),
        ([(0, Step.SUPPRESSED)], False),
        ([(0, Step.SUPPRESSED), (50, Step.CLOSED)], False),
        ([(0, Step.SUPPRESSED), (50, Step.UNSUPPRESSED)], True),
        ([(20, Step.SUPPRESSED)], True),
    ],
)
def test_who_was_told(steps: list[tuple[float, Step]], told: bool) -> None:
    """An alert that was held down as it came and never let through was told to nobody, and is not false."""
    held = alert(0, steps=steps)
    assert was_told(held) is told
    assert len(score([held], []).false) == told


def test_a_score_can_be_shown_and_stored() -> None:
    """It becomes rows of a table, and JSON."""
    result = score([alert(61), alert(5000, name="a2")], [fault()])
    assert table(result)[1:] == [
        ("recording_never_started", "1", "2", "1", "50.0 %", "100.0 %", "1.0", "1.0"),
        ("all", "1", "2", "1", "50.0 %", "100.0 %", "", ""),
    ]
    stored = msgspec.json.decode(msgspec.json.encode(result))
    assert stored["rules"][0]["precision"] == 0.5
    assert stored["false"][0]["alert"] == "a2"
