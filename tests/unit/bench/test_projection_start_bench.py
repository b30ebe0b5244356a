"""The benchmark of the projection's start fills a store as large as it says, and reads it."""

from pathlib import Path

from bench.projection_start import CHANGES_A_DAY, run


async def test_each_camera_has_its_changes_of_each_day(tmp_path: Path) -> None:
    """It is read three times."""
    result = await run("sqlite", tmp_path, cameras=60, days=3)
    assert (result.store, result.days, result.rows) == ("sqlite", 3, 60 * 3 * CHANGES_A_DAY)
    assert len(result.read_s) == 3
