"""A file is played as fast as it was filmed."""

import pytest

from vision.sources.pace import Pace


@pytest.mark.parametrize(
    ("times_s", "waits_s"),
    [
        ((5.0, 5.5, 6.0), [0.0, 0.5, 1.0]),
        # Parts that were put together, and a gap of an hour in a recording: no waiting for it.
        ((5.0, 5.5, 0.0, 0.5), [0.0, 0.5, 0.0, 0.5]),
        ((5.0, 3605.0, 3606.0), [0.0, 0.0, 1.0]),
        ((None, 0.0, None), [0.0, 0.0, 0.0]),
    ],
)
def test_each_picture_waits_until_it_is_time(times_s: tuple[float | None, ...], waits_s: list[float]) -> None:
    """All are asked about at one moment, so each waits for all that is before it."""
    pace = Pace()
    assert [pace.wait_s(shown_s, 100.0) for shown_s in times_s] == waits_s


def test_a_late_picture_does_not_wait() -> None:
    """Nor is the time before it made up for."""
    pace = Pace()
    pace.wait_s(0.0, 100.0)
    assert pace.wait_s(1.0, 103.0) == 0
