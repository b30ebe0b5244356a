"""How busy the whole machine is, from Linux's /proc: near 100 %, and it is the machine that was measured."""

from pathlib import Path

from msgspec import Struct


class Busy(Struct, frozen=True):
    """All cores together, in clock ticks since the machine began."""

    worked: int
    passed: int


def busy() -> Busy:
    """Return how long the cores have worked."""
    line = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0]
    # user, nice, system, idle, iowait, irq, softirq, steal
    ticks = [int(each) for each in line.split()[1:9]]
    return Busy(sum(ticks) - ticks[3] - ticks[4], sum(ticks))


def share_pct(before: Busy, after: Busy) -> float:
    """Return which share of the time between they worked."""
    return 100 * (after.worked - before.worked) / max(1, after.passed - before.passed)
