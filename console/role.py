"""The console as a role: connects, follows the alerts, serves, and ends when told to."""

import asyncio
import contextlib
import socket
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any, TypeVar

import structlog
import uvicorn
from prometheus_client.core import Metric

from config.settings import Settings
from console.app import create_app
from console.database import PEOPLE
from console.ending import end_what_may_not_go_on
from console.health import Health
from console.keeping import keep_no_longer
from console.live import Live, Place, place_of
from console.notices import Notices
from console.oidc import issuer_of
from console.parts import Parts
from console.reading import place
from console.send import Sender
from console.throttle import Throttle
from console.time import LogClock
from console.vision_reader import password_of
from console.webhooks import signers_of
from models.rules import RuleBook
from models.stations import Station
from streams.figures import counter, gauge
from streams.readiness import Hindered, Hindrance
from streams.store.connect import StoreProblem, connect, revision, upgrade
from streams.store.troubles import TROUBLES, first_line
from streams.topics import topics_of

STOP_WITHIN_S = 3
"""E: open live streams never end by themselves; browsers come back to whoever serves next."""

ASK_STORE_EVERY_S = 0.5

log = structlog.get_logger(__name__)
Given = TypeVar("Given")


class Console:
    """Everything that one console process is made of."""

    def __init__(self, settings: Settings, stations: Mapping[str, Station], rules: RuleBook) -> None:
        self.settings = settings
        self.store, self.people = connect(settings.store), connect(settings.people)
        self.live = Live(settings)
        self._health = Health(settings.console.roles)
        self._clock = LogClock(self.store)
        self.parts = Parts(
            settings=settings,
            stations=stations,
            rules=rules,
            store=self.store,
            people=self.people,
            live=self.live,
            health=self._health,
            sender=Sender(settings, self._clock.now),
            throttle=Throttle(settings.console.logins_per_minute),
            oidc=issuer_of(settings.console.oidc),
            vision_password=password_of(settings.console),
            now=self._clock.now,
        )
        self.notices = Notices(self.parts, signers_of(settings.notices))

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until told to stop; raises ``StoreProblem`` and errors of Kafka."""
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self.people.dispose)
            stack.push_async_callback(self.store.dispose)
            await self._reach(upgrade(self.people, PEOPLE))
            if not await self._until_store_is_made(stop):
                return
            await self.parts.sender.start()
            stack.push_async_callback(self.parts.sender.stop)
            await self._serve(stop, await self._reach(self._begin()))

    async def _serve(self, stop: asyncio.Event, begin: Place) -> None:
        server = _server(self.settings, self.parts)
        following = asyncio.create_task(self.live.run(stop, begin))
        serving = asyncio.create_task(server.serve([_socket(self.settings)]))
        always = (self._health.run(), stop.wait(), keep_no_longer(self.parts))
        beside = [asyncio.create_task(run) for run in always]
        if self.settings.time.is_played:
            beside.append(asyncio.create_task(self._clock.run()))
        if self.settings.console.media_api_url:
            beside.append(asyncio.create_task(end_what_may_not_go_on(self.parts)))
        if self.settings.notices.webhooks:
            beside.append(asyncio.create_task(self.notices.run()))
        tasks = (following, serving, *beside)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.set()
            server.should_exit = True
            await asyncio.wait({serving, following}, timeout=2 * STOP_WITHIN_S)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        for task in tasks:
            if not task.cancelled():
                task.result()

    async def _reach(self, doing: Coroutine[Any, Any, Given]) -> Given:
        """Return what a database gives; raises ``StoreProblem`` where it is away or does not let us in."""
        try:
            return await doing
        except TROUBLES as error:
            raise StoreProblem(f"a database of the console's cannot be used: {first_line(error)}") from None

    async def _until_store_is_made(self, stop: asyncio.Event) -> bool:
        """Wait for the projection, whose store it is; False when told to stop meanwhile."""
        said = False
        while not stop.is_set():
            there, wanted = await self._reach(revision(self.store))
            if there == wanted:
                return True
            if not said:
                log.info("waiting for the projection to make the store", there=there, wanted=wanted)
                said = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), ASK_STORE_EVERY_S)
        return False

    async def _begin(self) -> Place:
        topics = topics_of(self.settings)
        async with self.store.connect() as connection:
            return place_of(await place(connection, topics), topics.partitions)


class ConsoleStatus:
    """What a console tells of itself."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def problems(self) -> list[Hindered]:
        """Return why it is not ready."""
        return [] if self._console.live.ready.is_set() else [Hindered(Hindrance.ALERTS_NOT_FOLLOWED)]

    def metrics(self) -> Iterable[Metric]:
        """Return the figures."""
        live = self._console.live
        yield gauge("console_readers", "Pages that follow the alerts.", (), {(): live.readers()})
        for name, text in (
            ("versions", "Versions of alerts that came."),
            ("unreadable", "Messages among the alerts that cannot be read."),
            ("too_slow", "Pages that were too slow and had to load anew."),
        ):
            yield counter(f"console_{name}", text, (), {(): live.counts[name]})
        for name, text in (
            ("to_tell", "Notices to be sent to others."),
            ("delivered", "Notices that were taken."),
            ("failed", "Tries that were not."),
        ):
            yield counter(f"console_notices_{name}", text, (), {(): self._console.notices.counts[name]})


def _socket(settings: Settings) -> socket.socket:
    """Return where it is served; raises ``OSError``. Left to itself, the server ends the process without a reason."""
    host, port = settings.console.host, settings.console.port
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise OSError(f"console.host {host}, console.port {port}: {error}; name another") from error


def _server(settings: Settings, parts: Parts) -> uvicorn.Server:
    console = settings.console
    config = uvicorn.Config(
        create_app(parts),
        host=console.host,
        port=console.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    server = uvicorn.Server(config)
    # Signals are the role's, as with all roles.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    return server
