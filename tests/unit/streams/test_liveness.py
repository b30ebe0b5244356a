"""What cannot go on is noticed, and what has nothing to do, or works, is left alone."""

import asyncio
import threading

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


class Enough(Exception):
    """It was looked at for long enough."""


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
        if second > 100:
            raise Enough
        return {"slow": Place(second // 9, busy=True), "pauses": Place(0, busy=second % 9 != 0)}

    with pytest.raises(Enough):
        await until_stuck(look, 10, clock)


async def test_a_loop_that_does_not_turn_ends_the_process() -> None:
    """Seen from a thread of its own, since the loop could not say so."""
    ended = threading.Event()
    beating = asyncio.create_task(Heart(1, ended.set).beat())
    await asyncio.sleep(1.5)
    assert not ended.is_set()
    # Waiting for it without the loop is the fault.
    assert ended.wait(60)
    beating.cancel()
