"""What the projection makes of the log a second, with and without the cameras' transitions.

Blocks of the benchmark's city are decoded, made into rows and written into an SQLite file, a tick a transaction, with
no Kafka before them: ``python -m bench.projection --ticks 60 --times 3``.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.data import Plan, station_ticks
from config.loader import load_rulebook
from config.settings import StoreSettings
from models.log import AnyRun
from streams.blocks import RawRun, Taken, encode_runs
from streams.codecs import decode_block
from streams.store import tables
from streams.store.connect import STORE, database
from streams.store.rows import Rows
from streams.store.transitions import Keeper, Numbers
from streams.store.write import write_rows


class Result(Struct):
    """One run."""

    transitions: bool
    records: int
    records_per_second: int
    cpu_s_per_million: float
    rows: int
    """Transitions that were written."""


class Without(Keeper):
    """A keeper that keeps nothing: how it was before."""

    def take(self, run: AnyRun, left_out: int) -> None:
        """Take nothing."""

    def advance(self, at: datetime) -> None:
        """Let no time pass."""


def main() -> None:
    """Print each run as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ticks", type=int, default=60, help="of 10,000 cameras")
    parser.add_argument("--times", type=int, default=3, help="each with and without, in turn")
    options = parser.parse_args()
    numbers = Numbers.of(load_rulebook(None, None))
    for _ in range(options.times):
        for keeper in (Without(numbers), Keeper(numbers)):
            print(msgspec.json.encode(asyncio.run(run(options.ticks, keeper))).decode(), flush=True)


async def run(ticks: int, keeper: Keeper) -> Result:
    """Write all ticks into a new store."""
    plan = Plan(ticks=ticks)
    with tempfile.TemporaryDirectory() as folder:
        async with database(
            StoreSettings(url=f"sqlite+aiosqlite:///{Path(folder) / 'store.db'}"), STORE
        ) as engine:
            seconds = cpu_s = 0.0
            taken = Taken()
            for blocks in blocks_of(plan):
                wall, cpu = time.perf_counter(), time.process_time()
                await _write(engine, blocks, taken, keeper)
                seconds += time.perf_counter() - wall
                cpu_s += time.process_time() - cpu
            async with engine.connect() as connection:
                rows = await connection.scalar(select(func.count()).select_from(tables.transitions))
    return Result(
        transitions=not isinstance(keeper, Without),
        records=plan.records,
        records_per_second=round(plan.records / seconds),
        cpu_s_per_million=round(cpu_s / plan.records * 1e6, 2),
        rows=rows or 0,
    )


async def _write(engine: AsyncEngine, blocks: Iterable[bytes], taken: Taken, keeper: Keeper) -> None:
    rows = Rows()
    for block in blocks:
        rows.add_block(decode_block(block), taken, keeper)
    async with engine.begin() as connection:
        await write_rows(connection, rows)


def blocks_of(plan: Plan) -> Iterator[list[bytes]]:
    """Yield the blocks of each tick, one a partition."""
    offset, runs, last = 0, dict[int, RawRun](), 0
    for number, tick in enumerate(station_ticks(plan)):
        if number // plan.stations != last:
            yield [encode_runs([each]) for each in runs.values()]
            runs, last = {}, number // plan.stations
        made = runs.setdefault(tick.partition, RawRun("telemetry", tick.partition, plan.at(last), [], []))
        for single in tick.singles:
            made.offsets.append(offset)
            made.records.append(single)
            offset += 1
    yield [encode_runs([each]) for each in runs.values()]


if __name__ == "__main__":
    main()
