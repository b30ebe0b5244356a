"""What cannot go on is noticed, and what has nothing to do, or works, is left alone."""

import asyncio
import threading
import time

import pytest

from streams import liveness
from streams.liveness import Heart, Place, Stuck, until_stuck


class Clock:
    """Goes on by a second at each look."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        self.now_s += 1
        return self.now_s


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liveness, "LOOK_EVERY_S", 0.001)


@pytest.mark.usefixtures("_quick")
async def test_work_without_progress_is_named() -> None:
    """Only the place that is stuck, though another comes on."""
    clock = Clock()

    def look() -> dict[str, Place]:
        return {
            "stuck": Place(7, busy=True),
            "works": Place(clock.now_s, busy=True),
            "idle": Place(1, busy=False),
        }

    with pytest.raises(Stuck, match=r"nothing was done for 10 s: stuck$"):
        await until_stuck(look, 10, clock)
    assert 10 < clock.now_s < 14


@pytest.mark.usefixtures("_quick")
async def test_progress_now_and_then_is_enough() -> None:
    """The time begins anew with each step; and with each pause in the work."""
    clock = Clock()

    def look() -> dict[str, Place]:
        second = int(clock.now_s)
        return {"slow": Place(second // 9, busy=True), "pauses": Place(0, busy=second % 9 != 0)}

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(until_stuck(look, 10, clock), 0.2)
    assert clock.now_s > 30


async def test_a_loop_that_does_not_turn_ends_the_process() -> None:
    """Seen from a thread of its own, since the loop could not say so."""
    ended = threading.Event()
    beating = asyncio.create_task(Heart(0.2, ended.set).beat())
    await asyncio.sleep(0.3)
    assert not ended.is_set()
    time.sleep(0.6)  # noqa: ASYNC251  this is the fault
    assert ended.is_set()
    beating.cancel()
