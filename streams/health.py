"""What a role tells of itself over HTTP: that it lives, whether it is ready, and its figures."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any, Protocol

import msgspec
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from config.settings import HealthSettings
from streams.readiness import Hindered


class Part(Protocol):
    """A role's inside, asked when somebody wants to know."""

    def problems(self) -> list[Hindered]:
        """Return why it is not ready; nothing when it is."""

    def metrics(self) -> Iterable[Metric]:
        """Return its figures."""


class _Figures(Collector):
    """Reads the figures when they are asked for, so that no work is done for them in between."""

    def __init__(self, part: Part) -> None:
        self._part = part

    def collect(self) -> Iterator[Metric]:
        """Yield them."""
        yield from self._part.metrics()


@contextlib.asynccontextmanager
async def serving(
    settings: HealthSettings, role: str, part: Part, notes: Sequence[str] = ()
) -> AsyncIterator[int]:
    """Serve while the role runs; yields the port, 0 where nothing is served.

    ``notes`` are told beside whether it is ready: what it was set up to do, and not to do.
    """
    if not settings.port:
        yield 0
        return
    runner = web.AppRunner(application(role, part, notes), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        yield settings.port
    finally:
        await runner.cleanup()


def application(role: str, part: Part, notes: Sequence[str] = ()) -> web.Application:
    """Return the three pages of a role."""
    registry = CollectorRegistry()
    registry.register(_Figures(part))

    async def health(_request: web.Request) -> web.Response:
        # Whoever gets an answer knows that the loop turns; a role whose inside has failed has ended.
        return web.json_response({"role": role, "alive": True})

    async def ready(_request: web.Request) -> web.Response:
        problems = part.problems()
        told: dict[str, Any] = {
            "role": role,
            "ready": not problems,
            "problems": [str(each) for each in problems],
            "hindered": msgspec.to_builtins(problems),
        }
        if notes:
            told["notes"] = list(notes)
        return web.json_response(told, status=503 if problems else 200)

    async def metrics(_request: web.Request) -> web.Response:
        text = await asyncio.to_thread(generate_latest, registry)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/ready", ready), web.get("/metrics", metrics)])
    return app
