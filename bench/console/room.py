"""A console to be measured: a real process before an Apache Kafka, with an empty store and somebody who may look."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from os import environ
from pathlib import Path

import aiohttp
from msgspec import Struct

from bench.peers.environments import CACHE, ROOT
from config.settings import Settings
from console import accounts
from console.database import PEOPLE
from console.people import ALL_UNITS, Person, Role
from jingjian.demo import environment_of
from jingjian.wiring import TABLES
from streams.broker.apache import ApacheKafka
from streams.broker.jars import fetch_jars
from streams.broker.process import free_ports
from streams.store.connect import connect, upgrade
from streams.topic_admin import create_topics

LOGIN = {"name": "li", "password": "a room for a minute"}
"""It opens nothing that outlives the measurement."""
READY_WITHIN_S = 60.0


class Room(Struct, frozen=True):
    """What is measured."""

    settings: Settings
    folder: Path
    """For files of the measurement; gone with it."""
    console: int
    """The console's process id."""
    client: aiohttp.ClientSession
    """Logged in."""

    @property
    def url(self) -> str:
        """Return where the console is."""
        return f"http://127.0.0.1:{self.settings.console.port}"


@asynccontextmanager
async def room(*behind: str, **sections: Mapping[str, object]) -> AsyncIterator[Room]:
    """Run a console, and roles behind it by their names; sections of the settings take the place of its own."""
    jars = await asyncio.to_thread(fetch_jars, ROOT / "tests" / "kafka" / "pom.xml", CACHE)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jingjian-bench-")))
        kafka = await stack.enter_async_context(ApacheKafka(jars))
        settings = _settings(kafka.bootstrap, folder, sections)
        await create_topics(settings, TABLES)
        await _prepare(settings)
        for name in behind:
            await stack.enter_async_context(_role(settings, name))
        console = await stack.enter_async_context(_role(settings, "console"))
        client = await stack.enter_async_context(_logged_in(settings))
        yield Room(settings, folder, console, client)


def _settings(bootstrap: str, folder: Path, sections: Mapping[str, Mapping[str, object]]) -> Settings:
    stations = folder / "stations.yaml"
    stations.write_text("- {station: s, name_zh: 某所, name_en: S, call_zh: 某所}\n", encoding="utf-8")
    return Settings.model_validate(
        {
            "broker": {"bootstrap": bootstrap},
            "bureau": {"stations": stations},
            "store": {"url": f"sqlite+aiosqlite:///{folder / 'store.db'}"},
            "people": {"url": f"sqlite+aiosqlite:///{folder / 'people.db'}"},
            "vision": {"stills_dir": folder / "stills", "latest_dir": folder / "latest"},
            "console": {"port": free_ports(1)[0]},
            "health": {"port": 0},
            "worker": {"state_dir": folder / "worker"},
            **sections,
        }
    )


async def _prepare(settings: Settings) -> None:
    """Make an empty store, and somebody who may look."""
    store, people = connect(settings.store), connect(settings.people)
    await upgrade(store)
    await upgrade(people, PEOPLE)
    async with people.begin() as connection:
        person = Person(LOGIN["name"], "李警官", (Role.OPERATOR,), (ALL_UNITS,))
        await accounts.add(connection, person, LOGIN["password"], datetime.now(UTC))
        await accounts.set_password(connection, person.name, LOGIN["password"], must_change=False)
    await store.dispose()
    await people.dispose()


@asynccontextmanager
async def _role(settings: Settings, name: str) -> AsyncIterator[int]:
    """Run a role; give its process id."""
    environment: Mapping[str, str] = {**environ, **environment_of(settings)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jingjian", name, env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def _logged_in(settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    """Give a client that is logged in, as soon as the console answers."""
    url = f"http://127.0.0.1:{settings.console.port}"
    jar, connector = aiohttp.CookieJar(unsafe=True), aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, cookie_jar=jar, connector=connector) as client:
        async with asyncio.timeout(READY_WITHIN_S):
            while not await _log_in(client):
                await asyncio.sleep(0.2)
        yield client


async def _log_in(client: aiohttp.ClientSession) -> bool:
    try:
        async with client.post("/api/session", json=LOGIN) as answer:
            return answer.ok
    except aiohttp.ClientConnectorError:
        return False
