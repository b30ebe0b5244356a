"""``jingjian up``: all roles of one machine, started again when they end, and gone when it goes."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bench.processes import WITHIN_S, Process, process
from config.settings import Settings
from jingjian.demo import environment_of
from jingjian.up import ROLES
from models.alerts import Alert
from streams.broker.embedded import broker_binary
from streams.broker.process import BrokerError
from streams.follow import alerts, wait_for_desk
from streams.recorded import end_of
from tests.integration.live_system import assert_told_once, first_alert, make_day, settings_of
from tests.integration.scenes import quick_bureau


@pytest.fixture(autouse=True)
def _needs_a_broker() -> None:
    try:
        broker_binary()
    except BrokerError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@contextmanager
def up(settings: Settings, folder: Path) -> Iterator[Process]:
    """Run ``jingjian up`` with a broker of its own."""
    own = {
        "JINGJIAN_BROKER_EMBEDDED": "true",
        "JINGJIAN_WORKER_STATE_DIR": str(folder / "state"),
        "JINGJIAN_STORE_URL": f"sqlite+aiosqlite:///{folder / 'store.db'}",
        "JINGJIAN_PEOPLE_URL": f"sqlite+aiosqlite:///{folder / 'console.db'}",
        "JINGJIAN_CONSOLE_PORT": "0",
    }
    command = [sys.executable, "-m", "jingjian", "up"]
    with process(command, {**environment_of(settings), **own}, folder / "up.log") as running:
        try:
            yield running
        finally:
            # Those of a killed one have no parent any more by which to find them.
            for pid in {**below(running.pid), **_seen.pop(running.pid, {})}:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


_seen: dict[int, dict[int, str]] = {}
"""What each one that runs has started, as far as a test looked."""


def below(pid: int) -> dict[int, str]:
    """Return all processes that a process has started, and theirs, with their command lines."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    found: dict[int, str] = {}
    parents = {pid}
    while parents:
        children = {int(own): args for own, parent, args in rows if int(parent) in parents}
        found |= children
        parents = set(children)
    return found


def one(pids: Mapping[int, str], words: str) -> int:
    """Return the one process with these words in its command line."""
    (pid,) = [pid for pid, args in pids.items() if words in args]
    return pid


def alive(pids: Mapping[int, str]) -> dict[int, str]:
    """Return the processes that are still there."""
    return {pid: args for pid, args in pids.items() if Path(f"/proc/{pid}").exists()}


async def started(running: Process, roles: int = len(ROLES)) -> dict[int, str]:
    """Wait until broker and roles run; return their processes."""
    await running.says("role started", times=roles)
    pids = _seen[running.pid] = below(running.pid)
    for words in ("tansu", "jingjian intake", "jingjian worker"):
        assert one(pids, words)
    return pids


async def until_gone(pids: Mapping[int, str]) -> None:
    """Wait until no process of these is left."""
    try:
        async with asyncio.timeout(WITHIN_S):
            while alive(pids):
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"still there: {alive(pids)}") from None


async def test_sigterm_ends_everything(prefix: str, tmp_path: Path) -> None:
    """Roles and broker are gone when it is, and it ends well."""
    with up(settings_of("unused:1", prefix, bureau=quick_bureau(tmp_path)), tmp_path) as running:
        pids = await started(running)
        assert await running.ends(signal.SIGTERM) == 0
        assert not alive(pids)
        assert running.said().count("role stopped") == len(ROLES)
        assert "Traceback" not in running.said()


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="only Linux ends a process with its parent")
async def test_nothing_outlives_it_when_it_is_killed(prefix: str, tmp_path: Path) -> None:
    """Where it cannot stop its roles, they end by themselves."""
    with up(settings_of("unused:1", prefix, bureau=quick_bureau(tmp_path)), tmp_path) as running:
        pids = await started(running)
        assert await running.ends(signal.SIGKILL) == -signal.SIGKILL
        await until_gone(pids)


async def test_without_its_broker_it_ends(prefix: str, tmp_path: Path) -> None:
    """What the broker held is gone, so going on would only look like work."""
    with up(settings_of("unused:1", prefix, bureau=quick_bureau(tmp_path)), tmp_path) as running:
        pids = await started(running)
        os.kill(one(pids, "tansu"), signal.SIGKILL)
        assert await running.ends() == 1
        assert "the embedded broker has ended" in running.said()
        assert not alive(pids)


async def test_a_killed_worker_comes_back_and_nothing_is_lost_or_doubled(prefix: str, tmp_path: Path) -> None:
    """Killed while alerts come: in the end they are the plain driver's, and no version was told twice."""
    day = make_day(tmp_path / "day", 1.5)
    _, _, last = end_of(day.events)
    assert last is not None
    bureau, time = {"stations": day.stations}, {"source": "input"}
    unused = settings_of("unused:1", prefix, bureau=bureau, time=time)
    with up(unused, tmp_path) as running:
        # Where a day is played there is no watchdog.
        pids = await started(running, len(ROLES) - 1)
        found = re.search(r"Kafka: ([\d.:]+);", running.said())
        assert found is not None
        settings = settings_of(found[1], prefix, bureau=bureau, time=time)
        # Slow enough that the recording goes on for some seconds after the worker was killed.
        command = [sys.executable, "-m", "jingjian", "play", str(day.events), "--speed", "300"]
        with process(command, environment_of(settings), tmp_path / "play.log") as playing:
            told = 0

            def enough(_alert: Alert) -> bool:
                nonlocal told
                told += 1
                return told == 10

            await first_alert(settings, enough)
            os.kill(one(pids, "jingjian worker"), signal.SIGKILL)
            await running.says("role ended")
            assert await playing.ends() == 0
        async with asyncio.timeout(WITHIN_S):
            await wait_for_desk(settings, last)
        shown = [alert async for alert in alerts(settings, follow=False)]
        assert one(below(running.pid), "jingjian worker") not in pids
    assert_told_once(shown, day)
