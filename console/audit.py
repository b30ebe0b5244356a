"""The audit trail: who did and looked at what, each line chained to the one before by its hash.

Whoever changes, adds or removes a line in the middle breaks the chain behind it. Whoever cuts off the end does
not: so note the last hash somewhere else now and then, and verify against it.
"""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from console.tables import audit

BEGINNING = "0" * 64
"""What the first line is chained to."""


class Deed(StrEnum):
    """What is on record."""

    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    LOGGED_OUT = "logged_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  a deed, no password
    ACTED = "acted"
    """About an alert; detail: act and reason."""
    LOOKED = "looked"
    """About a camera; detail: live, a still, or on patrol what was seen."""
    OBSERVED = "observed"
    """About a camera: what a person said they saw."""
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    SENT_AGAIN = "sent_again"
    """About a dead letter, or a notice."""
    PUT_AWAY = "put_away"
    """About a notice that need not be sent; detail: why."""
    AUDITED = "audited"
    """Somebody read this trail."""


class Detail(StrEnum):
    """The codes of details. Beside them stand acts, roles, looks and the like, addresses, and what people wrote."""

    LIVE = "live"
    LATEST = "latest"
    ALERT = "alert"
    """A still of an alert; behind it which alert, which still, and its number from 0."""
    PATROL = "patrol"
    """Behind it stands when it was by the log's time, which ages go by; then what was seen, and a note."""
    PRAISE = "praise"
    PASSWORD = "password"  # noqa: S105  a deed, no password
    """Somebody got a new one."""
    SESSIONS_ENDED = "sessions ended"
    DISABLED = "disabled"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  a trouble, no password
    """The old one was wrong when somebody set another."""
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105  a trouble, no password
    """It was given by an administrator, and nobody came with it in time."""
    OIDC = "oidc"
    """By the single sign-on; of a login that failed the reason stands behind it."""
    OIDC_FAILED = "oidc_failed"
    NOT_ADDED = "not_added"
    PERSON_DISABLED = "person_disabled"
    NAME = "name"
    """Whose lines were asked for; behind it ``=`` and the name."""
    ABOUT = "about"


COMMAND_LINE = "command-line"
"""Who did it where somebody at the machine did."""


class Line(Struct, frozen=True):
    """One line."""

    number: int
    """From 1, none left out."""
    at: datetime
    name: str
    deed: str
    about: str
    detail: str
    hash: str


class Verified(Struct, frozen=True):
    """What came of looking at the whole chain."""

    lines: int
    last: str
    """The last line's hash: what to note elsewhere."""
    broken_at: int | None = None
    """The first line that does not fit the one before."""


def chained(before: str, number: int, at: datetime, name: str, deed: str, about: str, detail: str) -> str:
    """Return a line's hash. Pure; times to the microsecond, as databases keep them."""
    said = [before, number, at.astimezone(UTC).isoformat(timespec="microseconds"), name, deed, about, detail]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


async def record(
    connection: AsyncConnection, at: datetime, name: str, deed: Deed, about: str = "", detail: str = ""
) -> None:
    """Add a line, in the transaction of what it tells of: there is never one without the other.

    The transaction is one of ``console.database.writing``, so that nobody adds another line meanwhile.
    """
    last = (
        await connection.execute(
            select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
        )
    ).one_or_none()
    number, before = (1, BEGINNING) if last is None else (last.number + 1, last.hash)
    said = (number, at, name, deed.value, about, detail)
    row = dict(zip(("number", "at", "name", "deed", "about", "detail"), said, strict=True))
    await connection.execute(insert(audit).values({**row, "hash": chained(before, *said)}))


async def verify(engine: AsyncEngine) -> Verified:
    """Look at the whole chain."""
    before, count = BEGINNING, 0
    async with aclosing(_lines(engine)) as lines:
        async for line in lines:
            count += 1
            said = (line.number, line.at, line.name, line.deed, line.about, line.detail)
            if line.number != count or chained(before, *said) != line.hash:
                return Verified(count, before, count)
            before = line.hash
    return Verified(count, before)


async def has(engine: AsyncEngine, known: str) -> bool:
    """Say whether a line with this hash is there."""
    async with engine.connect() as connection:
        query = select(audit.c.number).where(audit.c.hash == known)
        return (await connection.execute(query)).first() is not None


async def _lines(engine: AsyncEngine) -> AsyncGenerator[Line, None]:
    chain = select(audit).order_by(audit.c.number)
    async with engine.connect() as connection, connection.stream(chain) as rows:
        async for row in rows.mappings():
            yield line_of(row)


def line_of(row: Any) -> Line:
    """Return a line from its row."""
    return Line(**{name: row[name] for name in Line.__struct_fields__})
