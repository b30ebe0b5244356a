"""A broker's process stands still when its keeper says so, not a moment later; its port is its own."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from streams.broker.process import BrokerProcess, free_ports

TALKER = """
import threading, time
def talk():
    while True:
        print("on", flush=True)
threading.Thread(target=talk, daemon=True).start()
time.sleep(600)
"""
"""Its first thread, which takes signals, waits; another never does: like a node of Kafka."""


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """Return where it says what it says."""
    return tmp_path / "talker.log"


async def test_it_says_nothing_after_it_was_frozen(said: Path) -> None:
    """Not once of many times; and it goes on when told to."""
    process = BrokerProcess([sys.executable, "-c", TALKER], said)
    try:
        for _ in range(20):
            before = said.stat().st_size
            while said.stat().st_size == before:
                await asyncio.sleep(0.01)
            await process.freeze()
            frozen = said.stat().st_size
            await asyncio.sleep(0.02)
            assert said.stat().st_size == frozen
            process.signal(signal.SIGCONT)
    finally:
        await process.stop(0)


async def test_one_that_has_ended_is_not_waited_for(said: Path) -> None:
    """It stands still already."""
    process = BrokerProcess([sys.executable, "-c", ""], said)
    await process.wait()
    async with asyncio.timeout(10):
        await process.freeze()


def test_no_port_is_given_twice() -> None:
    """Though nobody listens on the first yet: by chance some thirty of a thousand would be."""
    ports = [free_ports(1)[0] for _ in range(1000)]
    assert len(set(ports)) == len(ports)
