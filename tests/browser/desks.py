"""Operators at their desks: pages of a real console in a real browser, and the wire between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page

from bench.console.browsers import APPEARS_MS, browser
from bench.console.standing import PASSWORD
from tests.integration.live_system import send
from tests.integration.rooms import Room
from tests.integration.scenes import Scene


async def log_in(chromium: Browser, url: str, name: str = "li", script: str = "") -> Page:
    """Return the page of somebody who has just logged in, in a browser profile of their own."""
    page = await (await chromium.new_context(locale="zh-CN")).new_page()
    page.set_default_timeout(APPEARS_MS)
    await page.add_init_script(script)
    await page.goto(url)
    await page.get_by_label("用户名").fill(name)
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await page.locator(".topline:not(.stale) .counts").wait_for()
    return page


@asynccontextmanager
async def desk(the: Room) -> AsyncIterator[Page]:
    """Return the page of an operator who has just logged in."""
    async with browser() as chromium:
        yield await log_in(chromium, the.url)


async def raised(the: Room, scene: Scene | None = None) -> Scene:
    """Make an alert."""
    scene = scene or Scene()
    await scene.begin(the.settings)
    await send(the.settings, scene.telemetry())
    return scene


async def bring_in(page: Page, scene: Scene) -> None:
    """Press Enter until an alert's row is there: when it comes under the bar, no page can say."""
    row = page.locator(".row", has_text=scene.badge)
    async with asyncio.timeout(APPEARS_MS / 1000):
        while not await row.count():
            await page.keyboard.press("Enter")
            await asyncio.sleep(0.1)


@asynccontextmanager
async def wired(url: str) -> AsyncIterator["Wire"]:
    """Lay a line to a console; it is gone at the end, whatever happened."""
    wire = Wire(url)
    await wire.join()
    try:
        yield wire
    finally:
        await wire.cut()


class Wire:
    """A line to the console that can be cut."""

    def __init__(self, url: str) -> None:
        self._host, self._port = urlsplit(url).hostname, urlsplit(url).port
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        self.url = ""

    async def join(self) -> None:
        """Let connections through, by the same address as before."""
        port = urlsplit(self.url).port or 0
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def cut(self) -> None:
        """End every connection and take no other."""
        if self._server is not None:
            self._server.close()
        for line in list(self._lines):
            line.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, away = await asyncio.open_connection(self._host, self._port)
        self._lines |= {writer, away}
        await asyncio.gather(_pass(reader, away), _pass(there, writer))
        self._lines -= {writer, away}


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        # It was cut; the other way ends by itself.
        pass
    finally:
        writer.close()
