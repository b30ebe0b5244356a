"""What others were told, or could not be told."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from msgspec import Struct
from sqlalchemy import select, update

from console import audit
from console.asking import PartsOf, WhoAdministers
from console.audit import Deed
from console.problems import LOGGED_IN, Refused, may_answer
from console.reading import rows
from console.shapes import answer, answers
from console.tables import notices
from console.webhooks import NoticeState
from models.times import Instant

router = APIRouter(prefix="/api/notices", tags=["notices"])

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
    """When it is tried next, or was tried last."""
    reason: str
    """Why it was not taken the last time."""


class Notices(Struct, frozen=True):
    """Notices, the latest first."""

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
    query = select(*(notices.c[name] for name in COLUMNS)).order_by(notices.c.next_at.desc()).limit(limit)
    if state:
        query = query.where(notices.c.state.in_([each.value for each in state]))
    async with parts.people.connect() as connection:
        found = await rows(connection, query)
    return answer(Notices([Told(**{**each, "state": NoticeState(each["state"])}) for each in found]))


@router.post(
    "/{notice}/again",
    status_code=HTTPStatus.NO_CONTENT,
    responses={**LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)},
)
async def again(notice: Annotated[str, Path(max_length=64)], parts: PartsOf, who: WhoAdministers) -> Response:
    """Try a dead notice again, from the first pause on."""
    values = {"state": NoticeState.PENDING.value, "tries": 0, "next_at": parts.wall()}
    this = (notices.c.notice == notice) & (notices.c.state == NoticeState.DEAD.value)
    async with parts.writing() as connection:
        webhook = (await connection.execute(select(notices.c.webhook).where(this))).scalar_one_or_none()
        if webhook is None:
            raise Refused(HTTPStatus.NOT_FOUND, "not_found")
        if webhook not in {known.name for known in parts.settings.notices.webhooks}:
            raise Refused(HTTPStatus.CONFLICT, "no_such_webhook")
        await connection.execute(update(notices).where(this).values(values))
        await audit.record(connection, parts.wall(), who.name, Deed.SENT_AGAIN, notice)
    return Response(status_code=HTTPStatus.NO_CONTENT)
