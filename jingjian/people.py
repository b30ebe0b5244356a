"""People of the console from the command line, and looking after the audit trail."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from config.settings import Settings
from console import accounts, audit
from console.administration import enrol, give_password
from console.audit import COMMAND_LINE
from console.database import PEOPLE, writing
from console.people import LOGIN_NAME, Person, unknown_units
from jingjian.wiring import stations_of
from streams.store.connect import StoreProblem, database


def add_person(settings: Settings, person: Person, console: Console) -> int:
    """Add a person and print a password for the first login; return the exit status."""
    if not re.fullmatch(LOGIN_NAME, person.name):
        console.print(
            f"{person.name!r} is no name to log in with: begin with a letter or digit, go on with those and . @ -, "
            "64 at most",
            style="red",
        )
        return 1
    unknown = unknown_units(person.units, stations_of(settings))
    if unknown:
        console.print(
            f"no station is called {', '.join(unknown)}; the stations file has them all", style="red"
        )
        return 1

    async def add(engine: AsyncEngine) -> int:
        by_password = settings.console.password_login
        try:
            async with writing(engine) as connection:
                password = await enrol(
                    connection, person, COMMAND_LINE, datetime.now(UTC), by_password=by_password
                )
        except accounts.BadAccount:
            console.print(
                f"{person.name} is there already; give another name, or a new password", style="red"
            )
            return 1
        if password is None:
            console.print(f"{person.name} logs in by the single sign-on, and by no password.")
        else:
            _tell_password(person.name, password, settings, console)
        return 0

    return _with_people(settings, add, console)


def new_password(settings: Settings, name: str, console: Console) -> int:
    """Give a person a new password for one login and end their sessions; return the exit status."""
    if not settings.console.password_login:
        console.print(
            "console.password_login is off, so a password would open nothing; switch it on and start the console "
            "anew first",
            style="red",
        )
        return 1

    async def give(engine: AsyncEngine) -> int:
        try:
            async with writing(engine) as connection:
                password = await give_password(connection, name, COMMAND_LINE, datetime.now(UTC))
        except accounts.BadAccount:
            console.print(f"nobody is called {name}; add them with `jingjian people add`", style="red")
            return 1
        _tell_password(name, password, settings, console)
        return 0

    return _with_people(settings, give, console)


def verify_audit(settings: Settings, known: str | None, console: Console) -> int:
    """Verify the audit trail's chain; with the hash of a line noted before, that the line is still there."""

    async def verify(engine: AsyncEngine) -> int:
        verified = await audit.verify(engine)
        if verified.broken_at is not None:
            console.print(
                f"broken at line {verified.broken_at}: it was changed, or one before it", style="red"
            )
            return 1
        if known is not None and not await audit.has(engine, known):
            console.print("whole, but the line that you noted is gone: the end was cut off", style="red")
            return 1
        console.print(f"whole: {verified.lines} lines; the last one's hash is {verified.last}")
        return 0

    return _with_people(settings, verify, console)


def _tell_password(name: str, password: str, settings: Settings, console: Console) -> None:
    hours = settings.console.given_password_s / 3600
    console.print(
        f"{name} logs in with the password {password} once, within {hours:g} hours, and then has to set another."
    )


def _with_people(
    settings: Settings, do: Callable[[AsyncEngine], Coroutine[Any, Any, int]], console: Console
) -> int:
    async def run() -> int:
        async with database(settings.people, PEOPLE) as engine:
            return await do(engine)

    try:
        return asyncio.run(run())
    except StoreProblem as problem:
        console.print(str(problem), style="red")
        return 1
