"""People who log in by a single sign-on: its process, a console that knows it, and what a browser does."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

import aiohttp
import uvicorn

from bench.console.standing import make_people
from bench.processes import WITHIN_S, Process, process
from config.loader import load_rulebook
from config.oidc import CALLBACK
from config.settings import Settings
from console.app import create_app
from console.people import Person
from console.role import Console
from streams.broker.process import free_ports
from tests.integration.rooms import Room, room_settings
from tests.integration.single_sign_on import CLIENT, SECRET


@asynccontextmanager
async def single_sign_on(folder: Path, port: int) -> AsyncIterator[tuple[Process, dict[str, object]]]:
    """Run one for a console at a port; return it with the settings that name it."""
    [own] = free_ports(1)
    secret, redirect_uri = folder / "client-secret", f"http://127.0.0.1:{port}{CALLBACK}"
    secret.write_text(SECRET + "\n", encoding="utf-8")
    settings: dict[str, object] = {
        "issuer": f"http://127.0.0.1:{own}",
        "client_id": CLIENT,
        "client_secret_file": secret,
        "redirect_uri": redirect_uri,
    }
    command = [sys.executable, "-m", "tests.integration.single_sign_on", str(own), redirect_uri]
    with process(command, {}, folder / "single-sign-on.log") as provider:
        await provider.says("Running on")
        yield provider, settings


class Lobby(Room):
    """A console at which people log in: with nothing behind it, in this process."""

    def __init__(self, settings: Settings, provider: Process) -> None:
        super().__init__(settings, provider)
        self.provider = provider


@asynccontextmanager
async def lobby(
    folder: Path, *people: Person, oidc: Mapping[str, object] | None = MappingProxyType({}), **console: object
) -> AsyncIterator[Lobby]:
    """Serve one that knows people by a single sign-on; ``oidc`` changes its settings, or takes it away.

    It is patient: a single sign-on that stands still for a moment is not away.
    """
    [port] = free_ports(1)
    async with single_sign_on(folder, port) as (provider, known):
        own = {"port": port, "oidc": None if oidc is None else {**known, **oidc}, **console}
        settings = room_settings("127.0.0.1:1", "nowhere-", folder, console=own)
        await make_people(settings.people, *people)
        made = Console(settings, {}, load_rulebook())
        server = uvicorn.Server(
            uvicorn.Config(create_app(made.parts), port=port, log_config=None, lifespan="off")
        )
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            with patch("console.oidc.ANSWERS_WITHIN_S", WITHIN_S):
                yield Lobby(settings, provider)
        finally:
            server.should_exit = True
            await serving
            for engine in (made.people, made.store):
                await engine.dispose()


class Visitor:
    """Somebody with a browser who logs in by it."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self.client = client

    async def begins(self, to: str = "/") -> str:
        """Begin a login; return where the browser is sent."""
        return await self.goes("/api/session/oidc", to=to)

    async def says(self, where: str, name: str, fault: str = "") -> str:
        """Tell the single sign-on who one is; return where it sends the browser."""
        form = {"name": name, "fault": fault}
        async with self.client.post(where, data=form, allow_redirects=False) as answer:
            return answer.headers["Location"]

    async def goes(self, where: str, **query: str) -> str:
        """Return where a page sends the browser."""
        async with self.client.get(where, params=query or None, allow_redirects=False) as answer:
            assert answer.status == 303, await answer.text()
            return answer.headers["Location"]

    async def logs_in(self, name: str, fault: str = "", to: str = "/") -> str:
        """Go all the way; return the page of ours that it ends on."""
        return await self.goes(await self.says(await self.begins(to), name, fault))

    async def asks(self, path: str = "/api/session") -> tuple[int, Any]:
        """Return what a page of ours answers."""
        async with self.client.get(path) as answer:
            return answer.status, await answer.json()


@asynccontextmanager
async def visitor(the: Room) -> AsyncIterator[Visitor]:
    """Return somebody whom nobody knows yet."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(the.url, cookie_jar=jar) as client:
        yield Visitor(client)
