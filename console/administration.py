"""What is done to people's accounts, by the administrator's pages and from the command line; each with its line of the trail."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from console import accounts, audit
from console.audit import Deed, Detail
from console.people import Person
from console.sessions import end_all


async def enrol(
    connection: AsyncConnection, person: Person, by: str, now: datetime, *, by_password: bool
) -> str | None:
    """Add a person; return the password to log in with first, where people log in by one. Raises ``BadAccount``."""
    password = accounts.one_time_password() if by_password else None
    await accounts.add(connection, person, password, now)
    detail = in_words(person.roles, person.units)
    await audit.record(connection, now, by, Deed.PERSON_ADDED, person.name, detail)
    return password


async def give_password(connection: AsyncConnection, name: str, by: str, now: datetime) -> str:
    """Give a person a new password to log in with and end their sessions; return it. Raises ``BadAccount``."""
    password = accounts.one_time_password()
    await accounts.set_password(connection, name, password, given_at=now)
    await end_all(connection, name)
    await audit.record(connection, now, by, Deed.PERSON_CHANGED, name, Detail.PASSWORD)
    return password


def in_words(roles: Iterable[str], units: Iterable[str]) -> str:
    """Return what somebody may do and where, as the trail has it."""
    return f"{','.join(roles)} {','.join(units)}"
