"""A page with thousands of alerts and a wall with hundreds of stills: whether it stays responsive.

python -m bench.console.heavy [--alerts N] [--stills N] [--seconds N] [--json FILE] runs a console and a projection
before an Apache Kafka, and one page in a real Chromium, which is used as a person would: for each part the longest
task that blocked the page, and how long keys and clicks waited for the frame that answers them (Event Timing; what
is quicker than 16 ms counts as 16). The wall's stills are renewed every four seconds.
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from playwright.async_api import Browser, Page

from bench.console.browsers import browser, desk
from bench.console.busy import busy, share_pct
from bench.console.crowd import Wall, fill_queue
from bench.console.room import Room, room
from bench.console.sending import example, send
from bench.telling import tell
from models.rules import Priority

SCRIPT = Path(__file__).with_name("ease.js")
PER_SECOND = 20
"""As in a storm."""
LARGE = (3840, 2160)
"""A display on a wall, where most tiles are in sight."""
SETTLE_MS = 700
"""E: until tasks that a step began are over and told."""
QUICK_MS = 16.0
"""The browser tells of nothing quicker."""


class Part(Struct):
    """One part of the work at a page."""

    longest_task_ms: float
    """Below 50 ms the browser tells of none: 0."""
    tasks: int
    """Longer than 50 ms."""
    answers: int
    p50_ms: float
    worst_ms: float
    busy_pct: float
    """Of all cores, by whatever runs on the machine."""


class Heavy(Struct):
    """What was measured."""

    alerts_bytes: int
    """Of the list that a page loads."""
    alerts_ms: float
    """Until it is there, without a browser."""
    first_rows_ms: float
    """From the address to the first rows."""
    stills_in_sight: int
    """On the large wall; only those are loaded."""
    parts: dict[str, Part]


async def measure(alerts: int, stills: int, seconds: float) -> Heavy:
    """Fill a room, and work at it."""
    async with room("projection") as the, browser() as chromium:
        await fill_queue(the, alerts)
        wall = Wall(the, stills)
        await wall.fill()
        renewing = asyncio.create_task(wall.renew())
        began_s = time.monotonic()
        async with the.client.get("/api/alerts") as answer:
            size = len(await answer.read())
        alerts_ms = 1000 * (time.monotonic() - began_s)
        page = await desk(chromium, the, scripts=[SCRIPT])
        parts = Parts(page)
        first_rows_ms = await _load(page, parts)
        await _work(page, parts, the, seconds)
        await _watch(page, parts, seconds)
        await page.context.close()
        in_sight = await _large_wall(chromium, the, parts, seconds)
        renewing.cancel()
        return Heavy(size, round(alerts_ms, 1), round(first_rows_ms, 1), in_sight, parts.found)


class Parts:
    """Measures part by part."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: dict[str, Part] = {}

    @asynccontextmanager
    async def part(self, name: str) -> AsyncIterator[None]:
        """Measure what is done within."""
        await self.page.wait_for_timeout(SETTLE_MS)
        await self.page.evaluate("ease.tasks = [], ease.answers = []")
        before = busy()
        yield
        await self.page.wait_for_timeout(SETTLE_MS)
        await self.note(name, share_pct(before, busy()))

    async def note(self, name: str, busy_pct: float) -> None:
        """Note what the page has told since it began, or since the part did."""
        ease = await self.page.evaluate("ease")
        answers = sorted(ease["answers"]) or [QUICK_MS]
        self.found[name] = Part(
            longest_task_ms=max(ease["tasks"], default=0.0),
            tasks=len(ease["tasks"]),
            answers=len(ease["answers"]),
            p50_ms=answers[len(answers) // 2],
            worst_ms=answers[-1],
            busy_pct=round(busy_pct, 1),
        )


async def _load(page: Page, parts: Parts) -> float:
    before, began_s = busy(), time.monotonic()
    await page.reload()
    await page.locator(".row").first.wait_for()
    took_ms = 1000 * (time.monotonic() - began_s)
    await page.wait_for_timeout(SETTLE_MS)
    await parts.note("loading", share_pct(before, busy()))
    return took_ms


async def _work(page: Page, parts: Parts, the: Room, seconds: float) -> None:
    async with parts.part("keys j, k"):
        await _press(page, *"jjjjjjjjjjkkkkk" * 2)
    async with parts.part("scrolling"):
        await page.mouse.move(500, 500)
        for step in range(60):
            await page.mouse.wheel(0, 2000 if step < 40 else -2000)
            await page.wait_for_timeout(30)
    async with parts.part("searching"):
        await page.keyboard.press("/")
        await page.keyboard.type("q49", delay=150)
        await page.locator("input[type=search]").fill("")
        await page.keyboard.press("Escape")
    async with parts.part("filtering"):
        for value in ("urgent", "low", ""):
            await page.locator("select").first.select_option(value)
            await page.wait_for_timeout(300)
    async with parts.part("a storm, and keys"):
        now, count = datetime.now(UTC), int(seconds * PER_SECOND)
        alerts = ([example(f"s{number}", now, Priority.HIGH)] for number in range(count))
        sending = asyncio.create_task(send(the.settings, alerts, 1 / PER_SECOND))
        while not sending.done():
            await _press(page, *"jjjkx", "Enter", pause_ms=200)
        await page.keyboard.press("Escape")
    async with parts.part("screens by number"):
        await _press(page, *"123456" * 3, "1", pause_ms=600)


async def _watch(page: Page, parts: Parts, seconds: float) -> None:
    async with parts.part("the wall, scrolled"):
        await page.keyboard.press("2")
        await page.locator(".tile img").first.wait_for()
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            await page.mouse.wheel(0, 700)
            await page.wait_for_timeout(400)


async def _large_wall(chromium: Browser, the: Room, parts: Parts, seconds: float) -> int:
    page = parts.page = await desk(chromium, the, "/wall?kiosk=1", [SCRIPT], LARGE)
    async with parts.part("the wall, large, left alone"):
        await page.locator(".tile img").first.wait_for()
        await page.wait_for_timeout(seconds * 1000)
    return await page.locator(".tile img").count()


async def _press(page: Page, *keys: str, pause_ms: float = 60) -> None:
    for key in keys:
        await page.keyboard.press(key)
        await page.wait_for_timeout(pause_ms)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--alerts", type=int, default=5000)
    parser.add_argument("--stills", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=20, help="of the storm, and before each wall")
    parser.add_argument("--json", type=Path, default=None, help="write JSON")
    order = parser.parse_args()
    tell(asyncio.run(measure(order.alerts, order.stills, order.seconds)), order.json)


if __name__ == "__main__":
    main()
