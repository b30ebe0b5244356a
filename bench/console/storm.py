"""A storm of alerts before a full room: how long from the alert's sending until every page has it.

python -m bench.console.storm [--pages N] [--per-second N] [--seconds N] [--json] runs a console as a process against
an Apache Kafka, with live streams as browsers have them, and writes versions of alerts on their topic as the desk
would. Sender and pages are one process with one clock; what a browser draws is not in it.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from os import environ, sysconf
from pathlib import Path

import aiohttp
import msgspec
from aiokafka import AIOKafkaProducer
from msgspec import Struct
from msgspec.structs import replace

from bench.memory import resident_mb
from bench.peers.environments import CACHE, ROOT
from config.settings import Settings
from console import accounts
from console.database import PEOPLE
from console.people import ALL_UNITS, Person, Role
from jingjian.demo import environment_of
from models.alerts import Alert
from streams.broker.apache import ApacheKafka
from streams.broker.jars import fetch_jars
from streams.broker.process import free_ports
from streams.kafka import producer_options
from streams.schema_examples import EXAMPLES
from streams.store.connect import connect, upgrade
from streams.topic_admin import create_topics
from streams.topics import Topic, topics_of

PASSWORD = "a room for a minute"  # noqa: S105  opens nothing that outlives it
READY_WITHIN_S = 60.0
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


class Times(Struct):
    """When alerts were sent and came, by their number."""

    sent: dict[str, float] = {}
    came: list[tuple[str, float]] = []


async def measure(pages: int, per_second: float, seconds: float) -> Storm:
    """Run the room and the storm."""
    jars = await asyncio.to_thread(fetch_jars, ROOT / "tests" / "kafka" / "pom.xml", CACHE)
    with tempfile.TemporaryDirectory(prefix="jingjian-bench-") as name:
        async with ApacheKafka(jars) as kafka:
            settings = _settings(kafka.bootstrap, Path(name))
            await create_topics(settings, ())
            await _prepare(settings)
            async with _console(settings) as pid, _logged_in(settings) as client:
                return await _storm(settings, client, pid, pages, int(per_second * seconds), per_second)


async def _storm(
    settings: Settings, client: aiohttp.ClientSession, pid: int, pages: int, count: int, per_second: float
) -> Storm:
    times = Times()
    async with client.get("/api/alerts") as answer:
        place = (await answer.json())["place"]
    reading = [asyncio.create_task(_page(client, place, times)) for _ in range(pages)]
    await asyncio.sleep(1)
    cpu_s, began = _cpu_s(pid), time.monotonic()
    late_s = await _send(settings, times, count, 1 / per_second)
    cpu_pct = 100 * (_cpu_s(pid) - cpu_s) / (time.monotonic() - began)
    until = time.monotonic() + AFTERWARDS_S
    while len(times.came) < count * pages and time.monotonic() < until:
        await asyncio.sleep(0.1)
    for task in reading:
        task.cancel()
    delays_ms = sorted((at - times.sent[name]) * 1000 for name, at in times.came)
    return Storm(
        pages=pages,
        sent=count,
        lost=count * pages - len(delays_ms),
        p50_ms=round(statistics.median(delays_ms), 1),
        p99_ms=round(delays_ms[int(len(delays_ms) * 0.99)], 1),
        worst_ms=round(delays_ms[-1], 1),
        late_ms=round(late_s * 1000, 1),
        cpu_pct=round(cpu_pct, 1),
        memory_mb=round(resident_mb(pid), 1),
    )


async def _page(client: aiohttp.ClientSession, place: str, times: Times) -> None:
    """Follow as a page does."""
    timeout = aiohttp.ClientTimeout(total=None)
    async with client.get("/api/events", params={"place": place}, timeout=timeout) as answer:
        async for line in answer.content:
            if line.startswith(b"data: "):
                times.came.append((json.loads(line[6:])["alert"], time.monotonic()))


async def _send(settings: Settings, times: Times, count: int, every_s: float) -> float:
    """Send alerts at equal distances; return how late the latest was."""
    example, topic = EXAMPLES[Topic.ALERTS], topics_of(settings).name(Topic.ALERTS)
    assert isinstance(example, Alert)  # noqa: S101  mypy cannot know which example it is
    began, late_s = time.monotonic(), 0.0
    async with AIOKafkaProducer(**producer_options(settings)) as producer:
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number * every_s - time.monotonic()))
            late_s = max(late_s, time.monotonic() - began - number * every_s)
            name = f"a{number}"
            times.sent[name] = time.monotonic()
            await producer.send(topic, msgspec.json.encode(replace(example, alert=name)), key=name.encode())
    return late_s


def _settings(bootstrap: str, folder: Path) -> Settings:
    stations = folder / "stations.yaml"
    stations.write_text("- {station: s, name_zh: 某所, name_en: S, call_zh: 某所}\n", encoding="utf-8")
    return Settings.model_validate(
        {
            "broker": {"bootstrap": bootstrap},
            "bureau": {"stations": stations},
            "store": {"url": f"sqlite+aiosqlite:///{folder / 'store.db'}"},
            "people": {"url": f"sqlite+aiosqlite:///{folder / 'people.db'}"},
            "console": {"port": free_ports(1)[0]},
        }
    )


async def _prepare(settings: Settings) -> None:
    """Make an empty store, and somebody who may look."""
    store, people = connect(settings.store), connect(settings.people)
    await upgrade(store)
    await upgrade(people, PEOPLE)
    async with people.begin() as connection:
        person = Person("li", "李警官", (Role.OPERATOR,), (ALL_UNITS,))
        await accounts.add(connection, person, PASSWORD, datetime.now(UTC))
        await accounts.set_password(connection, "li", PASSWORD, must_change=False)
    await store.dispose()
    await people.dispose()


@asynccontextmanager
async def _console(settings: Settings) -> AsyncIterator[int]:
    """Run a console; give its process id."""
    environment: Mapping[str, str] = {**environ, **environment_of(settings)}
    console = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jingjian", "console", env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield console.pid
    finally:
        console.terminate()
        await console.wait()


@asynccontextmanager
async def _logged_in(settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    """Give a client that is logged in, as soon as the console answers."""
    url = f"http://127.0.0.1:{settings.console.port}"
    jar, connector = aiohttp.CookieJar(unsafe=True), aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(url, cookie_jar=jar, connector=connector) as client:
        async with asyncio.timeout(READY_WITHIN_S):
            while not await _log_in(client):
                await asyncio.sleep(0.2)
        yield client


async def _log_in(client: aiohttp.ClientSession) -> bool:
    try:
        async with client.post("/api/session", json={"name": "li", "password": PASSWORD}) as answer:
            return answer.ok
    except aiohttp.ClientConnectorError:
        return False


def _cpu_s(pid: int) -> float:
    """Return how long a process has computed."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / sysconf("SC_CLK_TCK")


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
