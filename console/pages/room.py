"""What every screen needs to know of the room: its clock, its roles, its stations, people and rules."""

from fastapi import APIRouter, Response
from msgspec import Struct
from sqlalchemy import and_, select

from config.console import Coordinates
from console import accounts
from console.asking import PartsOf, SessionOf
from console.health import RoleHealth
from console.parts import Parts
from console.people import ALL_UNITS, May, Person
from console.problems import LOGGED_IN
from console.reading import heard_until, is_open
from console.shapes import answer, answers
from models.rules import Priority, Rule
from models.stations import Station
from models.times import Instant
from streams.store import tables

router = APIRouter(prefix="/api/room", tags=["room"])


class RuleNumber(Struct, frozen=True):
    """A rule's number with its source."""

    name: str
    value: float
    source: str
    source_zh: str | None
    """None where the bureau gives one text for both languages."""


class RuleInForce(Struct, frozen=True):
    """A rule as it is in force."""

    rule: Rule
    enabled: bool
    priority: Priority
    numbers: list[RuleNumber]


class Colleague(Struct, frozen=True):
    """Somebody whom an alert can be assigned to."""

    name: str
    shown: str


class CategoryName(Struct, frozen=True):
    """What a code of the command system for a category is called."""

    code: str
    zh: str
    en: str


class RoomSettings(Struct, frozen=True):
    """What screens go by."""

    live_url: str
    tiles_url: str
    tiles_go_by: Coordinates
    patrol_s: int
    longest_shelve_s: float
    idle_s: int
    played: bool
    """Time comes from the input: a day is played, and its clock may go faster than ours."""


class Room(Struct, frozen=True):
    """The room as of now."""

    now: Instant
    log_at: Instant | None
    """The newest time that the store has heard of; None where it has heard nothing."""
    zone: str
    roles: list[RoleHealth]
    blind: bool
    """An alert says that supervision itself has stopped."""
    stations: list[Station]
    """Those of the person's units."""
    people: list[Colleague]
    settings: RoomSettings
    rules: list[RuleInForce]
    categories: list[CategoryName]


@router.get("", responses={**answers(Room), **LOGGED_IN})
async def room(parts: PartsOf, session: SessionOf) -> Response:
    """Return the room as of now."""
    who, console = session.account, parts.settings.console
    alerts = tables.alerts
    is_blind = and_(alerts.c.rule == Rule.SUPERVISION_BLIND.value, is_open())
    async with parts.store.connect() as connection:
        log_at = await heard_until(connection)
        blind = (
            await connection.execute(select(alerts.c.alert).where(is_blind).limit(1))
        ).first() is not None
    return answer(
        Room(
            now=parts.now(),
            log_at=log_at,
            zone=parts.settings.time.zone,
            roles=parts.health.roles(),
            blind=blind,
            stations=[station for station in parts.stations.values() if who.sees(station.station)],
            people=await _colleagues(parts, who),
            settings=RoomSettings(
                live_url=console.live_url,
                tiles_url=console.tiles_url,
                tiles_go_by=console.tiles_go_by,
                patrol_s=console.patrol_s,
                longest_shelve_s=parts.rules.desk["longest_shelve_s"].value,
                idle_s=console.idle_s,
                played=parts.settings.time.is_played,
            ),
            rules=_rules(parts),
            categories=_categories(parts),
        )
    )


async def _colleagues(parts: Parts, who: Person) -> list[Colleague]:
    """Return who works at alerts of one of the person's units."""
    if May.ACT not in who.rights():
        return []
    async with parts.people.connect() as connection:
        everybody = await accounts.everybody(connection)
    theirs = list(parts.stations) if ALL_UNITS in who.units else who.units
    return [
        Colleague(each.name, each.shown)
        for each in everybody
        if May.ACT in each.rights() and not each.disabled and any(map(each.sees, theirs))
    ]


def _rules(parts: Parts) -> list[RuleInForce]:
    return [
        RuleInForce(
            rule,
            settings.enabled,
            settings.priority,
            [
                RuleNumber(name, number.value, number.source, number.source_zh)
                for name, number in settings.numbers.items()
            ],
        )
        for rule, settings in parts.rules.rules.items()
    ]


def _categories(parts: Parts) -> list[CategoryName]:
    return [
        CategoryName(code, category.name_zh, category.name_en)
        for category in parts.rules.categories.values()
        for code in category.codes
    ]
