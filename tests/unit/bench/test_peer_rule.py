"""The peers' rule, and how many alerts it must find."""

import pytest

from bench.data import Plan, cameras_on_incident, station_ticks
from bench.peers.rule import Alert, Book, decode_telemetry, fold, new_state, step_all
from bench.peers.run import expected_alerts

SMALL = Plan(stations=4, cameras=20, ticks=70)


@pytest.mark.parametrize(
    ("records", "found"),
    [
        pytest.param("####", [], id="recording"),
        pytest.param("." * 12, [], id="off for 55 s"),
        pytest.param("." * 13, [(12, "raise")], id="off for 60 s"),
        pytest.param("." * 40, [(12, "raise")], id="raised once"),
        pytest.param("." * 13 + "#", [(12, "raise")], id="on again, not yet for 5 s"),
        pytest.param("." * 13 + "##", [(12, "raise"), (14, "clear")], id="on again for 5 s"),
        pytest.param("." * 13 + "#.##", [(12, "raise"), (16, "clear")], id="off again between"),
        pytest.param("......#......", [], id="two short stops"),
    ],
)
def test_the_rule(records: str, found: list[tuple[int, str]]) -> None:
    """One record every 5 s, # recording and . not: what comes out, and at which record."""
    state = new_state()
    alerts = [(n, fold(state, 1000.0 + 5 * n, sign == "#")) for n, sign in enumerate(records)]
    assert [(n, kind) for n, kind in alerts if kind is not None] == found


def test_a_repeated_record_changes_nothing() -> None:
    """What is not later than the last record is passed over, whatever it says."""
    state = new_state()
    assert fold(state, 1000.0, recording=False) is None
    before = list(state)
    assert fold(state, 1000.0, recording=True) is None
    assert fold(state, 995.0, recording=True) is None
    assert state == before


def test_cameras_on_no_incident_bring_nothing() -> None:
    """The same records without an incident: the cameras are heard, and that is all."""
    book: Book = {}
    alerts = [
        alert
        for tick in station_ticks(SMALL)
        for alert in step_all(book, decode_telemetry(tick.batched), frozenset())
    ]
    assert alerts == []
    assert {state[0] for state in book.values()} == {SMALL.at(69).timestamp()}


def test_the_expected_number_of_alerts_is_what_the_rule_finds() -> None:
    """Counted from the plan, or by working through the messages of either form: the same, and not none."""
    on_incident = frozenset(cameras_on_incident(SMALL))
    singles: Book = {}
    batches: Book = {}
    from_singles: list[Alert] = []
    from_batches: list[Alert] = []
    for tick in station_ticks(SMALL):
        for message in tick.singles:
            from_singles += step_all(singles, decode_telemetry(message), on_incident)
        from_batches += step_all(batches, decode_telemetry(tick.batched), on_incident)
    assert from_singles == from_batches
    assert len(from_singles) == expected_alerts(SMALL) > 0
    assert {alert.kind for alert in from_singles} == {"raise", "clear"}
