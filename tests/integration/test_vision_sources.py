"""Readers of real RTSP, RTMP and HLS servers and of broken files: a picture, or the reason why there is none."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from models.observations import StreamState
from streams.broker.process import free_ports
from tests import videos
from tests.videos import H264, H265, http_folder, make, played, rtsp
from vision.sources import opening
from vision.sources.address import with_login
from vision.sources.reader import Reader

WITHIN_S = 30.0
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
    )
    make(path / "seldom.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-g", "150", "-keyint_min", "150")
    return path


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """Run an RTSP server with several cameras."""
    mounts = {
        "live": played(folder / "live.mp4", H264),
        "hevc": played(folder / "hevc.mp4", H265),
        "seldom": played(folder / "seldom.mp4", H264),
        "sound": "audiotestsrc is-live=true ! mulawenc ! rtppcmupay name=pay0",
    }
    with rtsp(mounts) as address:
        yield address


@contextmanager
def reading(address: str, *, loop: bool = False) -> Iterator[Reader]:
    """Read, and end."""
    reader = Reader("camera", address, loop=loop)
    reader.start()
    try:
        yield reader
    finally:
        began_s = time.monotonic()
        reader.stop()
        assert time.monotonic() - began_s < 5


def until(done: Callable[[], object], within_s: float = WITHIN_S) -> None:
    """Wait for something."""
    end_s = time.monotonic() + within_s
    while not done():
        assert time.monotonic() < end_s, "it did not happen"
        time.sleep(0.02)


def until_state(reader: Reader, state: StreamState) -> None:
    """Wait for a state."""
    try:
        until(lambda: reader.status().state is state)
    except AssertionError:
        raise AssertionError(f"it is {reader.status()} and not {state}") from None


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
    """Its last picture is not shown meanwhile."""
    mounts = {"live": played(folder / "live.mp4", H264)}
    (port,) = free_ports(1)
    with reading(f"rtsp://127.0.0.1:{port}/live") as reader:
        until_state(reader, StreamState.REFUSED)
        with rtsp(mounts, port=port):
            until_state(reader, StreamState.LIVE)
        until(lambda: reader.status().state is not StreamState.LIVE)
        assert reader.newest() is None
        with rtsp(mounts, port=port):
            until_state(reader, StreamState.LIVE)
        assert reader.status().connects == 2


def test_one_that_accepts_and_never_speaks_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the time that opening may take; stopping does not wait for it."""
    monkeypatch.setattr(opening, "OPEN_WITHIN_S", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for scheme in ("rtsp", "rtmp", "http"):
            with reading(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/live") as reader:
                until_state(reader, StreamState.REFUSED)


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


def test_hls(folder: Path, tmp_path: Path) -> None:
    """Segments in a folder behind an HTTP server."""
    segments = ("-f", "hls", "-hls_time", "2", "-hls_list_size", "0")
    videos.run("-i", str(folder / "live.mp4"), "-c", "copy", *segments, str(tmp_path / "index.m3u8"))
    with http_folder(tmp_path) as server, reading(f"{server}/index.m3u8") as reader:
        until_state(reader, StreamState.LIVE)
        newest = reader.newest()
        assert newest is not None
        assert newest.picture.shape == (360, 640, 3)
    with http_folder(tmp_path) as server, reading(f"{server}/other.m3u8") as reader:
        until_state(reader, StreamState.NOT_FOUND)


BROKEN = [
    ("zero size", lambda _whole: b"", StreamState.UNREADABLE),
    ("junk", lambda whole: bytes(reversed(whole)), StreamState.UNREADABLE),
    ("truncated", lambda whole: whole[: len(whole) // 2], StreamState.UNREADABLE),
    ("text", lambda _whole: b"not a video\n" * 100, StreamState.NO_VIDEO),
]


@pytest.mark.parametrize(("name", "spoil", "state"), BROKEN, ids=[name for name, *_ in BROKEN])
def test_a_broken_file_is_named(
    folder: Path, tmp_path: Path, name: str, spoil: Callable[[bytes], bytes], state: StreamState
) -> None:
    """In a word."""
    file = tmp_path / (f"{name}.txt" if name == "text" else f"{name}.mp4")
    file.write_bytes(spoil((folder / "live.mp4").read_bytes()))
    with reading(str(file)) as reader:
        until_state(reader, state)
        assert reader.newest() is None


def test_a_video_whose_size_changes_midway_goes_on(tmp_path: Path) -> None:
    """As when a platform switches to a smaller stream."""
    parts = [
        make(tmp_path / f"{number}.ts", *EVERY_2_S, size=size, seconds=1)
        for number, size in enumerate(("640x360", "320x180"))
    ]
    both = tmp_path / "both.ts"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    sizes: set[tuple[int, ...]] = set()
    with reading(str(both)) as reader:

        def both_seen() -> bool:
            newest = reader.newest()
            sizes.update({newest.picture.shape} if newest else ())
            return len(sizes) == 2

        until(both_seen)
    assert sizes == {(360, 640, 3), (180, 320, 3)}


@pytest.mark.parametrize(
    ("size", "shape"), [("7680x4320", (1080, 1920, 3)), ("16x16", (16, 16, 3)), ("2x2", (2, 2, 3))]
)
def test_very_large_and_very_small_pictures_come(tmp_path: Path, size: str, shape: tuple[int, ...]) -> None:
    """The large ones smaller."""
    file = make(tmp_path / "video.avi", "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", size=size, seconds=0.2)
    with reading(str(file), loop=True) as reader:
        until_state(reader, StreamState.LIVE)
        newest = reader.newest()
        assert newest is not None
        assert newest.picture.shape == shape


def test_a_file_ends_or_begins_again(tmp_path: Path) -> None:
    """It is played as fast as it was filmed."""
    file = make(tmp_path / "short.mp4", *EVERY_2_S, seconds=1)
    with reading(str(file)) as reader:
        began_s = time.monotonic()
        until_state(reader, StreamState.ENDED)
        assert time.monotonic() - began_s > 0.9
        assert reader.status().frames == 25
    with reading(str(file), loop=True) as reader:
        until(lambda: reader.status().frames > 30)
        assert reader.status().connects == 2


def test_a_damaged_stream_gives_what_is_whole(folder: Path, tmp_path: Path) -> None:
    """Damaged pictures are counted; the reader goes on."""
    stream = tmp_path / "damaged.ts"
    videos.run("-i", str(folder / "live.mp4"), "-c", "copy", str(stream))
    packets = bytearray(stream.read_bytes())
    for place in range(len(packets) // 3, len(packets) // 2, 500):
        packets[place] ^= 0xFF
    stream.write_bytes(packets)
    shutil.copy(stream, tmp_path / "index.ts")
    with http_folder(tmp_path) as server, reading(f"{server}/index.ts") as reader:
        until(lambda: reader.status().damaged > 0 and reader.status().frames > 5)
