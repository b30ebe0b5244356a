"""One camera from its video to what is told of it: each picture once, and how the video comes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from jingjian.look_numbers import numbers_from
from models.observations import Look, Observation, Seen, StreamState
from tests.pictures import room
from vision.eye import TELL_STREAM_EVERY, Eye
from vision.sources.reader import Newest, Status
from vision.stills import Stills
from vision.watch import Subject, Tally, Watch

BEGINS = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


class FakeVideo:
    """A video whose pictures and state are set by hand."""

    def __init__(self) -> None:
        self.state = StreamState.CONNECTING
        self.picture: Newest | None = None
        self.running = False
        self.damaged = 0

    def start(self) -> None:
        """Begin."""
        self.running = True

    def stop(self) -> None:
        """End."""
        self.running = False

    def newest(self) -> Newest | None:
        """Return what was set."""
        return self.picture

    def status(self) -> Status:
        """Return what was set."""
        return Status(self.state, 0, 1, 1, self.damaged, fully=False)

    def show(self, number: int, came_at_s: float) -> None:
        """Be live with a picture."""
        self.state, self.picture = StreamState.LIVE, Newest(room(), number, came_at_s)


class Camera:
    """An eye on a fake video, with a clock that is set by hand."""

    def __init__(self, folder: Path, tally: Tally | None = None) -> None:
        self.video = FakeVideo()
        self.at_s = 0.0
        watch = Watch(Subject("station", "camera"), numbers_from(), Stills(folder), tally=tally)
        self.eye = Eye(self.video, watch, lambda: BEGINS + timedelta(seconds=self.at_s), lambda: self.at_s)

    def look(self, at_s: float) -> list[Observation]:
        """Look at a moment."""
        self.at_s = at_s
        return self.eye.look()


def streams(told: list[Observation]) -> list[tuple[StreamState | None, Seen]]:
    """Return what was told of the video."""
    return [(each.stream, each.seen) for each in told if each.kind is Look.STREAM]


def test_each_picture_is_looked_at_once(tmp_path: Path) -> None:
    """The same number is the same picture; its time is when it came, and not when it was looked at."""
    camera = Camera(tmp_path)
    camera.video.show(1, came_at_s=9.5)
    first, again = camera.look(10), camera.look(12)
    assert [each.occurred_at for each in first if each.kind is not Look.STREAM] == [
        BEGINS + timedelta(seconds=9.5)
    ]
    assert again == []
    camera.video.show(2, came_at_s=13)
    assert len(camera.look(14)) == 1


def test_without_a_picture_only_the_reason_is_told(tmp_path: Path) -> None:
    """Nothing is said of how the camera looks: it is unknown, and never bad."""
    camera = Camera(tmp_path)
    camera.video.state = StreamState.REFUSED
    (told,) = camera.look(0)
    assert (told.kind, told.stream, told.seen) == (Look.STREAM, StreamState.REFUSED, Seen.UNKNOWN)
    assert (told.station, told.camera, told.occurred_at) == ("station", "camera", BEGINS)


def test_how_the_video_comes_is_told_when_it_changes_and_now_and_then(tmp_path: Path) -> None:
    """Not at every look."""
    camera = Camera(tmp_path)
    every_s = TELL_STREAM_EVERY.total_seconds()
    told = [streams(camera.look(at_s)) for at_s in (0, 2, every_s - 1, every_s, every_s + 2)]
    connecting = [(StreamState.CONNECTING, Seen.UNKNOWN)]
    assert told == [connecting, [], [], connecting, []]
    camera.video.show(1, came_at_s=every_s + 3)
    assert streams(camera.look(every_s + 4)) == [(StreamState.LIVE, Seen.WELL)]


def test_it_starts_and_stops_its_video(tmp_path: Path) -> None:
    """And nothing else."""
    camera = Camera(tmp_path)
    camera.eye.start()
    assert camera.video.running
    camera.eye.stop()
    assert not camera.video.running


def test_what_is_counted_goes_on_when_a_camera_comes_back(tmp_path: Path) -> None:
    """Given away and watched again, with a new video that counts from nothing."""
    tally = Tally()
    for _ in range(2):
        camera = Camera(tmp_path, tally)
        camera.video.show(1, came_at_s=0)
        for camera.video.damaged in (2, 3):
            camera.look(1)
    assert (tally.looks, tally.damaged) == (2, 6)
