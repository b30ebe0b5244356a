"""Accounts: people with their roles and passwords. Passwords are kept as Argon2id."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from config.console import ConsoleSettings
from console.people import Person, Role
from console.tables import people

_HASHER = PasswordHasher()
"""argon2-cffi's own parameters: those of RFC 9106 for little memory (64 MiB, three passes)."""
_NOBODY = _HASHER.hash("nobody has this password")
"""Verified where there is no such person, so that the time taken tells nothing."""

LEAST_PASSWORD = 12
"""Characters. Source: NIST SP 800-63B asks for 8 at least, 15 where there is nothing else; E: between them, with throttling."""
MOST_PASSWORD = 200


class BadAccount(ValueError):
    """An account cannot be made or changed so; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Account(Person, frozen=True):
    """A person with what the administrator sees of them."""

    given_at: datetime | None = None
    """When somebody else gave the password, which they know; None where it is one's own."""
    disabled: bool = False

    @property
    def must_change(self) -> bool:
        """Say whether the password must be changed before anything else."""
        return self.given_at is not None

    def password_until(self, settings: ConsoleSettings) -> datetime | None:
        """Return until when a password that was given is good; None where it is one's own."""
        return None if self.given_at is None else good_until(self.given_at, settings)

    def is_expired(self, settings: ConsoleSettings, now: datetime) -> bool:
        """Say whether the password was given and nobody came with it in time."""
        until = self.password_until(settings)
        return until is not None and until <= now


def good_until(given_at: datetime, settings: ConsoleSettings) -> datetime:
    """Return until when a password is good that was given at a time."""
    return given_at + timedelta(seconds=settings.given_password_s)


def one_time_password() -> str:
    """Return a password that can be read out: four groups of four letters and digits, 80 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


async def add(connection: AsyncConnection, person: Person, password: str | None, now: datetime) -> None:
    """Add a person; a password is one to be changed at once. Raises ``BadAccount``."""
    row = {
        "name": person.name,
        "shown": person.shown,
        "roles": [role.value for role in person.roles],
        "units": list(person.units),
        "password": None if password is None else await _hashed(password),
        "given_at": None if password is None else now,
        "disabled": False,
        "created_at": now,
    }
    try:
        await connection.execute(insert(people).values(row))
    except IntegrityError:
        raise BadAccount("name_taken") from None


async def verify(connection: AsyncConnection, name: str, password: str) -> Account | None:
    """Return whoever has this name and password; None where nobody has, or may not log in any more."""
    row = await _row(connection, name)
    known = _NOBODY if row is None or row["password"] is None else row["password"]
    try:
        # Slow on purpose: everybody else is answered meanwhile.
        await asyncio.to_thread(_HASHER.verify, known, password)
    except (VerificationError, InvalidHashError):
        return None
    if row is None or row["password"] is None or row["disabled"]:
        return None
    return _account(row)


async def find(connection: AsyncConnection, name: str) -> Account | None:
    """Return whoever has this name."""
    row = await _row(connection, name)
    return None if row is None else _account(row)


async def everybody(connection: AsyncConnection) -> list[Account]:
    """Return all people, in the order of their names."""
    rows = await connection.execute(select(people).order_by(people.c.name))
    return [_account(row) for row in rows.mappings()]


async def set_password(
    connection: AsyncConnection, name: str, password: str, *, given_at: datetime | None = None
) -> None:
    """Set a password; one that somebody else gave must be changed. Raises ``BadAccount``."""
    values = {"password": await _hashed(password), "given_at": given_at}
    await _change(connection, name, values)


async def void_password(connection: AsyncConnection, name: str) -> None:
    """Take away a password; raises ``BadAccount``."""
    await _change(connection, name, {"password": None, "given_at": None})


async def change(
    connection: AsyncConnection,
    name: str,
    *,
    shown: str,
    roles: Sequence[Role],
    units: Sequence[str],
    disabled: bool,
) -> None:
    """Change what a person is; raises ``BadAccount``."""
    values = {
        "shown": shown,
        "roles": [role.value for role in roles],
        "units": list(units),
        "disabled": disabled,
    }
    await _change(connection, name, values)


async def _row(connection: AsyncConnection, name: str) -> Any:
    query = select(people).where(people.c.name == name)
    return (await connection.execute(query)).mappings().one_or_none()


async def _change(connection: AsyncConnection, name: str, values: dict[str, Any]) -> None:
    changed = await connection.execute(update(people).where(people.c.name == name).values(values))
    if changed.rowcount == 0:
        raise BadAccount("no_such_person")


async def _hashed(password: str) -> str:
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise BadAccount("password_length")
    # Slow on purpose, as it is to verify one.
    return await asyncio.to_thread(_HASHER.hash, password)


def _account(row: Any) -> Account:
    return Account(
        name=row["name"],
        shown=row["shown"],
        roles=tuple(Role(role) for role in row["roles"]),
        units=tuple(row["units"]),
        given_at=row["given_at"],
        disabled=row["disabled"],
    )
