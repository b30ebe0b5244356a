"""A storm of alerts before real browsers: how long from the alert's sending until it can be seen.

python -m bench.console.pixels [--pages N] [--streams N] [--per-second N] [--seconds N] [--json FILE] runs a console
and a projection before an Apache Kafka, and pages in a real Chromium, each with a login of its own. Half of them
have somebody who touches them: there the bar above the rows tells of new ones. The others stand untouched, as on a
wall: there new ones come in as rows. Streams are connections that are read but not drawn, for a room larger than the
machine can draw. Times are from before the sending until the frame is on the screen, by the machine's one clock.
"""

import argparse
import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from msgspec import Struct
from msgspec.structs import replace
from playwright.async_api import Page

from bench.console.browsers import browser, desk
from bench.console.busy import busy, share_pct
from bench.console.following import following, place_of
from bench.console.room import room
from bench.console.sending import example, send
from bench.eyes.running import cpu_s
from bench.telling import tell
from models.alerts import Alert, AlertState
from models.percentile import percentile
from models.rules import Priority

TOLD, DRAWN = "told", "drawn"
"""How the alerts of each list are named."""
SCRIPT = Path(__file__).with_name("painted.js")
UNTOUCHED_S = 32.0
"""A page counts as left alone after half a minute."""
AFTERWARDS_S = 5.0
"""E: what is not seen by then is lost, and counted so."""
IN_SIGHT = 20
"""E: so many rows are surely on the screen; older alerts of the untouched pages are closed, that new ones are in sight."""


class Delays(Struct):
    """Of one way to be seen, over all pages that have it, in ms."""

    pages: int
    wanted: int
    lost: int
    p50_ms: float
    p99_ms: float
    worst_ms: float


class Pixels(Struct):
    """What was measured."""

    told: Delays
    """By the bar, where somebody is at the page."""
    drawn: Delays
    """As a row, where nobody is."""
    streams: int
    late_ms: float
    """How late the sender itself was at worst."""
    skew_ms: float
    """By how much a page's clock differs from the sender's, at worst."""
    busy_pct: float
    """Of all cores, by whatever runs on the machine: near 100, and it is the machine that was measured."""
    console_cpu_pct: float
    """Of one core."""


async def measure(pages: int, streams: int, per_second: float, seconds: float) -> Pixels:
    """Run the room, the browsers and the storm."""
    async with room("projection") as the, browser() as chromium:
        now = datetime.now(UTC)
        # An empty list would show whatever comes.
        await send(the.settings, [[_told_alert(0, now)], [_drawn_alert(0, now)]])
        filters = ("/alerts?priority=high", "/alerts?priority=urgent")
        opened = [await desk(chromium, the, filters[number % 2], [SCRIPT]) for number in range(pages)]
        touched, untouched = opened[::2], opened[1::2]
        for page in touched:
            await page.evaluate("touch()")
        streaming = [asyncio.create_task(_follow(the.client)) for _ in range(streams)]
        await asyncio.sleep(UNTOUCHED_S)
        skew_ms = max([abs(await _skew_ms(page)) for page in opened])
        console_s, machine, began = cpu_s(the.console), busy(), time.monotonic()
        sent = await send(the.settings, _storm(int(per_second * seconds), now), 1 / per_second)
        console_pct = 100 * (cpu_s(the.console) - console_s) / (time.monotonic() - began)
        busy_pct = share_pct(machine, busy())
        await asyncio.sleep(AFTERWARDS_S)
        for task in streaming:
            task.cancel()
        return Pixels(
            told=await _told(touched, [at for name, at in sent.at_ms.items() if name.startswith(TOLD)]),
            drawn=await _drawn(
                untouched, {name: at for name, at in sent.at_ms.items() if name.startswith(DRAWN)}
            ),
            streams=streams,
            late_ms=round(sent.late_s * 1000, 1),
            skew_ms=round(skew_ms, 2),
            busy_pct=round(busy_pct, 1),
            console_cpu_pct=round(console_pct, 1),
        )


def _storm(count: int, now: datetime) -> Iterator[Sequence[Alert]]:
    """Yield alerts by turns for one list and the other, which is kept short enough for the screen."""
    for number in range(1, count // 2 + 1):
        yield [_told_alert(number, now)]
        alert = _drawn_alert(number, now)
        old = _drawn_alert(number - IN_SIGHT, now)
        yield [alert, replace(old, version=2, state=AlertState.CLOSED)] if number > IN_SIGHT else [alert]


def _told_alert(number: int, now: datetime) -> Alert:
    return example(f"{TOLD}{number}", now + timedelta(milliseconds=number), Priority.HIGH)


def _drawn_alert(number: int, now: datetime) -> Alert:
    return example(f"{DRAWN}{number}", now + timedelta(milliseconds=number), Priority.URGENT)


async def _follow(client: aiohttp.ClientSession) -> None:
    """Read a stream; what it says is not looked at, which would take the time of pages that do."""
    async with following(client, await place_of(client)) as stream:
        async for _ in stream.iter_any():
            pass


async def _skew_ms(page: Page) -> float:
    """Return by how much a page's clock is ahead; the way there and back is the least that can be told."""
    before = time.time() * 1000
    there: float = await page.evaluate("performance.timeOrigin + performance.now()")
    after = time.time() * 1000
    return 0.0 if before <= there <= after else min(there - after, there - before, key=abs)


async def _told(pages: Sequence[Page], sent: Sequence[float]) -> Delays:
    seen = [await page.evaluate("painted.told") for page in pages]
    found = [
        at[str(number + 1)] - sent[number]
        for at in seen
        for number in range(len(sent))
        if str(number + 1) in at
    ]
    return _delays(len(pages), len(pages) * len(sent), found)


async def _drawn(pages: Sequence[Page], sent: Mapping[str, float]) -> Delays:
    seen = [await page.evaluate("painted.rows") for page in pages]
    found = [at[name] - when for at in seen for name, when in sent.items() if name in at]
    return _delays(len(pages), len(pages) * len(sent), found)


def _delays(pages: int, wanted: int, found: list[float]) -> Delays:
    found.sort()
    return Delays(
        pages=pages,
        wanted=wanted,
        lost=wanted - len(found),
        p50_ms=_ms(found, 0.5),
        p99_ms=_ms(found, 0.99),
        worst_ms=_ms(found, 1),
    )


def _ms(found: Sequence[float], share: float) -> float:
    """Return a percentile as it is told; not a number where nothing was seen."""
    value = percentile(found, share)
    return float("nan") if value is None else round(value, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--streams", type=int, default=0)
    parser.add_argument("--per-second", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--json", type=Path, default=None, help="write JSON")
    order = parser.parse_args()
    tell(asyncio.run(measure(order.pages, order.streams, order.per_second, order.seconds)), order.json)


if __name__ == "__main__":
    main()
