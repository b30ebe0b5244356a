"""A process that stood still must not write: it is known before anything is written."""

import threading

import pytest

from streams.lease import Frozen, Lease


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now_s


def test_a_running_process_may_write() -> None:
    """Looked at often enough, for however long."""
    clock = Clock()
    lease = Lease(6, clock)
    for _ in range(100):
        clock.now_s += 5.9
        lease.look()
    lease.check()


def test_a_process_that_stood_still_may_not() -> None:
    """Also when the first thing that it does is to write."""
    clock = Clock()
    lease = Lease(6, clock)
    clock.now_s += 6.1
    with pytest.raises(Frozen, match=r"stood still for 6\.1 s"):
        lease.check()


def test_what_was_lost_stays_lost() -> None:
    """Also when the looking thread wakes first, and however well things go from then on."""
    clock = Clock()
    lease = Lease(6, clock)
    clock.now_s += 20
    for _ in range(10):
        clock.now_s += 0.2
        lease.look()
    with pytest.raises(Frozen, match=r"20\.2 s"):
        lease.check()


def test_the_thread_looks() -> None:
    """While it runs, nobody else has to."""
    lease = Lease(60)
    looked: list[None] = []
    lease.look = lambda: looked.append(None)  # type: ignore[method-assign]
    lease.start()
    try:
        threads = [thread for thread in threading.enumerate() if thread.name == "lease"]
        assert len(threads) == 1
        assert threads[0].daemon, "it keeps nobody from ending"
        threads[0].join(0.5)
        assert looked
    finally:
        lease.end()
    threads[0].join(5)
    assert not threads[0].is_alive()
