"""Readers of real RTSP, RTMP and HLS servers and of broken files: a picture, or the reason why there is none."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bench.eyes.servers import H264, H265, played, rtsp
from models.observations import StreamState
from streams.broker.process import free_ports
from tests.readers import reading, until, until_state
from tests.videos import make
from vision.sources.address import with_login

SECRET = "open-sesame"  # noqa: S105  of no camera anywhere
EVERY_2_S = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-keyint_min", "50")


pytestmark = pytest.mark.usefixtures("video_programs")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the videos that several tests need."""
    path = tmp_path_factory.mktemp("videos")
    make(path / "live.mp4", *EVERY_2_S)
    make(
        path / "hevc.mp4",
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "keyint=50:log-level=none",
        seconds=12,
    )
    make(path / "slices.mp4", *EVERY_2_S, "-tune", "zerolatency", "-threads", "4", seconds=20)
    make(path / "seldom.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-g", "150", "-keyint_min", "150")
    return path


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """Run an RTSP server with several cameras."""
    mounts = {
        "live": played(folder / "live.mp4", H264),
        "hevc": played(folder / "hevc.mp4", H265),
        "slices": played(folder / "slices.mp4", H264),
        "seldom": played(folder / "seldom.mp4", H264),
        "sound": "audiotestsrc is-live=true ! mulawenc ! rtppcmupay name=pay0",
    }
    with rtsp(mounts) as address:
        yield address


@pytest.mark.parametrize("mount", ["live", "hevc"])
def test_a_live_camera_gives_its_keyframes(server: str, mount: str) -> None:
    """One every two seconds, each a new one, of the size that it has."""
    with reading(f"{server}/{mount}") as reader:
        until_state(reader, StreamState.LIVE)
        first = reader.newest()
        assert first is not None
        assert first.picture.shape == (360, 640, 3)
        until(lambda: reader.status().frames >= first.number + 2)
        newest = reader.newest()
        assert newest is not None
        assert newest.number > first.number
        assert (newest.picture != first.picture).any()
        status = reader.status()
        assert not status.fully
        assert status.damaged == 0
        # At 25 a second all pictures would be many times as many.
        assert status.frames < 10


def test_pictures_that_come_in_several_packets_are_put_together(server: str) -> None:
    """Coders that make slices at once send such keyframes: each part alone looks damaged."""
    with reading(f"{server}/slices") as reader:
        until(lambda: reader.status().frames >= 1)
        damaged = reader.status().damaged
        until(lambda: reader.status().frames >= 4)
        status = reader.status()
        assert status.state is StreamState.LIVE
        # One may just have come in part.
        assert status.damaged <= damaged + 1
        assert not status.fully


def test_where_keyframes_come_too_seldom_all_is_decoded(server: str) -> None:
    """And the status says so."""
    with reading(f"{server}/seldom") as reader:
        until(lambda: reader.status().fully)
        until(lambda: reader.status().frames > 20)


@pytest.mark.parametrize(
    ("mount", "state"), [("nothing", StreamState.NOT_FOUND), ("sound", StreamState.NO_VIDEO)]
)
def test_a_server_without_such_a_video_is_named(server: str, mount: str, state: StreamState) -> None:
    """There is no picture, and no old one either."""
    with reading(f"{server}/{mount}") as reader:
        until_state(reader, state)
        assert reader.newest() is None


def test_who_may_not_see_is_told_apart_and_no_password_is_shown(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without a login, with a wrong one, and with the right one."""
    with (
        rtsp({"live": played(folder / "live.mp4", H264)}, "viewer", SECRET) as server,
        capture_logs() as logs,
    ):
        for login, state in (
            ((None, None), StreamState.UNAUTHORISED),
            (("viewer", f"{SECRET}-not"), StreamState.UNAUTHORISED),
            (("viewer", SECRET), StreamState.LIVE),
        ):
            with reading(with_login(f"{server}/live", *login)) as reader:
                until_state(reader, state)
    assert "unauthorised" in str(logs)
    shown = capfd.readouterr()
    assert SECRET not in f"{logs}{shown.out}{shown.err}"


def test_a_server_that_goes_and_comes_back_is_found_again(folder: Path) -> None:
    """Its last picture is not shown meanwhile; it may speak another codec since."""
    mounts = {"live": played(folder / "live.mp4", H264)}
    (port,) = free_ports(1)
    with reading(f"rtsp://127.0.0.1:{port}/live") as reader:
        until_state(reader, StreamState.REFUSED)
        with rtsp(mounts, port=port):
            until_state(reader, StreamState.LIVE)
        until(lambda: reader.status().state is not StreamState.LIVE)
        assert reader.newest() is None
        with rtsp({"live": played(folder / "hevc.mp4", H265)}, port=port):
            until_state(reader, StreamState.LIVE)
        assert reader.status().connects == 2


def test_rtmp(folder: Path) -> None:
    """A publisher's FFmpeg that listens: live while it sends; then it has stalled or hung up."""
    (port,) = free_ports(1)
    address = f"rtmp://127.0.0.1:{port}/app/live"
    send = ["ffmpeg", "-v", "error", "-re", "-i", str(folder / "live.mp4"), "-c", "copy", "-f", "flv"]
    with subprocess.Popen([*send, "-listen", "1", address]) as publisher, reading(address) as reader:
        try:
            until_state(reader, StreamState.LIVE)
            until(lambda: reader.status().frames >= 2)
        finally:
            publisher.send_signal(signal.SIGKILL)
        until(lambda: reader.status().state is not StreamState.LIVE)


def test_a_video_whose_size_changes_midway_goes_on(tmp_path: Path) -> None:
    """As when a platform switches to a smaller stream."""
    parts = [
        make(tmp_path / f"{number}.ts", *EVERY_2_S, size=size, seconds=1)
        for number, size in enumerate(("640x360", "320x180"))
    ]
    both = tmp_path / "both.ts"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    sizes: set[tuple[int, ...]] = set()
    # Again and again: what goes by within a second may be missed once.
    with reading(str(both), loop=True) as reader:

        def both_seen() -> bool:
            newest = reader.newest()
            sizes.update({newest.picture.shape} if newest else ())
            return len(sizes) == 2

        until(both_seen)
    assert sizes == {(360, 640, 3), (180, 320, 3)}


def test_a_file_ends_or_begins_again(tmp_path: Path) -> None:
    """It is played as fast as it was filmed."""
    file = make(tmp_path / "short.mp4", *EVERY_2_S, seconds=1)
    began_s = time.monotonic()
    with reading(str(file)) as reader:
        until_state(reader, StreamState.ENDED)
        assert time.monotonic() - began_s > 0.9
        assert reader.status().frames == 25
    with reading(str(file), loop=True) as reader:
        until(lambda: reader.status().frames > 30)
        assert reader.status().connects >= 2
