"""Real browser pages before a console: each with a context and a login of its own, as if on a machine of its own."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bench.console.chromium import CHROMIUM, FLAGS
from bench.console.room import Room
from bench.console.standing import LI, login_of

SIZE = (1920, 1080)
APPEARS_MS = 60_000
"""E: also where fifty pages are opened on two cores, or on a machine that is busy with other tests."""


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Start a Chromium."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield started
        finally:
            await started.close()


async def desk(
    chromium: Browser,
    the: Room,
    path: str = "/alerts",
    scripts: Iterable[Path] = (),
    size: tuple[int, int] = SIZE,
) -> Page:
    """Log in, and open a page that follows the alerts; scripts run in it before its own."""
    context = await chromium.new_context(
        base_url=the.url, locale="zh-CN", viewport={"width": size[0], "height": size[1]}
    )
    await log_in(context, the)
    for script in scripts:
        await context.add_init_script(path=script)
    page = await context.new_page()
    page.set_default_timeout(APPEARS_MS)
    await page.goto(path)
    await page.locator(".topline:not(.stale) .counts").wait_for()
    return page


async def log_in(context: BrowserContext, the: Room) -> None:
    """Make a session for all pages of a context."""
    answer = await context.request.post(f"{the.url}/api/session", data=login_of(LI.name))
    if not answer.ok:
        raise RuntimeError(f"the console answered {answer.status} to a login: {await answer.text()}")
