"""What people do about alerts, and maintenance: sent to Kafka, never written here."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from msgspec import Struct
from pydantic import BaseModel, Field, model_validator
from sqlalchemy import select

from config.settings import Settings
from console import audit
from console.accounts import Account, find
from console.asking import PartsOf, WhoActs, WhoMaintains, there
from console.audit import Deed
from console.fields import Key, Moment, Name, Words
from console.parts import Parts
from console.people import May
from console.problems import LOGGED_IN, Refused, may_answer
from console.reading import rows
from console.shapes import answer, answers
from models.actions import Act, Action
from models.ids import content_id
from streams.store import tables

router = APIRouter(prefix="/api", tags=["acts"])

MOST_AT_ONCE = 200
"""E: a screenful of rows chosen together; more at once is a decision about a rule, not about alerts."""


class Deal(BaseModel):
    """One act on one or more alerts."""

    key: Key = Field(
        description="Made by the page, one for each act: the same sent again with it counts once."
    )
    act: Literal[
        Act.ACKNOWLEDGE,
        Act.CONFIRM,
        Act.DISMISS,
        Act.SHELVE,
        Act.UNSHELVE,
        Act.DIRECTIVE_CALLED,
        Act.CORRECTED,
        Act.CLOSE,
        Act.ASSIGN,
        Act.NOTE,
    ]
    alerts: Annotated[list[Name], Field(min_length=1, max_length=MOST_AT_ONCE)]
    occurred_at: Moment = Field(description="When the key was pressed.")
    reason: Words | None = None
    until: Moment | None = None
    to: Name | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Deal":
        if self.act in {Act.DISMISS, Act.SHELVE, Act.NOTE} and not (self.reason or "").strip():
            raise ValueError("reason is missing")
        if self.act is Act.SHELVE and self.until is None:
            raise ValueError("until is missing")
        if self.act is Act.ASSIGN and self.to is None:
            raise ValueError("to is missing")
        return self


class Maintain(BaseModel):
    """Work on a station's cameras begins, or is over."""

    key: Key
    station: Name
    until: Moment | None = Field(default=None, description="None: it is over.")
    reason: Annotated[Words, Field(min_length=1)]


class Taken(Struct, frozen=True):
    """What was sent. It has been done when a version of the alert carries it in its history."""

    actions: list[str]


@router.post(
    "/acts",
    status_code=HTTPStatus.ACCEPTED,
    responses={**answers(Taken, HTTPStatus.ACCEPTED), **LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND)},
)
async def deal(wanted: Deal, parts: PartsOf, who: WhoActs) -> Response:
    """Act on alerts: all of them or, where one is not there, none."""
    stations = await _stations(parts, wanted.alerts, who)
    if wanted.act is Act.ASSIGN and wanted.to is not None:
        await _there_to_take_it(parts, wanted.to, set(stations.values()))
    now = parts.now()
    _still_to_come(wanted.until, now)
    occurred_at = when(wanted.occurred_at, now, parts.settings)
    actions = [
        Action(
            action=_named(who, wanted, alert, wanted.act, wanted.to),
            station=stations[alert],
            act=wanted.act,
            operator=who.name,
            occurred_at=occurred_at,
            alert=alert,
            reason=wanted.reason,
            until=wanted.until,
            to=wanted.to if wanted.act is Act.ASSIGN else None,
        )
        for alert in dict.fromkeys(wanted.alerts)
    ]
    return await _send(parts, who, actions)


@router.post(
    "/maintenance",
    status_code=HTTPStatus.ACCEPTED,
    responses={**answers(Taken, HTTPStatus.ACCEPTED), **LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND)},
)
async def maintain(wanted: Maintain, parts: PartsOf, who: WhoMaintains) -> Response:
    """Announce maintenance of a station's cameras, or its end."""
    there(parts.stations.get(wanted.station), who, wanted.station)
    _still_to_come(wanted.until, parts.now())
    act = Act.MAINTENANCE_OVER if wanted.until is None else Act.MAINTENANCE
    action = Action(
        action=_named(who, wanted, wanted.station, act),
        station=wanted.station,
        act=act,
        operator=who.name,
        occurred_at=parts.now(),
        reason=wanted.reason,
        until=wanted.until,
    )
    return await _send(parts, who, [action])


def _named(who: Account, wanted: Deal | Maintain, about: str, act: Act, to: str | None = None) -> str:
    """Return an action's id: the same where the same is sent again; the browser's clock may have gone on."""
    until = None if wanted.until is None else wanted.until.isoformat()
    return content_id(who.name, wanted.key, about, act, wanted.reason, until, to)


async def _stations(parts: Parts, wanted: list[str], who: Account) -> dict[str, str]:
    alerts = tables.alerts
    query = select(alerts.c.alert, alerts.c.station).where(alerts.c.alert.in_(wanted))
    async with parts.store.connect() as connection:
        stations = {each["alert"]: each["station"] for each in await rows(connection, query)}
    # The page may know an alert that the store has not yet: the live stream is faster.
    stations |= {alert: station for alert in wanted if (station := parts.live.station_of(alert)) is not None}
    for alert in wanted:
        there(stations.get(alert), who, stations.get(alert))
    return stations


async def _there_to_take_it(parts: Parts, name: str, stations: set[str]) -> None:
    """Refuse to give an alert to somebody who could not work at it."""
    async with parts.people.connect() as connection:
        account = await find(connection, name)
    may = account is not None and not account.disabled and May.ACT in account.rights()
    if account is None or not may or not all(account.sees(station) for station in stations):
        raise Refused(HTTPStatus.NOT_FOUND, "no_such_person", "body.to")


def _still_to_come(until: datetime | None, now: datetime) -> None:
    """Refuse what would be over at once: the desk would leave it out, and nobody would know."""
    if until is not None and until <= now:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "over_already", "body.until")


def when(occurred_at: datetime, now: datetime, settings: Settings) -> datetime:
    """Return when it happened; no later than now, whatever the browser's clock says.

    Refuses what is so long ago that intake would set it aside, and nobody would know. A day that is played has a
    time of its own, of which browsers know nothing.
    """
    if settings.time.is_played:
        return now
    if now - occurred_at > timedelta(seconds=settings.limits.farthest_past_s):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "too_long_ago", "body.occurred_at")
    return min(occurred_at, now)


async def _send(parts: Parts, who: Account, actions: list[Action]) -> Response:
    """Send, then put it on record; sent again after a failure it has the same ids and counts once."""
    await parts.sender.actions(actions)
    async with parts.writing() as connection:
        for action in actions:
            detail = action.act.value if action.reason is None else f"{action.act.value}: {action.reason}"
            about = action.alert or action.station
            await audit.record(connection, parts.wall(), who.name, Deed.ACTED, about, detail)
    return answer(Taken([action.action for action in actions]), HTTPStatus.ACCEPTED)
