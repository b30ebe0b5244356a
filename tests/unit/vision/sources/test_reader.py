"""Which of the pictures that come are kept, by a clock that is set by hand."""

import pytest
from av.video.frame import VideoFrame

from models.observations import StreamState
from vision.sources.frames import Frame
from vision.sources.reader import SHOW_EVERY_S, Reader


class Clock:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.at_s = 100.0

    def __call__(self) -> float:
        """Return what was set."""
        return self.at_s


def kept(*pictures: tuple[float, float | None]) -> int:
    """Return how many pictures are kept, each with when it comes and when it is shown."""
    clock = Clock()
    reader = Reader("camera", "rtsp://host/live", clock=clock)
    for came_s, shown_s in pictures:
        clock.at_s = 100.0 + came_s
        reader._show(Frame(VideoFrame(64, 48, "yuv420p"), shown_s))
    newest = reader.newest()
    assert newest is not None
    assert reader.status().state is StreamState.LIVE
    return newest.number


@pytest.mark.parametrize(
    ("pictures", "number"),
    [
        # All pictures of a video: two a second.
        ([(n / 25, n / 25) for n in range(50)], 4),
        ([(n / 25, None) for n in range(50)], 4),
        # Keyframes that come at once after a stall: the newest counts.
        ([(0, 0), (0, 2), (0.01, 4)], 3),
        # A clock that is set back.
        ([(0, 3600), (0.1, 0)], 2),
    ],
)
def test_two_pictures_a_second_are_kept_and_of_a_burst_the_newest(
    pictures: list[tuple[float, float | None]], number: int
) -> None:
    """To convert each would cost half as much again as to decode it."""
    assert SHOW_EVERY_S == 0.5
    assert kept(*pictures) == number
