"""A console's pages without Kafka for tests: over databases of its own, asked by people who are logged in."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import httpx2
from sqlalchemy import insert

from bench.console.standing import add_people, in_folder
from config.settings import Settings
from console import sessions
from console.app import create_app
from console.asking import cookie_of
from console.health import Health
from console.live import Live
from console.parts import Parts
from console.people import Person
from console.send import Sender
from console.tables import metadata as people_tables
from console.throttle import Throttle
from models.actions import Action
from models.alerts import Alert
from models.observations import Observation
from streams.store import tables
from streams.store.connect import database
from streams.store.rows import Rows
from tests.factories import directory, rulebook

URL = "http://console.example"


class Sent:
    """Keeps what would go to Kafka."""

    def __init__(self) -> None:
        self.acts: list[Action] = []
        self.seen: list[Observation] = []

    async def actions(self, actions: Sequence[Action]) -> None:
        """Keep what people did."""
        self.acts += actions

    async def observation(self, observation: Observation) -> None:
        """Keep what a person saw."""
        self.seen.append(observation)


class Pages:
    """A console's pages, and what stands behind them."""

    def __init__(self, parts: Parts, sent: Sent) -> None:
        self.parts = parts
        self.sent = sent
        self._transport = httpx2.ASGITransport(create_app(parts), raise_app_exceptions=False)

    def nobody(self) -> httpx2.AsyncClient:
        """Return a client that is not logged in."""
        return httpx2.AsyncClient(transport=self._transport, base_url=URL)

    async def somebody(self, person: Person) -> httpx2.AsyncClient:
        """Add a person; return a client that is logged in as them."""
        async with self.parts.writing() as connection:
            await add_people(connection, person)
            token = await sessions.begin(
                connection, person.name, "", self.parts.settings.console, datetime.now(UTC)
            )
        client = self.nobody()
        client.cookies.set(cookie_of(self.parts.settings.console), token)
        return client

    async def put(self, table: Any, *rows: Mapping[str, Any]) -> None:
        """Put rows into the store, as the projection would; what they do not say is unknown."""
        async with self.parts.store.begin() as connection:
            for row in rows:
                await connection.execute(insert(table).values(**row))

    async def tell(self, *alerts: Alert) -> None:
        """Put alerts into the store."""
        await self.put(tables.alerts, *map(row_of, alerts))


def row_of(alert: Alert) -> Mapping[str, Any]:
    """Return an alert as the projection writes it."""
    rows = Rows()
    rows.add_alert(alert, past=False)
    return rows.alerts[alert.alert]


@asynccontextmanager
async def pages(folder: Path, **sections: Mapping[str, object]) -> AsyncIterator[Pages]:
    """Make a console whose every file lies in a folder."""
    settings = Settings.model_validate(
        {
            **in_folder(folder),
            **sections,
        }
    )
    async with database(settings.store) as store, database(settings.people) as own:
        for engine, metadata in ((store, tables.metadata), (own, people_tables)):
            async with engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
        sent = Sent()
        parts = Parts(
            settings=settings,
            stations=directory(),
            rules=rulebook(),
            store=store,
            people=own,
            live=Live(settings),
            health=Health({}),
            sender=cast("Sender", sent),
            throttle=Throttle(settings.console.logins_per_minute),
        )
        yield Pages(parts, sent)
