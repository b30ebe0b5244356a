"""Sessions: kept on the server, so that each can be ended at once. The browser has a token, we have its hash."""

import hashlib
import secrets
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from config.console import ConsoleSettings
from console.accounts import Account, find
from console.tables import sessions

NOTE_SEEN_EVERY = timedelta(seconds=60)
"""E: an open page asks all the time; a minute is near enough for an idle hour."""


class Session(Struct, frozen=True):
    """A login that holds."""

    token: str
    """The hash of it."""
    account: Account
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


def hashed(token: str) -> str:
    """Return what is kept of a token: 256 bits of chance need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


async def begin(
    connection: AsyncConnection, name: str, address: str, settings: ConsoleSettings, now: datetime
) -> str:
    """Begin a session; return the token for the browser."""
    token = secrets.token_urlsafe(32)
    await connection.execute(delete(sessions).where(sessions.c.ends_at <= now))
    row = {
        "token": hashed(token),
        "name": name,
        "created_at": now,
        "seen_at": now,
        "ends_at": now + timedelta(seconds=settings.session_s),
        "address": address,
    }
    await connection.execute(insert(sessions).values(row))
    return token


async def of_token(
    connection: AsyncConnection, token: str, settings: ConsoleSettings, now: datetime
) -> Session | None:
    """Return the session of a token, and note that it is used; None where it is over."""
    key = hashed(token)
    session = await by_hash(connection, key, settings, now)
    if session is not None and now - session.seen_at >= NOTE_SEEN_EVERY:
        await connection.execute(
            update(sessions).where(sessions.c.token == key).values(_seen(session, settings, now))
        )
    return session


def _seen(session: Session, settings: ConsoleSettings, now: datetime) -> dict[str, datetime]:
    """Return what is noted of a session that is used: a display that is shown has no shift that ends."""
    goes_on = {"ends_at": now + timedelta(seconds=settings.session_s)} if session.account.is_display() else {}
    return {"seen_at": now, **goes_on}


async def by_hash(
    connection: AsyncConnection, key: str, settings: ConsoleSettings, now: datetime
) -> Session | None:
    """Return a session by its token's hash; None where it is over, or its person may not log in any more."""
    row = (await connection.execute(select(sessions).where(sessions.c.token == key))).mappings().one_or_none()
    if row is None or row["ends_at"] <= now or row["seen_at"] + timedelta(seconds=settings.idle_s) <= now:
        return None
    account = await find(connection, row["name"])
    if account is None or account.disabled:
        return None
    return Session(key, account, row["created_at"], row["seen_at"], row["ends_at"])


async def end(connection: AsyncConnection, token: str) -> None:
    """End one session, by its hash."""
    await connection.execute(delete(sessions).where(sessions.c.token == token))


async def end_all(connection: AsyncConnection, name: str) -> None:
    """End all sessions of a person."""
    await connection.execute(delete(sessions).where(sessions.c.name == name))
