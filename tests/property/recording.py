"""A recording with all that is awkward about one: several messages of one moment, actions, bad messages."""

from datetime import datetime
from random import Random

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from bench.days import recorded
from config.settings import Settings
from jingjian import wiring
from models.actions import Act, Action
from models.alerts import Alert
from models.stations import Station
from models.telemetry import Telemetry
from models.times import after
from simulator.make import make_day
from simulator.plan import Plan, made_plan
from simulator.stations import made_stations
from streams.driver import Outcome
from streams.recorded import Line
from streams.topics import Topic

STATIONS: dict[str, Station] = {station.station: station for station in made_stations(9)[2:]}
"""With four log partitions none of them is without a station."""
BAD_MESSAGES = 6
_SPLIT_SHARE = 0.1
"""Of the ticks, those that are sent as one message a camera."""
_encode = msgspec.json.encode


def driven(lines: list[Line]) -> Outcome:
    """Return what the plain driver makes of a recording."""
    return wiring.driver(Settings(), STATIONS, None).run(enumerate(lines, 1))


def make_recording(seed: int, hours: float) -> list[Line]:
    """Return the first hours of a bad day: times in whole seconds, so that much happens at one moment."""
    random = Random(seed)
    day = make_day(_plan(seed, hours))
    lines: list[Line] = []
    for _, line in recorded(day):
        whole = replace(line, at=line.at.replace(microsecond=0))
        split = line.topic is Topic.TELEMETRY and random.random() < _SPLIT_SHARE
        lines += _by_camera(whole) if split else [whole]
    lines += _bad_messages(random, lines)
    lines.sort(key=_moment)
    actions = _actions(random, list(driven(lines).alerts.values()), lines[-1].at)
    return sorted([*lines, *actions], key=_moment)


def _moment(line: Line) -> datetime:
    return line.at


def _plan(seed: int, hours: float) -> Plan:
    plan = made_plan(cameras=70, seed=seed, hours=hours, tick_s=14, faults=400, traps=40, incidents=150)
    return replace(plan, stations=tuple(STATIONS.values()))


def _by_camera(line: Line) -> list[Line]:
    tick = msgspec.json.decode(line.value, type=Telemetry)
    parts = [replace(tick, cameras=[camera]) for camera in tick.cameras]
    return [replace(line, value=Raw(_encode(part))) for part in parts]


def _bad_messages(random: Random, lines: list[Line]) -> list[Line]:
    """Return messages that intake sets aside: of nobody's station, and a tick without a time."""
    somewhere = random.choices(lines, k=BAD_MESSAGES)
    values = (
        b'{"station":"nowhere","incident":"I","stage":"arrived"}',
        b'{"station":"chaicun","cameras":[]}',
    )
    topics = Topic.INCIDENTS, Topic.TELEMETRY
    return [
        Line(topic=topics[number % 2], at=line.at, value=Raw(values[number % 2]))
        for number, line in enumerate(somewhere)
    ]


def _actions(random: Random, alerts: list[Alert], end: datetime) -> list[Line]:
    """Return what operators do about alerts, soon after they were raised or much later."""
    lines: list[Line] = []
    for number, alert in enumerate(alerts):
        at = after(alert.raised_at, random.choice((0, 0, 5, 60, 1800)))
        act = random.choice(tuple(Act))
        action = Action(
            action=f"A{number}",
            station=alert.station,
            act=act,
            operator="017001",
            occurred_at=at,
            alert=None if act in {Act.MAINTENANCE, Act.MAINTENANCE_OVER} else alert.alert,
            reason="as the property asks",
            until=after(at, random.choice((300, 3600))),
        )
        if at < end:
            lines.append(Line(topic=Topic.ACTIONS, at=at.replace(microsecond=0), value=Raw(_encode(action))))
    return lines
