"""The keeper starts again what ends, and leaves nothing behind when it stops."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from jingjian import keeper
from jingjian.keeper import Keeper

WITHIN_S = 60.0

ROLE = """
import os, signal, sys, time
from pathlib import Path

what, said = sys.argv[1], Path(os.environ["SAID"])
if what == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
with said.open("a") as file:
    file.write(f"{os.getpid()} {os.environ['SHARED']} {os.environ['OWN']}\\n")
if what == "ends":
    sys.exit(3)
time.sleep(600)
"""
"""Stands in for the program: says that it is there, then ends or stays."""


@pytest.fixture(autouse=True)
def role(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the stand-in where ``python -m jingjian`` finds it first, and shorten what is waited for."""
    (tmp_path / "jingjian.py").write_text(ROLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setattr(keeper, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(keeper, "LONGEST_PAUSE_S", 0.04)


@asynccontextmanager
async def keeping(folder: Path, *arguments: str) -> AsyncIterator[Keeper]:
    """Keep one role, and stop it whatever the test does."""
    kept = Keeper({"SAID": str(folder / "said"), "SHARED": "ours"})
    kept.keep("a", arguments, {"OWN": "its"})
    try:
        yield kept
    finally:
        await kept.stop()


async def until(done: Callable[[], Any]) -> None:
    """Wait for something that happens in another process."""
    async with asyncio.timeout(WITHIN_S):
        while not done():
            await asyncio.sleep(0.01)


def starts(folder: Path) -> list[list[str]]:
    """Return what each start of the role said."""
    said = folder / "said"
    return [line.split() for line in said.read_text().splitlines()] if said.exists() else []


def is_gone(pid: int) -> bool:
    """Say whether no process has this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_what_ends_is_started_again_with_growing_pauses(tmp_path: Path) -> None:
    """Each pause is twice the one before, up to the longest; how it ended is logged."""
    with capture_logs() as logs:
        async with keeping(tmp_path, "ends") as kept:
            await until(lambda: kept.restarts >= 4)
    assert [line["again_in_s"] for line in logs][:4] == [0.01, 0.02, 0.04, 0.04]
    assert {(line["event"], line["role"], line["status"]) for line in logs} == {("role ended", "a", 3)}


async def test_after_a_steady_run_the_first_pause_counts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A role that had started well is not punished for what was long ago."""
    monkeypatch.setattr(keeper, "STEADY_AFTER_S", 0.0)
    with capture_logs() as logs:
        async with keeping(tmp_path, "ends") as kept:
            await until(lambda: kept.restarts >= 3)
    assert [line["again_in_s"] for line in logs][:3] == [0.01] * 3


async def test_a_role_gets_the_shared_environment_and_its_own(tmp_path: Path) -> None:
    """What all roles get and what only this one gets both reach it."""
    async with keeping(tmp_path, "stays"):
        await until(lambda: starts(tmp_path))
    assert [said[1:] for said in starts(tmp_path)] == [["ours", "its"]]


async def test_stopping_ends_the_role_and_does_not_start_it_again(tmp_path: Path) -> None:
    """The process is gone, and its end is no reason for a restart."""
    async with keeping(tmp_path, "stays") as kept:
        await until(lambda: starts(tmp_path))
        pid = int(starts(tmp_path)[0][0])
        assert not is_gone(pid)
    assert is_gone(pid)
    assert (kept.restarts, len(starts(tmp_path))) == (0, 1)


async def test_a_role_deaf_to_sigterm_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping takes no longer than it may."""
    monkeypatch.setattr(keeper, "STOP_WITHIN_S", 0.2)
    async with keeping(tmp_path, "deaf"):
        await until(lambda: starts(tmp_path))
    assert is_gone(int(starts(tmp_path)[0][0]))


async def test_stopping_in_a_pause_does_not_wait_for_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A role that waits to be started again is simply left."""
    monkeypatch.setattr(keeper, "FIRST_PAUSE_S", 600.0)
    async with keeping(tmp_path, "ends") as kept:
        await until(lambda: kept.restarts)
    assert len(starts(tmp_path)) == 1


async def test_a_role_that_starts_while_all_is_stopped_is_ended_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the decision to start it and the knowledge of its process it cannot slip away."""
    begun: list[asyncio.subprocess.Process] = []
    stopping = asyncio.Event()
    real = asyncio.create_subprocess_exec

    async def slow(*command: str, **options: Any) -> asyncio.subprocess.Process:
        begun.append(await real(*command, **options))
        await stopping.wait()
        return begun[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", slow)
    async with keeping(tmp_path, "stays") as kept:
        await until(lambda: begun)
        ending = asyncio.create_task(kept.stop())
        await until(kept._stopping.is_set)
        stopping.set()
        async with asyncio.timeout(WITHIN_S):
            await ending
    assert begun[0].returncode is not None


async def test_a_role_that_cannot_be_started_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine out of processes or memory for a moment does not lose a role for good."""
    monkeypatch.setattr(keeper, "dying_with_us", lambda _number: [])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    with capture_logs() as logs:
        async with keeping(tmp_path, "stays") as kept:
            await until(lambda: kept.restarts >= 2)
    assert "nothing" in logs[0]["status"]


async def test_stopping_with_nothing_kept_is_harmless() -> None:
    """Whoever failed before keeping anything stops all the same."""
    await Keeper({}).stop()
