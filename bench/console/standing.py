"""What a console stands on where it is measured or tested: a folder, databases, and people who may log in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import aiohttp
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.processes import WITHIN_S, Process
from config.settings import Settings, StoreSettings
from console import accounts
from console.database import PEOPLE
from console.people import ALL_UNITS, Person, Role
from streams.store.connect import database

LI = Person("li", "李警官", (Role.OPERATOR,), (ALL_UNITS,))
PASSWORD = "correct horse battery"  # noqa: S105  opens nothing that outlives a measurement or a test
"""Everybody's."""


def in_folder(folder: Path) -> dict[str, dict[str, object]]:
    """Return sections of the settings by which the databases and the stills lie in a folder."""
    return {
        "store": {"url": f"sqlite+aiosqlite:///{folder / 'store.db'}"},
        "people": {"url": f"sqlite+aiosqlite:///{folder / 'console.db'}"},
        "vision": {"stills_dir": folder / "stills", "latest_dir": folder / "latest"},
    }


async def add_people(connection: AsyncConnection, *people: Person) -> None:
    """Add people whose password is known and need not be changed."""
    for person in people:
        await accounts.add(connection, person, None, datetime.now(UTC))
        await accounts.set_password(connection, person.name, PASSWORD)


async def make_people(settings: StoreSettings, *people: Person) -> None:
    """Make the console's own tables, with people."""
    async with database(settings, PEOPLE) as engine, engine.begin() as connection:
        await add_people(connection, *people)


def url_of(settings: Settings) -> str:
    """Return where a console is."""
    return f"http://127.0.0.1:{settings.console.port}"


async def until_serving(console: Process, settings: Settings) -> None:
    """Wait until a console answers."""
    async with asyncio.timeout(WITHIN_S), aiohttp.ClientSession(url_of(settings)) as nobody:
        while not await _answers(nobody):
            if console.poll() is not None:
                raise AssertionError(f"it ended before it answered:\n{console.said()}")
            await asyncio.sleep(0.1)


async def _answers(nobody: aiohttp.ClientSession) -> bool:
    try:
        async with nobody.get("/api/session") as answer:
            return answer.status == HTTPStatus.UNAUTHORIZED
    except aiohttp.ClientConnectionError:
        return False


def login_of(name: str) -> dict[str, str]:
    """Return what somebody says who logs in."""
    return {"name": name, "password": PASSWORD}


@asynccontextmanager
async def logged_in(url: str, name: str = LI.name) -> AsyncIterator[aiohttp.ClientSession]:
    """Give a client of somebody who has logged in, with as many connections as it likes."""
    jar, connector = aiohttp.CookieJar(unsafe=True), aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, cookie_jar=jar, connector=connector) as client:
        async with client.post("/api/session", json=login_of(name)) as answer:
            if not answer.ok:
                raise AssertionError(
                    f"the console answered {answer.status} to a login: {await answer.text()}"
                )
        yield client
