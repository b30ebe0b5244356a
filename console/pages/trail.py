"""The audit trail, for those who answer for it."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from msgspec import Struct
from sqlalchemy import select

from console import audit
from console.accounts import everybody
from console.asking import PartsOf, WhoAudits
from console.audit import Deed, Detail, Line, line_of
from console.problems import LOGGED_IN
from console.reading import rows
from console.shapes import answer, answers
from console.tables import audit as lines

router = APIRouter(prefix="/api/audit", tags=["audit"])

MOST = 500


class Trail(Struct, frozen=True):
    """Lines, the newest first."""

    lines: list[Line]
    people: dict[str, str]
    """How everybody is called who has an account, by the names that lines have."""


@router.get("", responses={**answers(Trail), **LOGGED_IN})
async def trail(
    parts: PartsOf,
    who: WhoAudits,
    name: Annotated[str | None, Query(max_length=64)] = None,
    about: Annotated[str | None, Query(max_length=200)] = None,
    before: Annotated[
        int | None, Query(ge=1, le=2**62, description="Only lines with a smaller number.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> Response:
    """Return who did and looked at what; that somebody asked is a line itself."""
    wanted = [
        column == value
        for column, value in ((lines.c.name, name), (lines.c.about, about))
        if value is not None
    ]
    if before is not None:
        wanted.append(lines.c.number < before)
    query = select(lines).where(*wanted).order_by(lines.c.number.desc()).limit(limit)
    async with parts.people.connect() as connection:
        found = [line_of(row) for row in await rows(connection, query)]
        people = {person.name: person.shown for person in await everybody(connection)}
    async with parts.writing() as connection:
        detail = " ".join(
            f"{key}={value}" for key, value in ((Detail.NAME, name), (Detail.ABOUT, about)) if value
        )
        await audit.record(connection, parts.wall(), who.name, Deed.AUDITED, "", detail)
    return answer(Trail(found, people))
