"""A supervision room for tests: all roles and the console as processes, and people who are logged in."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from bench.console.standing import LI, in_folder, logged_in, make_people, until_serving, url_of
from bench.processes import WITHIN_S, Process, role
from config.settings import Settings
from console import audit
from console.people import ALL_UNITS, Person, Role
from streams.broker.process import free_ports
from streams.store.connect import database
from tests.integration.live_system import page, settings_of, with_health
from tests.integration.scenes import quick_bureau
from tests.postgres import PASSWORD as DATABASE_PASSWORD
from tests.postgres import Postgres


class Room:
    """The console with everything behind it."""

    def __init__(self, settings: Settings, console: Process) -> None:
        self.settings = settings
        self.console = console
        self.url = url_of(settings)

    async def trail(self) -> audit.Verified:
        """Verify the audit trail."""
        async with database(self.settings.people) as engine:
            return await audit.verify(engine)

    def person(self, name: str = LI.name) -> AbstractAsyncContextManager[aiohttp.ClientSession]:
        """Return a client that is logged in."""
        return logged_in(self.url, name)


def room_settings(bootstrap: str, prefix: str, folder: Path, **sections: Mapping[str, object]) -> Settings:
    """Return settings of a room whose every file lies in a folder."""
    console, health = free_ports(2)
    return settings_of(
        bootstrap,
        prefix,
        **{
            "bureau": quick_bureau(folder),
            **in_folder(folder),
            "console": {"port": console},
            "health": {"port": health},
            **sections,
        },
    )


def without_health(settings: Settings) -> Settings:
    """Return settings for a role that nobody asks: the console has the port."""
    return with_health(settings, 0)


def beside(settings: Settings) -> Settings:
    """Return settings for a second console of the same room."""
    console, health = free_ports(2)
    own = settings.model_copy(update={"console": settings.console.model_copy(update={"port": console})})
    return with_health(own, health)


async def of_postgres(server: Postgres) -> dict[str, object]:
    """Return the settings of a new database."""
    return {"url": await server.new_database(f"t{uuid4().hex[:8]}"), "password": DATABASE_PASSWORD}


WANG = Person("wang", "王警官", (Role.OPERATOR,), (ALL_UNITS,))


@asynccontextmanager
async def room(
    bootstrap: str,
    prefix: str,
    folder: Path,
    *people: Person,
    behind: Sequence[str] = ("intake", "worker", "projection"),
    **sections: Mapping[str, object],
) -> AsyncIterator[Room]:
    """Run a console and roles behind it, with people who may log in."""
    settings = room_settings(bootstrap, prefix, folder, **sections)
    await make_people(settings.people, *(people or (LI, WANG)))
    async with AsyncExitStack() as stack:
        for name in behind:
            stack.enter_context(role(without_health(settings), name, folder))
        console = stack.enter_context(role(settings, "console", folder))
        await until_ready(console, settings)
        yield Room(settings, console)


async def until_ready(console: Process, settings: Settings) -> None:
    """Wait until a console answers."""
    async with asyncio.timeout(WITHIN_S):
        while (await page(settings.health.port, "ready"))[0] != 200:
            assert console.poll() is None, console.said()
            await asyncio.sleep(0.1)
    await until_serving(console, settings)


async def heard(answer: aiohttp.ClientResponse) -> AsyncIterator[dict[str, Any]]:
    """Yield the events of a live stream, each with event, id and data."""
    event: dict[str, Any] = {}
    async for raw in answer.content:
        line = raw.decode().rstrip("\n")
        if not line and "event" in event:
            yield event
        if not line:
            event = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = value
