"""What others were told, or could not be told."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from msgspec import Struct
from pydantic import AfterValidator, BaseModel, Field
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from console import audit
from console.asking import PartsOf, WhoAdministers
from console.audit import Deed
from console.fields import Words
from console.problems import LOGGED_IN, Refused, may_answer
from console.reading import rows
from console.shapes import answer, answers
from console.tables import notices
from console.webhooks import NoticeState
from models.times import Instant

router = APIRouter(prefix="/api/notices", tags=["notices"])

InPath = Annotated[str, Path(max_length=64)]
COLUMNS = ("notice", "webhook", "alert", "version", "state", "tries", "next_at", "reason")


class Told(Struct, frozen=True):
    """One notice to one receiver."""

    notice: str
    webhook: str
    alert: str
    version: int
    state: NoticeState
    tries: int
    next_at: Instant
    """When it is tried next, or was tried last, or was put away."""
    reason: str
    """Why it was not taken the last time: ``HTTP`` and the status, or a word of ``Untaken``."""


class Notices(Struct, frozen=True):
    """Notices, those that a person must look at first, the latest first."""

    notices: list[Told]


@router.get("", responses={**answers(Notices), **LOGGED_IN})
async def list_notices(
    parts: PartsOf,
    who: WhoAdministers,
    state: Annotated[list[NoticeState], Query()] = [],  # noqa: B006  FastAPI copies it
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Return what others were told, or are to be told."""
    del who
    # However many were delivered meanwhile, none that waits for a person goes out of sight.
    order = ((notices.c.state != NoticeState.DEAD.value), notices.c.next_at.desc())
    query = select(*(notices.c[name] for name in COLUMNS)).order_by(*order).limit(limit)
    if state:
        query = query.where(notices.c.state.in_([each.value for each in state]))
    async with parts.people.connect() as connection:
        found = await rows(connection, query)
    return answer(Notices([Told(**{**each, "state": NoticeState(each["state"])}) for each in found]))


AT_REST = (NoticeState.DEAD, NoticeState.PUT_AWAY)
"""Nobody tries these; a person may send one that they had put away by a slip."""


@router.post(
    "/{notice}/again",
    status_code=HTTPStatus.NO_CONTENT,
    responses={**LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)},
)
async def again(notice: InPath, parts: PartsOf, who: WhoAdministers) -> Response:
    """Try a notice again that is dead or was put away, from the first pause on."""
    async with parts.writing() as connection:
        webhook = await _receiver(connection, notice, *AT_REST)
        if webhook not in {known.name for known in parts.settings.notices.webhooks}:
            raise Refused(HTTPStatus.CONFLICT, "no_such_webhook")
        await _becomes(connection, notice, NoticeState.PENDING, parts.wall(), tries=0)
        await audit.record(connection, parts.wall(), who.name, Deed.SENT_AGAIN, notice)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _says_something(reason: str) -> str:
    if not reason.strip():
        raise ValueError("reason is blank")
    return reason


class PutAway(BaseModel):
    """Why a notice need not be sent."""

    reason: Annotated[Words, Field(min_length=1), AfterValidator(_says_something)]


@router.post(
    "/{notice}/put-away",
    status_code=HTTPStatus.NO_CONTENT,
    responses={**LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND)},
)
async def put_away(notice: InPath, why: PutAway, parts: PartsOf, who: WhoAdministers) -> Response:
    """Put away a dead notice that need not be sent; why is on record."""
    async with parts.writing() as connection:
        await _receiver(connection, notice, NoticeState.DEAD)
        await _becomes(connection, notice, NoticeState.PUT_AWAY, parts.wall())
        await audit.record(connection, parts.wall(), who.name, Deed.PUT_AWAY, notice, why.reason)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _receiver(connection: AsyncConnection, notice: str, *states: NoticeState) -> str:
    """Return whom a notice in one of these states is for; refuses where there is none."""
    wanted = (notices.c.notice == notice) & notices.c.state.in_([each.value for each in states])
    query = select(notices.c.webhook).where(wanted)
    webhook: str | None = (await connection.execute(query)).scalar_one_or_none()
    if webhook is None:
        raise Refused(HTTPStatus.NOT_FOUND, "not_found")
    return webhook


async def _becomes(
    connection: AsyncConnection, notice: str, state: NoticeState, now: datetime, **more: int
) -> None:
    values = {"state": state.value, "next_at": now, **more}
    await connection.execute(update(notices).where(notices.c.notice == notice).values(values))
