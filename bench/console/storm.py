"""A storm of alerts before a full room: how long from the alert's sending until every page has it.

python -m bench.console.storm [--pages N] [--per-second N] [--seconds N] [--json] runs a console as a process against
an Apache Kafka, with live streams as browsers have them, and writes versions of alerts on their topic as the desk
would. Sender and pages are one process with one clock; what a browser draws is not in it.
"""

import argparse
import asyncio
import json
import statistics
import time
from datetime import UTC, datetime

import aiohttp
import msgspec
from msgspec import Struct

from bench.console.following import following, place_of
from bench.console.room import Room, room
from bench.console.sending import example, send
from bench.eyes.running import cpu_s
from bench.memory import resident_mb
from models.rules import Priority

AFTERWARDS_S = 5.0
"""E: what has not come by then is lost, and counted so."""


class Storm(Struct):
    """What was measured."""

    pages: int
    sent: int
    lost: int
    p50_ms: float
    p99_ms: float
    worst_ms: float
    late_ms: float
    """How late the sender itself was at worst: more than a few ms, and the machine was too busy to say anything."""
    cpu_pct: float
    """Of one core, by the console, meanwhile."""
    memory_mb: float
    """The console's, at the end."""


async def measure(pages: int, per_second: float, seconds: float) -> Storm:
    """Run the room and the storm."""
    async with room() as the:
        return await _storm(the, pages, int(per_second * seconds), per_second)


async def _storm(the: Room, pages: int, count: int, per_second: float) -> Storm:
    came: list[tuple[str, float]] = []
    place = await place_of(the.client)
    reading = [asyncio.create_task(_page(the.client, place, came)) for _ in range(pages)]
    await asyncio.sleep(1)
    before_s, began = cpu_s(the.console), time.monotonic()
    alerts = ([example(f"a{number}", datetime.now(UTC), Priority.HIGH)] for number in range(count))
    sent = await send(the.settings, alerts, 1 / per_second)
    cpu_pct = 100 * (cpu_s(the.console) - before_s) / (time.monotonic() - began)
    until = time.monotonic() + AFTERWARDS_S
    while len(came) < count * pages and time.monotonic() < until:
        await asyncio.sleep(0.1)
    for task in reading:
        task.cancel()
    delays_ms = sorted(at - sent.at_ms[name] for name, at in came)
    return Storm(
        pages=pages,
        sent=count,
        lost=count * pages - len(delays_ms),
        p50_ms=round(statistics.median(delays_ms), 1),
        p99_ms=round(delays_ms[int(len(delays_ms) * 0.99)], 1),
        worst_ms=round(delays_ms[-1], 1),
        late_ms=round(sent.late_s * 1000, 1),
        cpu_pct=round(cpu_pct, 1),
        memory_mb=round(resident_mb(the.console), 1),
    )


async def _page(client: aiohttp.ClientSession, place: str, came: list[tuple[str, float]]) -> None:
    """Follow as a page does."""
    async with following(client, place) as stream:
        async for line in stream:
            if line.startswith(b"data: "):
                came.append((json.loads(line[6:])["alert"], time.time() * 1000))  # noqa: PERF401  it never ends


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--per-second", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--json", action="store_true", help="print JSON")
    order = parser.parse_args()
    storm = asyncio.run(measure(order.pages, order.per_second, order.seconds))
    if order.json:
        print(msgspec.json.encode(storm).decode())
        return
    for name, value in msgspec.structs.asdict(storm).items():
        print(f"{name:12}{value}")


if __name__ == "__main__":
    main()
