"""Log time from arrival: in order, never back, and no faster than the slowest input partition allows."""

from datetime import datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from models.times import from_ms, to_ms
from streams.arrivals import MOMENT, SLICE_MS, Arrivals, Slice, Source
from tests.factories import at

A: Source = ("a", 0)
B: Source = ("b", 0)
BEGIN_MS = to_ms(at(0))


class Message(Struct, frozen=True):
    """A polled message."""

    offset: int
    timestamp: int
    value: bytes = b"{}"


def messages(*seconds: float) -> list[Message]:
    """Return messages that arrived at these seconds."""
    return [Message(number, BEGIN_MS + round(second * 1000)) for number, second in enumerate(seconds)]


def told(slices: list[Slice]) -> list[tuple[float, dict[str, list[int]]]]:
    """Return each slice's second, and the offsets of each source."""
    return [
        (
            (each.at - at(0)).total_seconds(),
            {source[0]: [message.offset for message in part] for source, part in each.messages.items()},
        )
        for each in slices
    ]


def released(arrivals: Arrivals, now: datetime, **more: bool) -> list[Slice]:
    """Release what may go; ``more`` says which sources have more to poll."""
    return list(arrivals.release({(name, 0): has_more for name, has_more in more.items()}, now))


def test_in_step_all_that_was_polled_is_logged_at_once() -> None:
    """At the time of its latest record, not at that of the poll."""
    arrivals = Arrivals()
    arrivals.add(A, messages(10.001, 10.002), at(10.02))
    arrivals.add(B, messages(10.003), at(10.02))
    assert told(released(arrivals, at(10.02), a=False, b=False)) == [(10.003, {"a": [0, 1], "b": [0]})]
    assert arrivals.clock == at(10.02)


def test_a_backlog_goes_by_as_it_went_by() -> None:
    """Second by second, whatever was polled first; what another source has yet to reach is held."""
    arrivals = Arrivals()
    arrivals.add(A, messages(1.5, 2.5, 60.5), at(3600))
    assert told(released(arrivals, at(3600), a=True, b=True)) == [], "nothing is known of b"
    arrivals.add(B, messages(1.7, 40.2), at(3600))
    assert told(released(arrivals, at(3600), a=True, b=True)) == [
        (1.7, {"a": [0], "b": [0]}),
        (2.5, {"a": [1]}),
        (40.2, {"b": [1]}),
    ]
    assert arrivals.clock == at(40.2) + MOMENT
    assert told(released(arrivals, at(3600), a=True, b=False)) == [(60.5, {"a": [2]})]
    assert told(released(arrivals, at(3600), a=False, b=False)) == []
    assert arrivals.clock == at(3600), "caught up"


def test_what_comes_late_is_logged_when_it_comes() -> None:
    """The log's time has gone on; it never goes back."""
    arrivals = Arrivals()
    assert released(arrivals, at(20), a=False) == []
    arrivals.add(A, messages(12), at(21))
    assert told(released(arrivals, at(21), a=False)) == [(20.0, {"a": [0]})]


def test_a_wrong_clock_of_a_producer_does_no_harm() -> None:
    """Topics without the broker's time: nothing is from the future, and nothing overtakes within a source."""
    arrivals = Arrivals()
    arrivals.add(A, messages(99, 3), at(10))
    assert told(released(arrivals, at(10), a=False)) == [(10.0, {"a": [0, 1]})]


def test_moments_end() -> None:
    """What is logged after a slice has a later time, so that the slice may say that its moment is over."""
    arrivals = Arrivals()
    arrivals.add(A, messages(5), at(5))
    (first,) = released(arrivals, at(5), a=True)
    arrivals.add(A, messages(5), at(5))
    (second,) = released(arrivals, at(5), a=True)
    assert second.at == first.at + MOMENT


def test_what_is_held_is_known_and_forgotten_at_a_rebalance() -> None:
    """By source, in bytes."""
    arrivals = Arrivals()
    arrivals.add(A, messages(5, 6), at(7))
    assert arrivals.held_bytes() == {A: 4}
    released(arrivals, at(7), a=True, b=True)
    assert arrivals.held_bytes() == {A: 4}
    arrivals.forget()
    assert released(arrivals, at(7), a=False, b=False) == []


@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 5000), max_size=30), min_size=1, max_size=4),
    st.integers(0, 2**32),
)
def test_any_way_of_polling_loses_nothing_and_keeps_every_order(times: list[list[int]], seed: int) -> None:
    """All is released once, each source in its order, time never back, and not further apart than a slice."""
    random = Random(seed)
    logs = {
        (f"s{number}", 0): [Message(offset, BEGIN_MS + ms) for offset, ms in enumerate(sorted(each))]
        for number, each in enumerate(times)
    }
    unread = {source: list(each) for source, each in logs.items()}
    arrivals, slices = Arrivals(), list[Slice]()
    now = at(10)
    while any(unread.values()):
        for source, rest in unread.items():
            count = random.randint(0, len(rest))
            arrivals.add(source, rest[:count], now)
            del rest[:count]
        slices += arrivals.release({source: bool(rest) for source, rest in unread.items()}, now)
    slices += arrivals.release(dict.fromkeys(logs, False), now)

    found: dict[Source, list[Message]] = {source: [] for source in logs}
    for each in slices:
        for source, part in each.messages.items():
            found[source] += part  # type: ignore[arg-type]
            for message in part:
                assert from_ms(message.timestamp) <= each.at
    assert found == logs
    moments = [each.at for each in slices]
    assert moments == sorted(set(moments))
    assert all(
        to_ms(each.at) - min(part[0].timestamp for part in each.messages.values()) <= SLICE_MS + len(slices)
        for each in slices
    )
