"""Dead letters: what could not be used, with the reason, and sent again once its cause is mended."""

import base64
from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Response
from msgspec import Struct
from pydantic import BaseModel, Field
from sqlalchemy import and_, select

from console import audit
from console.asking import PartsOf, WhoAdministers
from console.audit import Deed
from console.problems import LOGGED_IN, Refused, may_answer
from console.reading import rows
from console.shapes import answer, answers
from models.log import DeadLetter
from streams.store import tables
from streams.topics import INPUTS, Topic

router = APIRouter(prefix="/api/dead-letters", tags=["dead letters"])

_INPUTS = frozenset(topic.value for topic in INPUTS)


class Letters(Struct, frozen=True):
    """Dead letters, the newest first."""

    letters: list[DeadLetter]


class Which(BaseModel):
    """Where a message lies."""

    topic: Topic
    partition: Annotated[int, Field(ge=0, le=2**31 - 1)]
    offset: Annotated[int, Field(ge=0, le=2**63 - 1)]


@router.get("", responses={**answers(Letters), **LOGGED_IN})
async def dead_letters(
    parts: PartsOf,
    who: WhoAdministers,
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Return dead letters with their reasons."""
    del who
    table = tables.dead_letters
    order = (table.c.at.desc(), table.c.topic, table.c.partition, table.c.offset)
    async with parts.store.connect() as connection:
        found = await rows(connection, select(table.c.document).order_by(*order).offset(skip).limit(limit))
    return answer(Letters([msgspec.convert(each["document"], DeadLetter) for each in found]))


@router.post(
    "/send-again",
    status_code=HTTPStatus.NO_CONTENT,
    responses={**LOGGED_IN, **may_answer(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)},
)
async def send_again(which: Which, parts: PartsOf, who: WhoAdministers) -> Response:
    """Send a message again, byte for byte, to the topic that it came from."""
    table = tables.dead_letters
    there = and_(
        table.c.topic == which.topic.value,
        table.c.partition == which.partition,
        table.c.offset == which.offset,
    )
    async with parts.store.connect() as connection:
        found = await rows(connection, select(table.c.document).where(there).limit(1))
    if not found:
        raise Refused(HTTPStatus.NOT_FOUND, "not_found")
    letter = msgspec.convert(found[0]["document"], DeadLetter)
    if letter.topic not in _INPUTS or letter.original is None:
        # A supervisor's failure is mended by a newer version; a message too large to keep is not here.
        raise Refused(HTTPStatus.CONFLICT, "cannot_send_again")
    await parts.sender.again(Topic(letter.topic), _bytes(letter.original, letter.encoding))
    async with parts.writing() as connection:
        about = f"{letter.topic}/{letter.partition}/{letter.offset}"
        await audit.record(connection, parts.wall(), who.name, Deed.SENT_AGAIN, about)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _bytes(original: str, encoding: str) -> bytes:
    return base64.b64decode(original) if encoding == "base64" else original.encode()
