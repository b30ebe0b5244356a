"""The benchmark of the projection writes what it says that it writes."""

from bench.data import Plan
from bench.projection import Without, run
from tests.factories import KEEPING, keeper


async def test_each_camera_has_its_facts_and_without_a_keeper_none() -> None:
    """Of one tick three facts of each camera are new."""
    one = Plan(ticks=1)
    kept, without = await run(1, keeper()), await run(1, Without(KEEPING))
    assert (kept.transitions, kept.records, kept.rows) == (True, one.records, 3 * one.records)
    assert (without.transitions, without.records, without.rows) == (False, one.records, 0)
