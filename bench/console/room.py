"""A console to be measured: a real process before an Apache Kafka, with an empty store and somebody who may look."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
from msgspec import Struct

from bench.apache import kafka_jars
from bench.console.standing import LI, in_folder, logged_in, make_people, until_serving, url_of
from bench.processes import role
from config.settings import Settings
from jingjian.wiring import TABLES
from streams.broker.apache import ApacheKafka
from streams.broker.process import free_ports
from streams.store.connect import STORE, database
from streams.topic_admin import create_topics


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
        return url_of(self.settings)


@asynccontextmanager
async def room(*behind: str, **sections: Mapping[str, object]) -> AsyncIterator[Room]:
    """Run a console, and roles behind it by their names; sections of the settings take the place of its own."""
    jars = await asyncio.to_thread(kafka_jars)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jingjian-bench-")))
        kafka = await stack.enter_async_context(ApacheKafka(jars))
        settings = _settings(kafka.bootstrap, folder, sections)
        await create_topics(settings, TABLES)
        await make_people(settings.people, LI)
        async with database(settings.store, STORE):
            pass
        for name in behind:
            stack.enter_context(role(settings, name, folder))
        console = stack.enter_context(role(settings, "console", folder))
        await until_serving(console, settings)
        li = await stack.enter_async_context(logged_in(url_of(settings)))
        yield Room(settings, folder, console.pid, li)


def _settings(bootstrap: str, folder: Path, sections: Mapping[str, Mapping[str, object]]) -> Settings:
    stations = folder / "stations.yaml"
    stations.write_text("- {station: s, name_zh: 某所, name_en: S, call_zh: 某所}\n", encoding="utf-8")
    return Settings.model_validate(
        {
            "broker": {"bootstrap": bootstrap},
            "bureau": {"stations": stations},
            **in_folder(folder),
            "console": {"port": free_ports(1)[0]},
            "health": {"port": 0},
            **sections,
        }
    )
