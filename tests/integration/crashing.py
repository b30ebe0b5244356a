"""A worker that dies at a chosen point: ``python -m tests.integration.crashing POINT NTH``.

It is the real worker; one function of it kills the process when it is called for the nth time.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping, Sequence
from typing import Any

import faust.stores.memory
import faust.transport.consumer
from aiokafka import AIOKafkaProducer

from config.settings_file import load_settings
from jingjian.roles import run_role
from models.findings import FindingBatch
from streams import app, checkpoint
from streams.desk import Told
from streams.position import ReadRange, Seen

ON_ITS_WAY_S = 0.2
"""How long the changelog's producer may take to deliver what was written to a table."""


class Countdown:
    """Lets the process die when it is asked for the nth time."""

    def __init__(self, nth: int) -> None:
        self.left = nth

    def now(self, times: int = 1) -> bool:
        """Say whether this is the time; several at once may pass over it."""
        was, self.left = self.left, self.left - times
        return was > 0 >= self.left

    def die_now(self, times: int = 1) -> None:
        """Die, if this is the time."""
        if self.now(times):
            die()


def die() -> None:
    """End as by a power cut."""
    sys.stderr.write("dying now\n")
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def before_findings(count: Countdown) -> None:
    """Die with something found, and nothing sent."""
    send = app.Pipeline._send_findings

    async def dying(self: app.Pipeline, partition: int, batch: FindingBatch) -> None:
        count.die_now()
        await send(self, partition, batch)

    app.Pipeline._send_findings = dying  # type: ignore[method-assign]


def after_findings(count: Countdown) -> None:
    """Die with findings delivered, and no state that says so."""
    send = app.Pipeline._send_findings

    async def dying(self: app.Pipeline, partition: int, batch: FindingBatch) -> None:
        await send(self, partition, batch)
        count.die_now()

    app.Pipeline._send_findings = dying  # type: ignore[method-assign]


def before_alerts(count: Countdown) -> None:
    """Die when the desk has decided, and nothing is sent."""
    publish = app.Pipeline._publish

    async def dying(self: app.Pipeline, partition: int, told: Sequence[Told]) -> None:
        # Not by the call: a slow machine tells many at once.
        count.die_now(len(told))
        await publish(self, partition, told)

    app.Pipeline._publish = dying  # type: ignore[method-assign]


def among_alerts(count: Countdown) -> None:
    """Die with one alert delivered, and those of the same moment not."""
    send = AIOKafkaProducer.send

    async def dying(self: AIOKafkaProducer, topic: str, *args: Any, **rest: Any) -> asyncio.Future[Any]:
        delivery: asyncio.Future[Any] = await send(self, topic, *args, **rest)
        if topic.endswith(".alerts") and count.now():
            await delivery
            die()
        return delivery

    AIOKafkaProducer.send = dying


def after_alerts(count: Countdown) -> None:
    """Die with alerts delivered, and a table that does not know."""
    publish = app.Pipeline._publish

    async def dying(self: app.Pipeline, partition: int, told: Sequence[Told]) -> None:
        await publish(self, partition, told)
        count.die_now(len(told))

    app.Pipeline._publish = dying  # type: ignore[method-assign]


def after_a_commit(count: Countdown) -> None:
    """Die with alerts delivered and their input committed, and a table that does not know: a gap, for certain.

    Without the commit whoever takes over reads from the beginning, and has nothing to fill in.
    """
    publish, commit = app.Pipeline._publish, faust.transport.consumer.Consumer.force_commit

    async def publishing(self: app.Pipeline, partition: int, told: Sequence[Told]) -> None:
        await publish(self, partition, told)
        count.now(len(told))

    async def committing(self: Any, *args: Any, **rest: Any) -> bool:
        told_enough = count.left <= 0
        committed = await commit(self, *args, **rest)
        if committed and told_enough:
            die()
        return committed

    app.Pipeline._publish = publishing  # type: ignore[method-assign]
    faust.transport.consumer.Consumer.force_commit = committing


def among_table_writes(count: Countdown) -> None:
    """Die with stations in the changelog, and no mark that closes them."""
    write = checkpoint.Checkpoint.write

    def dying(self: checkpoint.Checkpoint, *args: Any) -> None:
        if count.now():
            self._table = WithoutMark(self._table)
            asyncio.get_running_loop().call_later(ON_ITS_WAY_S, die)
        write(self, *args)

    checkpoint.Checkpoint.write = dying  # type: ignore[method-assign]


class WithoutMark(dict[bytes, bytes]):
    """Passes on what is written to a table, all but the mark."""

    def __init__(self, table: MutableMapping[bytes, bytes]) -> None:
        super().__init__()
        self._table = table

    def __setitem__(self, key: bytes, value: bytes) -> None:
        """Write a station."""
        if not checkpoint.is_mark(key):
            self._table[key] = value


def after_table_writes(count: Countdown) -> None:
    """Die with the state in the changelog, and nothing ever committed."""
    write = checkpoint.Checkpoint.write

    def dying(self: checkpoint.Checkpoint, *args: Any) -> None:
        write(self, *args)
        if count.now():
            asyncio.get_running_loop().call_later(ON_ITS_WAY_S, die)

    async def no_commit(_self: Any, *_args: Any, **_rest: Any) -> bool:
        return False

    checkpoint.Checkpoint.write = dying  # type: ignore[method-assign]
    faust.transport.consumer.Consumer.commit = no_commit


def in_a_backfill(count: Countdown) -> None:
    """Die while a gap is being filled in."""
    reader: Callable[..., ReadRange] = app.range_reader

    def dying_reader(topic: str, options: dict[str, object]) -> ReadRange:
        read = reader(topic, options)

        async def dying(partition: int, first: int, end: int) -> AsyncGenerator[Seen, None]:
            async for seen in read(partition, first, end):
                yield seen
                count.die_now()

        return dying

    app.range_reader = dying_reader


def in_a_table_s_recovery(count: Countdown) -> None:
    """Die while a table is rebuilt from its changelog."""
    apply = faust.stores.memory.Store.apply_changelog_batch

    def dying(self: Any, batch: Any, *args: Any, **rest: Any) -> None:
        apply(self, batch, *args, **rest)
        count.die_now()

    faust.stores.memory.Store.apply_changelog_batch = dying


def in_a_rebalance(count: Countdown) -> None:
    """Die while partitions are given or taken."""
    turned: Callable[..., Awaitable[None]] = app.Pipeline._turned

    async def dying(self: app.Pipeline, *args: Any, **rest: Any) -> None:
        count.die_now()
        await turned(self, *args, **rest)

    app.Pipeline._turned = dying  # type: ignore[method-assign]


POINTS = {
    point.__name__: point
    for point in (
        before_findings,
        after_findings,
        before_alerts,
        among_alerts,
        after_alerts,
        after_a_commit,
        among_table_writes,
        after_table_writes,
        in_a_backfill,
        in_a_table_s_recovery,
        in_a_rebalance,
    )
}


if __name__ == "__main__":
    POINTS[sys.argv[1]](Countdown(int(sys.argv[2])))
    sys.exit(run_role(load_settings(), "worker"))
