"""What to replay: the range, the station, the rules, checked before anything begins."""

from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from msgspec import Struct

from config.settings import Settings
from jingjian import wiring
from jingjian.moments import BadMoment, parse_moment, say
from streams.intake import log_partition
from streams.logged import LogFold
from streams.replay_cut import Wanted
from streams.replay_topics import ReplayProblem


class ReplayOrder(Struct, frozen=True, kw_only=True):
    """What to replay and how."""

    begin: str
    end: str
    station: str | None
    speed: float
    """How many times the log's own; 0: as fast as it goes."""
    rules: Path | None
    keep: bool
    name: str | None
    """The replay's id; None: one is made."""


def wanted_of(settings: Settings, order: ReplayOrder, zone: ZoneInfo) -> Wanted:
    """Return the range that is ordered; raises ``ReplayProblem`` for one that can be none."""
    moments = {}
    for option, text in (("--from", order.begin), ("--to", order.end)):
        try:
            moments[option] = parse_moment(text, zone)
        except BadMoment as error:
            raise ReplayProblem(f"{option}: {error}") from error
    begin, end = moments["--from"], moments["--to"]
    if begin >= end:
        raise ReplayProblem(f"--to ({say(end, zone)}) is not after --from ({say(begin, zone)})")
    stations = wiring.stations_of(settings)
    if order.station is not None and order.station not in stations:
        raise ReplayProblem(
            f"--station: {order.station!r} is none of the {len(stations)} stations in {settings.bureau.stations}"
        )
    return Wanted(begin, end, order.station)


def folds_of(settings: Settings, order: ReplayOrder) -> Mapping[int, LogFold]:
    """Return what folds the partitions that are ordered."""
    count = settings.topics.partitions
    wanted = range(count) if order.station is None else [log_partition(order.station, count)]
    return wiring.log_folds(settings, order.rules, wanted)


def made_name(wanted: Wanted, zone: ZoneInfo) -> str:
    """Return an id that tells the range, and that no other replay has."""
    return f"{wanted.begin.astimezone(zone):%Y%m%d-%H%M}-{uuid4().hex[:6]}"
