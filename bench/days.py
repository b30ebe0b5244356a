"""Simulated days through the plain driver, in memory: the same bytes and the same path as a backtest."""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from config.settings import Settings
from jingjian import wiring
from models.alerts import Alert
from simulator.day import Day
from simulator.lines import lines
from simulator.make import make_day
from simulator.plan import Plan
from simulator.write import encode
from streams.driver import Outcome
from streams.recorded import Line

_decode = msgspec.json.Decoder(Line).decode


class PlayedDay(Struct):
    """A day and what the supervisors and the desk made of it."""

    day: Day
    outcome: Outcome

    def alerts(self) -> list[Alert]:
        """Return each alert's final state."""
        return list(self.outcome.alerts.values())


class Wrong(Exception):
    """A day could not be played as it should: a message was refused, or a supervisor raised."""


def recorded(day: Day) -> Iterator[tuple[int, Line]]:
    """Yield a day's lines as they are read back from a file, counted from 1."""
    for number, line in enumerate(lines(day), 1):
        yield number, _decode(encode(line))


def play(plan: Plan) -> PlayedDay:
    """Make a day and run the product's own supervisors and desk over it."""
    day = make_day(plan)
    stations = {station.station: station for station in plan.stations}
    outcome = wiring.driver(Settings(), stations, None).run(recorded(day))
    if outcome.dead:
        raise Wrong(f"line {outcome.dead[0].offset}: {outcome.dead[0].reason}")
    if outcome.failures:
        raise Wrong(outcome.failures[0].trace)
    return PlayedDay(day, outcome)
