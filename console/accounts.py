"""Accounts: people with their roles and passwords. Passwords are kept as Argon2id."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

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

    must_change: bool = False
    disabled: bool = False


def one_time_password() -> str:
    """Return a password that can be read out: four groups of four letters and digits, 80 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


async def add(connection: AsyncConnection, person: Person, password: str | None, now: datetime) -> None:
    """Add a person, who must change the password at once; raises ``BadAccount``."""
    row = {
        "name": person.name,
        "shown": person.shown,
        "roles": [role.value for role in person.roles],
        "units": list(person.units),
        "password": None if password is None else await _hashed(password),
        "must_change": password is not None,
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


async def set_password(connection: AsyncConnection, name: str, password: str, *, must_change: bool) -> None:
    """Set a password; raises ``BadAccount``."""
    values = {"password": await _hashed(password), "must_change": must_change}
    await _change(connection, name, values)


async def void_password(connection: AsyncConnection, name: str) -> None:
    """Take away a password; raises ``BadAccount``."""
    await _change(connection, name, {"password": None, "must_change": False})


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
        must_change=row["must_change"],
        disabled=row["disabled"],
    )
