"""The composition root: which supervisors there are, and what each role is made of."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from agents.angle import ANGLE
from agents.closure import CLOSURE
from agents.desk import desk
from agents.desk.sentences import ALL_DESKS
from agents.recording import RECORDING
from agents.supervisor import Supervisor
from agents.uniform import UNIFORM
from config.loader import load_rulebook, load_stations
from config.problems import ConfigError, Problem
from config.settings import Settings
from models.findings import Finding
from models.ids import EVERYWHERE
from models.rules import RuleBook
from models.stations import Station
from streams import watchdog as watchdog_role
from streams.app import Pipeline
from streams.driver import Driver
from streams.intake import Intake
from streams.logged import LogFold, LoggedOutcome, fold_log
from streams.validation import limits_of
from streams.watchdog import Watchdog

SUPERVISORS: tuple[Supervisor[Finding], ...] = (RECORDING, ANGLE, CLOSURE, UNIFORM)
"""In the order in which findings of one record reach the desk."""

TABLES = (*(each.name for each in SUPERVISORS), "desk")
"""Each agent has one table, of its own name."""


CHANGELOGS = (*TABLES, watchdog_role.TABLE)
"""What is kept in compacted topics: the tables, and what the watchdog keeps."""


def stations_of(settings: Settings) -> dict[str, Station]:
    """Return the bureau's stations."""
    path = settings.bureau.stations
    if path is None:
        mend = "write the stations into a YAML file and name it there (docs/operating.md)"
        problem = Problem("settings", None, "bureau.stations", "no stations file is named", mend)
        raise ConfigError([problem])
    return load_stations(path)


def rules_of(settings: Settings, rules_dir: Path | None = None) -> RuleBook:
    """Return the bureau's rules, or those of a folder, and its categories."""
    return load_rulebook(rules_dir or settings.bureau.rules_dir, settings.bureau.categories)


def intake(settings: Settings) -> Intake:
    """Return the intake role."""
    return Intake(settings, stations_of(settings))


def pipeline(settings: Settings) -> Callable[[Callable[[BaseException], None]], Pipeline]:
    """Return what makes the worker role's inside; settings and rules are read and checked now."""
    stations, rules = stations_of(settings), rules_of(settings)

    def make(on_fatal: Callable[[BaseException], None]) -> Pipeline:
        at_desk = desk(stations, settings.time.zone)
        return Pipeline(settings, rules, stations, SUPERVISORS, at_desk, on_fatal)

    return make


def watchdog(settings: Settings) -> Watchdog:
    """Return the watchdog role: it has a desk of its own, which addresses everybody."""
    return Watchdog(settings, rules_of(settings), desk({EVERYWHERE: ALL_DESKS}, settings.time.zone))


def driver(settings: Settings, stations: Mapping[str, Station], rules_dir: Path | None) -> Driver:
    """Return the plain driver, with the rules of a folder or the bureau's."""
    rules = rules_of(settings, rules_dir)
    limits = limits_of(settings, stations)
    return Driver(rules, stations, limits, SUPERVISORS, desk(stations, settings.time.zone))


def log_folds(settings: Settings, rules_dir: Path | None, partitions: Iterable[int]) -> dict[int, LogFold]:
    """Return what folds these partitions of the log, with the rules of a folder or the bureau's."""
    rules, at_desk = rules_of(settings, rules_dir), desk(stations_of(settings), settings.time.zone)
    return {number: LogFold(rules, SUPERVISORS, at_desk, number) for number in partitions}


async def fold_retained_log(settings: Settings, rules_dir: Path | None) -> LoggedOutcome:
    """Fold the log that Kafka retains, with the rules of a folder or the bureau's."""
    at_desk = desk(stations_of(settings), settings.time.zone)
    return await fold_log(settings, rules_of(settings, rules_dir), SUPERVISORS, at_desk)
