"""The lines of a simulated day, in the order in which they reach the system."""

import heapq
from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter

from msgspec import Struct

from models.log import Record
from simulator.day import Day, Sent
from simulator.duties import Post
from simulator.events import incident_events, roster_entries
from simulator.looks import observations
from simulator.make import make_day
from simulator.plan import Plan
from simulator.telemetry import station_telemetry


class Line(Struct, frozen=True):
    """One message as its producer sends it."""

    topic: str
    key: str
    """The station."""
    at: datetime
    """When it reaches the system: the log's time."""
    value: Record


def simulate(plan: Plan) -> Iterator[Line]:
    """Yield the lines of a plan's day."""
    return lines(make_day(plan))


def lines(day: Day) -> Iterator[Line]:
    """Yield the lines of a day; no more telemetry is held in memory than a message a station."""
    sources = [source for number, post in enumerate(day.posts) for source in _sources(day, post, number)]
    for logged_ms, _, _, topic, key, value in heapq.merge(*sources, key=itemgetter(0, 1, 2)):
        yield Line(topic, key, day.moment(logged_ms / 1000), value)


_Item = tuple[int, int, int, str, str, Record]
"""Milliseconds when logged and when sent, the stream's number, topic, station, value."""


def _sources(day: Day, post: Post, number: int) -> list[Iterator[_Item]]:
    """Return a station's streams; of the same moment, the roster comes first, telemetry last."""
    told: list[tuple[str, Iterator[Sent[Record]]]] = [
        ("roster", roster_entries(day, post.station)),
        ("incidents", incident_events(day, post.station)),
        ("observations", observations(day, post.station)),
        ("telemetry", station_telemetry(day, post, number)),
    ]
    return [_in_file(day, post, 4 * number + rank, topic, items) for rank, (topic, items) in enumerate(told)]


def _in_file(day: Day, post: Post, order: int, topic: str, items: Iterator[Sent[Record]]) -> Iterator[_Item]:
    end_ms = round(day.end_s * 1000)
    for logged_s, sent_s, value in items:
        logged_ms = round(logged_s * 1000)
        if logged_ms < end_ms:
            yield logged_ms, round(sent_s * 1000), order, topic, post.station, value
