"""A shift of eight hours at one page, played fast: whether the page's memory grows.

python -m bench.console.shift [--minutes N] [--hours N] [--cameras N] [--json FILE] plays a simulated day with many
faults through intake, worker and projection, and works at the console in a real Chromium as an operator does: takes
what is new, calls, decides, has it put right, and looks at the other screens. The room's clock goes as fast as the
day is played, so alerts that are long over leave the page as they would. Memory is what is in use after Chromium has
collected its garbage, on the alerts' screen. "A tenth" is after a tenth of the shift, when alerts have begun to leave.
"""

import argparse
import asyncio
import random
import tempfile
import time
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from playwright.async_api import CDPSession, Page

from bench.console.browsers import browser, desk
from bench.console.busy import busy, share_pct
from bench.console.heap import MB, heap_of
from bench.console.room import Room, room
from bench.own import LONG_S
from bench.telling import tell
from console.reading import count
from simulator.plan import made_plan
from simulator.write import EVENTS, STATIONS, write
from streams.play import play_recording
from streams.store import tables
from streams.store.connect import database
from streams.topics import Topic

FAULTS = 40.0
"""E: a very bad day with four calls for each camera: some 25 faults an hour, so that the room is never without work."""
SEED = 31
MEASURED = 10
"""Times that memory is looked at; growth is from the first of them to the last."""
WARM_UP_S = 60.0
"""E: work before the shift, played as fast: at its own pace a page has long compiled what it uses after a tenth."""
PAUSE_S = 0.25
"""E: a person is slower, but the day is played fast."""
DEEDS = (("c", "p"), ("a", "y", "p"), ("n", "2"), ("c", "y"), ("p",), ("c",))
"""What is done about an alert, key by key: mostly it is put right, for what is not decided stays for the next shift."""
ROUND = (("2",), ("3",), ("4",), ("5",), ("7", " ", " "))
"""Wall, incidents, map, figures, and two cameras of the patrol, by turns."""


class Memory(Struct):
    """What the page has in use."""

    heap_mb: float
    code_mb: float
    """Of it, what the browser has compiled: the more often something has run, the more of it there is."""
    nodes: int
    listeners: int
    documents: int
    open: int
    """Alerts that the server has open for this page."""


class Worked(Struct):
    """What was measured."""

    shift_hours: float
    minutes: float
    keys: int
    versions: int
    """Of alerts, that the page was told."""
    growth: float
    """The heap at the end over that after a tenth, 1 where it did not grow."""
    growth_of_data: float
    """The same without compiled code."""
    memory: list[Memory]
    busy_pct: float


async def measure(minutes: float, hours: float, cameras: int) -> Worked:
    """Play a shift."""
    with tempfile.TemporaryDirectory(prefix="jingjian-bench-") as name:
        day, speed = Path(name), hours * 60 / minutes
        whole = hours + speed * WARM_UP_S / 3600
        write(made_plan(cameras=cameras, seed=SEED, hours=whole, incidents=4 * cameras, faults=FAULTS), day)
        sections: dict[str, dict[str, object]] = {
            "bureau": {"stations": day / STATIONS},
            "time": {"source": "input"},
            # Kafka deletes by the records' own times, which lie in the past.
            "topics": {"retention_s": dict.fromkeys(Topic, LONG_S)},
        }
        async with room("intake", "worker", "projection", **sections) as the, browser() as chromium:
            playing = asyncio.create_task(play_recording(the.settings, day / EVENTS, speed, _unheard))
            page = await desk(chromium, the)
            before = busy()
            shift = Shift(the, page, await page.context.new_cdp_session(page))
            await shift.work(minutes * 60)
            playing.cancel()
            first, last = shift.memory[0], shift.memory[-1]
            return Worked(
                shift_hours=hours,
                minutes=minutes,
                keys=shift.keys,
                versions=await _versions(the),
                growth=round(last.heap_mb / first.heap_mb, 3),
                growth_of_data=round((last.heap_mb - last.code_mb) / (first.heap_mb - first.code_mb), 3),
                memory=shift.memory,
                busy_pct=round(share_pct(before, busy()), 1),
            )


def _unheard(lines: int, at: datetime) -> None:
    """Nobody watches the player."""


async def _versions(the: Room) -> int:
    async with database(the.settings.store) as store, store.connect() as connection:
        return await count(connection, tables.alert_versions)


class Shift:
    """An operator at a page."""

    def __init__(self, the: Room, page: Page, inside: CDPSession) -> None:
        self.keys = 0
        self._steps = 0
        self.memory: list[Memory] = []
        self._the = the
        self._page = page
        self._inside = inside
        # The same shift each time.
        self._chance = random.Random(SEED)  # noqa: S311  no secret

    async def work(self, seconds: float) -> None:
        """Work to the end of the shift, and look at the memory ten times."""
        began_s = time.monotonic()
        while time.monotonic() < began_s + WARM_UP_S:
            await self._step()
        began_s = time.monotonic()
        for number in range(1, MEASURED + 1):
            until_s = began_s + seconds * number / MEASURED
            while time.monotonic() < until_s:
                await self._step()
            self.memory.append(await self._look())

    async def _step(self) -> None:
        """Take what is new, deal with some of it, and look at another screen."""
        await self._press("Escape", "1", "Enter")
        for _ in range(8):
            await self._press(*self._chance.choice(DEEDS))
            await self._page.keyboard.press("Escape")
        self._steps += 1
        await self._press(*ROUND[self._steps % len(ROUND)])
        await self._page.wait_for_timeout(1000)

    async def _press(self, *keys: str) -> None:
        for key in keys:
            await self._page.keyboard.press(key)
            self.keys += 1
            await self._page.wait_for_timeout(PAUSE_S * 1000)

    async def _look(self) -> Memory:
        await self._press("Escape", "1")
        await self._page.wait_for_timeout(1000)
        heap = await heap_of(self._inside)
        used = await self._inside.send("Runtime.getHeapUsage")
        counted = await self._inside.send("Memory.getDOMCounters")
        async with self._the.client.get("/api/alerts") as answer:
            listed = len((await answer.json())["alerts"])
        return Memory(
            heap_mb=round(used["usedSize"] / MB, 2),
            code_mb=heap.code_mb,
            nodes=counted["nodes"],
            listeners=counted["jsEventListeners"],
            documents=counted["documents"],
            open=listed,
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--hours", type=float, default=8)
    parser.add_argument("--cameras", type=int, default=300)
    parser.add_argument("--json", type=Path, default=None, help="write JSON")
    order = parser.parse_args()
    tell(asyncio.run(measure(order.minutes, order.hours, order.cameras)), order.json)


if __name__ == "__main__":
    main()
