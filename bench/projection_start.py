"""How long a start of the projection reads what was told last of each camera, after half a year of changes.

A new store is filled with made-up changes, and read: ``python -m bench.projection_start --store sqlite``, and
``--store postgresql``; it takes 10 GB of disk for some minutes. Rows lie in the order of cameras and not of time, so
that each camera's last is somewhere else: never nearer than in a store that grew.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from config.settings import StoreSettings
from streams.store import tables
from streams.store.connect import STORE, database
from streams.store.facts import CameraFact
from streams.store.write import read_last_transitions
from tests.postgres import PASSWORD, Postgres

CAMERAS_A_STATION = 50
"""E: as in the benchmark's city."""
CHANGES_A_DAY = 27
"""Measured: of a camera on a usual simulated day (60 cameras, seed 1, fault rate 1)."""
UNTIL = datetime(2026, 11, 3, tzinfo=UTC)
KEPT_DAYS = 180
"""As alerts are kept: what was over before is forgotten."""
MOMENT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', {at_s}, 'unixepoch')",
    "postgresql": "to_timestamp({at_s}) at time zone 'UTC'",
}
FILL = """
    insert into transitions (station, camera, fact, since, value)
    with recursive number(i) as (select 0 union all select i + 1 from number where i + 1 < {each})
    select station, camera, '{fact}', {moment}, i % 2 = 0
    from cameras cross join number where station = '{station}' order by camera, i
"""


class Result(Struct):
    """One store."""

    store: str
    days: int
    rows: int
    read_s: list[float]
    """What a start waits for, three times in turn."""


def main() -> None:
    """Print a store's figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=sorted(MOMENT), default="sqlite")
    parser.add_argument("--cameras", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=KEPT_DAYS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(run(options.store, Path(folder), options.cameras, options.days))
    print(msgspec.json.encode(result).decode())


async def run(store: str, folder: Path, cameras: int, days: int) -> Result:
    """Fill a new store in a folder, and measure."""
    if store == "sqlite":
        return await _measured(StoreSettings(url=f"sqlite+aiosqlite:///{folder / 'store.db'}"), cameras, days)
    server = Postgres(folder)
    server.start()
    try:
        url = await server.new_database(f"t{uuid4().hex[:8]}")
        return await _measured(
            StoreSettings.model_validate({"url": url, "password": PASSWORD}), cameras, days
        )
    finally:
        server.stop()


async def _measured(settings: StoreSettings, cameras: int, days: int) -> Result:
    async with database(settings, STORE) as engine:
        await fill(engine, cameras, days)
        read_s = [await _timed(engine) for _ in range(3)]
        async with engine.connect() as connection:
            rows = await connection.scalar(select(func.count()).select_from(tables.transitions)) or 0
    return Result(engine.dialect.name, days, rows, read_s)


async def fill(engine: AsyncEngine, cameras: int, days: int) -> None:
    """Write cameras and their changes, which are spread evenly; the index by time is made afterwards, as is faster."""
    (by_time,) = tables.transitions.indexes
    stations = [f"S{number:05}" for number in range(-(-cameras // CAMERAS_A_STATION))]
    rows = [
        {"station": stations[number // CAMERAS_A_STATION], "camera": f"1401000100132{number:07}"}
        for number in range(cameras)
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(tables.cameras), [{**row, "heard_at": UNTIL} for row in rows])
        await connection.run_sync(by_time.drop)
    for station in stations:
        async with engine.begin() as connection:
            for fact in CameraFact:
                await connection.execute(text(_filling(engine.dialect.name, station, fact, days)))
    async with engine.begin() as connection:
        await connection.run_sync(lambda plain: _finish(plain, by_time.create))


def _filling(dialect: str, station: str, fact: CameraFact, days: int) -> str:
    each = max(1, days * CHANGES_A_DAY // len(CameraFact))
    apart_s = days * 86_400 // each
    first_s = int((UNTIL - timedelta(days=days)).timestamp())
    # Cameras do not change in the same second.
    at_s = f"{first_s} + i * {apart_s} + cast(substr(camera, 14) as integer) % {apart_s}"
    moment = MOMENT[dialect].format(at_s=at_s)
    return FILL.format(each=each, fact=fact.value, moment=moment, station=station)


def _finish(plain: Connection, create: Callable[[Connection], object]) -> None:
    create(plain)
    if plain.dialect.name == "postgresql":
        plain.execute(text("analyze"))  # as its autovacuum does by itself


async def _timed(engine: AsyncEngine) -> float:
    async with engine.connect() as connection:
        began_s = time.perf_counter()
        await read_last_transitions(connection)
        return round(time.perf_counter() - began_s, 2)


if __name__ == "__main__":
    main()
