"""The load of alarms: counted as ISA-18.2 counts."""

import pytest

from models.alerts import Alert, AlertState, Step
from models.load import Load, in_windows, load, table
from models.rules import Priority
from tests.factories import alert, at

HOUR_S = 3600.0


def _load(alerts: list[Alert], hours: float = 2) -> Load:
    return load(alerts, at(0), at(hours * HOUR_S))


def _many(moments: list[float]) -> list[Alert]:
    return [alert(moment, name=f"a{number}") for number, moment in enumerate(moments)]


def test_averages_and_peaks() -> None:
    """Windows follow each other from the start; what is heard twice counts twice."""
    alerts = [*_many([0, 10, 599, 600, 4000]), alert(20, name="back", steps=[(50, Step.RERAISED)])]
    result = _load(alerts)
    assert result.alerts == 7
    assert result.an_hour == 3.5
    assert result.in_ten_minutes == pytest.approx(7 / 12)
    assert result.peak_in_ten_minutes == 5
    assert result.peak_in_hour == 6


def test_windows_count_what_the_load_counts() -> None:
    """What was held down as it came is in none; what came back is in the one where it did."""
    held = alert(700, name="held", steps=[(700, Step.SUPPRESSED), (1300, Step.UNSUPPRESSED)])
    alerts = [*_many([0, 10]), alert(20, name="back", steps=[(650, Step.RERAISED)]), held]
    windows = in_windows(alerts, at(0), at(1500))
    assert windows == [3, 1, 1]
    assert max(windows) == load(alerts, at(0), at(1500)).peak_in_ten_minutes


def test_nothing_heard() -> None:
    """A quiet day exceeds nothing."""
    result = _load([])
    assert (result.alerts, result.peak_in_ten_minutes, result.exceeded()) == (0, 0, ())


@pytest.mark.parametrize(
    ("in_windows", "floods"),
    [
        ([10, 0], []),
        ([11, 4], [(0, 600, 11)]),
        ([11, 5, 4], [(0, 1200, 16)]),
        ([0, 12, 10, 3, 11], [(600, 1800, 22), (2400, 3000, 11)]),
    ],
)
def test_floods(in_windows: list[int], floods: list[tuple[float, float, int]]) -> None:
    """A flood begins with more than ten in ten minutes and ends with fewer than five."""
    moments = [600.0 * place + 20 * n for place, count in enumerate(in_windows) for n in range(count)]
    result = _load(_many(moments))
    assert [(flood.start, flood.end, flood.alerts) for flood in result.floods] == [
        (at(start), at(end), count) for start, end, count in floods
    ]
    assert result.flood_share == pytest.approx(sum(end - start for start, end, _ in floods) / 7200)
    assert ("flood_share" in result.exceeded()) == bool(floods)


@pytest.mark.parametrize(
    ("times", "chatters"),
    [([], False), ([30], False), ([30, 60], True), ([30, 61], False), ([300, 310, 350], True)],
)
def test_chattering(times: list[float], chatters: bool) -> None:
    """An alert that is heard three times within a minute chatters."""
    result = _load([alert(0, steps=[(moment, Step.RERAISED) for moment in times])])
    assert bool(result.chattering) is chatters


def test_held_down_alerts_are_not_heard_until_let_through() -> None:
    """A suppressed alert is no load; one let through is heard when it is."""
    never = alert(10, name="never", steps=[(10, Step.SUPPRESSED)])
    later = alert(10, name="later", steps=[(10, Step.SUPPRESSED), (1300, Step.UNSUPPRESSED)])
    result = _load([never, later])
    assert result.alerts == 1
    assert result.peak_in_ten_minutes == 1


@pytest.mark.parametrize(
    ("state", "changed", "stale"),
    [
        (AlertState.UNACKNOWLEDGED, 0, True),
        (AlertState.CLOSED, 23 * HOUR_S, False),
        (AlertState.CLOSED, 25 * HOUR_S, True),
    ],
)
def test_stale(state: AlertState, changed: float, stale: bool) -> None:
    """What stays open for more than a day is stale."""
    result = _load([alert(0, state=state, changed=changed)], hours=30)
    assert bool(result.stale) is stale


def test_priorities_and_table() -> None:
    """Shares of priorities, and everything as rows with what is allowed."""
    low = [alert(0, name=f"low{number}", priority=Priority.LOW) for number in range(3)]
    result = _load([*low, alert(0, name="high")])
    assert result.priorities[Priority.LOW] == 0.75
    rows = {row[0]: row[1] for row in table(result)}
    assert rows["alerts an hour"] == "2.0"
    assert rows["low / medium / high / urgent"] == "75 % / 0 % / 25 % / 0 %"
