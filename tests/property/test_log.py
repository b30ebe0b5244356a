"""The log may be shared out, cut, repeated and folded anew in any way: the alerts are the plain driver's."""

from functools import cache
from random import Random

import msgspec
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from agents.desk import desk
from config.settings import Settings
from jingjian import wiring
from models.alerts import Alert, Step
from streams.driver import Outcome
from streams.intake import log_partition
from streams.recorded import Line
from streams.validation import Limits
from tests.property.appending import Chances, Intake
from tests.property.folding import Worker
from tests.property.recording import BAD_MESSAGES, STATIONS, driven, make_recording

SETTINGS = Settings()
RULES = wiring.rules_of(SETTINGS)
LIMITS = Limits(
    STATIONS,
    SETTINGS.limits.farthest_past_s,
    SETTINGS.limits.farthest_future_s,
    SETTINGS.limits.largest_message_bytes,
)
RECORDINGS = (31, 32, 33)
"""Their seeds."""
_encode = msgspec.json.encode


@cache
def played(seed: int) -> tuple[list[Line], Outcome]:
    """Return a recording and what the plain driver makes of it."""
    lines = make_recording(seed, hours=2)
    return lines, driven(lines)


def final(delivered: list[Alert]) -> dict[str, bytes]:
    """Return each alert's last version; a version that was delivered twice must be the same both times."""
    versions: dict[tuple[str, int], bytes] = {}
    for alert in delivered:
        data = _encode(alert)
        assert versions.setdefault((alert.alert, alert.version), data) == data
    last: dict[str, int] = {}
    for name, version in versions:
        last[name] = max(last.get(name, 0), version)
    return {name: versions[name, version] for name, version in last.items()}


def of_driver(outcome: Outcome) -> dict[str, bytes]:
    """Return each alert's final state."""
    return {name: _encode(alert) for name, alert in outcome.alerts.items()}


def fold_in_parts(
    lines: list[Line], partitions: int, chances: Chances, random: Random
) -> tuple[list[Alert], Intake, int, int]:
    """Return all alerts delivered when the log has so many partitions.

    With intake, how many workers died, and how many records a zombie had overwritten.
    """
    intake = Intake(partitions, STATIONS, LIMITS, chances, random)
    intake.take(lines)
    at_desk = desk(STATIONS, SETTINGS.time.zone)
    delivered: list[Alert] = []
    deaths = overwritten = 0
    for place, log in enumerate(intake.log):
        stations = [name for name in sorted(STATIONS) if log_partition(name, partitions) == place]
        worker = Worker(wiring.SUPERVISORS, at_desk, RULES, stations, chances, random)
        delivered += worker.run(log)
        deaths += worker.written.deaths
        overwritten += worker.written.overwritten
    return delivered, intake, deaths, overwritten


@st.composite
def chances(draw: st.DrawFn) -> Chances:
    """Return how likely things are, from never to all the time."""
    share = st.sampled_from((0.0, 0.01, 0.1, 0.5, 1.0))
    return Chances(
        cut=draw(share),
        tell_time=draw(share),
        commit=draw(st.sampled_from((0.02, 0.1, 1.0))),
        append_again=draw(st.sampled_from((0.0, 0.005, 0.02))),
        checkpoint=draw(st.sampled_from((0.02, 0.1, 0.5, 1.0))),
        die=draw(st.sampled_from((0.0, 0.002, 0.01))),
        die_writing=draw(st.sampled_from((0.0, 0.1, 0.3))),
        wake=draw(st.sampled_from((0.0, 0.05, 0.5))),
    )


@settings(max_examples=15, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    recording=st.sampled_from(RECORDINGS),
    partitions=st.sampled_from((1, 2, 4)),
    chances=chances(),
    seed=st.integers(0, 2**32),
)
def test_any_way_of_folding_the_log_gives_the_same_alerts(
    recording: int, partitions: int, chances: Chances, seed: int
) -> None:
    """Partitions, blocks, repeats, checkpoints and crashes leave no trace in any alert."""
    lines, outcome = played(recording)

    delivered, *_ = fold_in_parts(lines, partitions, chances, Random(seed))

    assert final(delivered) == of_driver(outcome)


def test_the_recordings_have_what_the_property_is_about() -> None:
    """Alerts of many rules and states, actions that changed them, messages set aside, several of one moment."""
    played_all = [played(number) for number in RECORDINGS]
    alerts = [alert for _, outcome in played_all for alert in outcome.alerts.values()]
    steps = {line.step for alert in alerts for line in alert.history}

    assert len({alert.rule for alert in alerts}) >= 14
    assert len({alert.state for alert in alerts}) >= 5
    assert len({alert.station for alert in alerts}) == len(STATIONS)
    assert steps >= {Step.RETURNED, Step.SUPPRESSED, Step.SHELVED, Step.CONFIRMED, Step.CLOSED}
    for lines, outcome in played_all:
        assert len(outcome.dead) == BAD_MESSAGES
        assert len({line.at for line in lines}) < len(lines) * 0.6


def test_hard_times_are_hard() -> None:
    """Workers die often and write once more, intake repeats much, all partitions have work: the same alerts."""
    hard = Chances(
        cut=0.2,
        tell_time=0.2,
        commit=0.05,
        append_again=0.02,
        checkpoint=0.1,
        die=0.01,
        die_writing=0.3,
        wake=0.02,
    )
    lines, outcome = played(RECORDINGS[0])

    delivered, intake, deaths, overwritten = fold_in_parts(lines, 4, hard, Random(5))

    assert deaths > 100
    assert overwritten > 2
    assert intake.repeated > 1000
    assert min(len(log) for log in intake.log) > 100
    assert len(delivered) > outcome.versions
    assert final(delivered) == of_driver(outcome)
