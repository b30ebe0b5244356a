"""A console's pages without Kafka for tests: over databases of its own, asked by people who are logged in."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import httpx2
from sqlalchemy import insert, update

from config.settings import Settings
from console import accounts, sessions
from console.app import create_app
from console.asking import cookie_of
from console.health import Health
from console.live import Live
from console.parts import Parts
from console.people import Person
from console.send import Sender
from console.tables import metadata as people_tables
from console.tables import people
from console.throttle import Throttle
from models.actions import Action
from models.alerts import Alert
from models.observations import Observation
from streams.store import tables
from streams.store.connect import connect
from streams.store.rows import Rows
from tests.factories import directory, rulebook

URL = "http://console.example"
PASSWORD = "correct horse battery"  # noqa: S105  opens nothing but these tests' consoles


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
        now = datetime.now(UTC)
        async with self.parts.writing() as connection:
            await accounts.add(connection, person, PASSWORD, now)
            await connection.execute(update(people).values(must_change=False))
            token = await sessions.begin(connection, person.name, "", self.parts.settings.console, now)
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
            "store": {"url": f"sqlite+aiosqlite:///{folder / 'store.db'}"},
            "people": {"url": f"sqlite+aiosqlite:///{folder / 'console.db'}"},
            "vision": {"stills_dir": folder / "stills", "latest_dir": folder / "latest"},
            **sections,
        }
    )
    async with AsyncExitStack() as stack:
        store, own = connect(settings.store), connect(settings.people)
        for engine, metadata in ((store, tables.metadata), (own, people_tables)):
            stack.push_async_callback(engine.dispose)
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
