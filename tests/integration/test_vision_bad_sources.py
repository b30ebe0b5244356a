"""Bad sources: each gives its state; none raises out of its reader, and none leaks a password."""

import http.server
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bench.eyes.servers import run_ffmpeg
from models.observations import StreamState
from tests.readers import reading, until, until_state
from tests.videos import make
from vision.sources import opening
from vision.sources.address import with_login
from vision.sources.frames import Counts, frames
from vision.sources.opening import MOST_PX, NoVideo, open_video

SECRET = "open-sesame"  # noqa: S105  of no camera anywhere
EVERY_1_S = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-keyint_min", "25")
JUNK = random.Random(1).randbytes(4096)

pytestmark = pytest.mark.usefixtures("video_programs")


@pytest.fixture(autouse=True)
def _nothing_unforeseen(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Let no reader fail for a reason that it does not know, nor anything of a password be said."""
    with capture_logs() as logs:
        yield
    shown = capfd.readouterr()
    assert "reading failed" not in str(logs)
    assert SECRET not in f"{logs}{shown.out}{shown.err}"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a short video."""
    return make(tmp_path_factory.mktemp("clip") / "clip.mp4", *EVERY_1_S, size="320x180", seconds=3)


BROKEN = [
    ("zero-size.mp4", lambda _whole: b"", StreamState.UNREADABLE),
    ("junk.mp4", lambda whole: bytes(reversed(whole)), StreamState.UNREADABLE),
    ("truncated.mp4", lambda whole: whole[: len(whole) // 2], StreamState.UNREADABLE),
    ("text.txt", lambda _whole: b"not a video\n" * 100, StreamState.NO_VIDEO),
]


@pytest.mark.parametrize(("name", "spoil", "state"), BROKEN, ids=[name for name, *_ in BROKEN])
def test_a_broken_file_is_named(
    clip: Path, tmp_path: Path, name: str, spoil: Callable[[bytes], bytes], state: StreamState
) -> None:
    """In a word."""
    file = tmp_path / name
    file.write_bytes(spoil(clip.read_bytes()))
    with reading(str(file)) as reader:
        until_state(reader, state)
        assert reader.newest() is None


def test_a_file_without_one_whole_picture_is_unreadable(clip: Path, tmp_path: Path) -> None:
    """However few they are; it has not ended, nor does it begin again at once."""
    few = tmp_path / "few.mp4"
    run_ffmpeg("-i", str(clip), "-c", "copy", "-frames:v", "10", "-movflags", "faststart", str(few))
    few.write_bytes(without_its_data(few.read_bytes()))
    with reading(str(few), loop=True) as reader:
        until_state(reader, StreamState.UNREADABLE)


def without_its_data(whole: bytes) -> bytes:
    """Return a file whose index is whole, with nothing behind it."""
    return whole[: whole.index(b"mdat")] + b"free" + bytes(len(whole) - whole.index(b"mdat") - 4)


def test_a_stream_that_breaks_off_gives_what_is_there(clip: Path, tmp_path: Path) -> None:
    """Midway through a packet."""
    stream = as_stream(clip, tmp_path)
    stream.write_bytes(stream.read_bytes()[: stream.stat().st_size // 2 + 77])
    with reading(str(stream)) as reader:
        until_state(reader, StreamState.ENDED)
        assert 25 < reader.status().frames < 75


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("live", [False, True])
def test_a_damaged_stream_gives_what_is_whole(clip: Path, tmp_path: Path, seed: int, *, live: bool) -> None:
    """Wrong bytes anywhere: damaged pictures are counted, and nothing but a known reason ends it."""
    stream = as_stream(clip, tmp_path)
    spoilt, chance = bytearray(stream.read_bytes()), random.Random(seed)
    for _ in range(len(spoilt) // 2000):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    stream.write_bytes(spoilt)
    counts = Counts()
    try:
        opened = open_video(str(stream))
        shown = sum(1 for _ in frames(opened, counts, live=live))
    except NoVideo as why:
        assert why.state is StreamState.UNREADABLE  # noqa: PT017  it may end so, and need not
    else:
        assert shown == counts.frames
    assert counts.frames + counts.damaged > 0


def as_stream(clip: Path, folder: Path) -> Path:
    """Return a clip as MPEG-TS, which can be read on behind what is damaged."""
    stream = folder / "stream.ts"
    run_ffmpeg("-i", str(clip), "-c", "copy", str(stream))
    return stream


def test_a_video_that_no_decoder_knows_is_named(clip: Path, tmp_path: Path) -> None:
    """It says that it is one."""
    file = tmp_path / "unknown.mkv"
    run_ffmpeg("-i", str(clip), "-c", "copy", str(file))
    file.write_bytes(file.read_bytes().replace(b"V_MPEG4/ISO/AVC", b"V_MPEG4/ISO/XXX"))
    with reading(str(file)) as reader:
        until_state(reader, StreamState.NO_VIDEO)


@pytest.mark.parametrize("name", ["image.jpg", "image.png"])
def test_an_image_is_a_video_of_one_picture(tmp_path: Path, name: str) -> None:
    """Over at once; begun again, it is read once a second and not as fast as the disk gives it."""
    file = make(tmp_path / name, "-frames:v", "1", "-update", "1", size="64x48")
    with reading(str(file)) as reader:
        until_state(reader, StreamState.ENDED)
        assert reader.status().frames == 1
    with reading(str(file), loop=True) as reader:
        until(lambda: reader.status().frames >= 2)
        assert reader.status().state is StreamState.LIVE
        newest = reader.newest()
        assert newest is not None
        assert newest.picture.shape == (48, 64, 3)


@pytest.mark.parametrize(
    ("size", "shape"), [("7680x4320", (1080, 1920, 3)), ("16x16", (16, 16, 3)), ("1x1", (1, 1, 3))]
)
def test_very_large_and_very_small_pictures_come(tmp_path: Path, size: str, shape: tuple[int, ...]) -> None:
    """The large ones smaller."""
    file = motion_jpeg(tmp_path, size)
    with reading(str(file), loop=True) as reader:
        until_state(reader, StreamState.LIVE)
        newest = reader.newest()
        assert newest is not None
        assert newest.picture.shape == shape


def test_pictures_that_are_far_too_large_are_refused(tmp_path: Path) -> None:
    """A file of some bytes could have the memory of all of them."""
    with reading(str(motion_jpeg(tmp_path, "8192x4400"))) as reader:
        until_state(reader, StreamState.UNREADABLE)
        assert reader.status().frames == 0


def test_pictures_that_grow_too_large_midway_are_damaged(tmp_path: Path) -> None:
    """The decoder itself refuses them; those before are shown."""
    small, large = (
        make(tmp_path / f"{size}.mjpeg", *one_jpeg(size), size="320x180") for size in ("320x180", "8192x4400")
    )
    both = tmp_path / "both.mjpeg"
    both.write_bytes(small.read_bytes() + large.read_bytes())
    counts = Counts()
    sizes = {
        image.image.width * image.image.height for image in frames(open_video(str(both)), counts, live=False)
    }
    assert sizes == {320 * 180}
    assert counts.damaged == 1
    assert MOST_PX < 8192 * 4400


def motion_jpeg(folder: Path, size: str) -> Path:
    """Return a video of one JPEG, which may have any size."""
    return make(folder / "video.avi", *one_jpeg(size), size="320x180")


def one_jpeg(size: str) -> tuple[str, ...]:
    """Return what makes one picture of a size, which may be any."""
    scale = f"scale={size.replace('x', ':')}"
    return ("-vf", scale, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-frames:v", "1")


@contextmanager
def answering(answer: Callable[[socket.socket], object]) -> Iterator[int]:
    """Run a server that does one thing with each connection; yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                held.append(connection)
                answer(connection)

        held: list[socket.socket] = []
        threading.Thread(target=serve, daemon=True).start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            for connection in held:
                connection.close()


SILENT_OR_WORSE: list[tuple[str, Callable[[socket.socket], object]]] = [
    ("says nothing", lambda _connection: None),
    ("hangs up", lambda connection: connection.close()),
    ("sends junk", lambda connection: connection.sendall(JUNK)),
]


@pytest.mark.parametrize("scheme", ["rtsp", "rtmp", "http"])
@pytest.mark.parametrize(("_what", "answer"), SILENT_OR_WORSE, ids=[what for what, _ in SILENT_OR_WORSE])
def test_a_server_that_does_not_speak_as_it_should_is_given_up(
    monkeypatch: pytest.MonkeyPatch, scheme: str, _what: str, answer: Callable[[socket.socket], object]
) -> None:
    """Within the time that opening may take; stopping does not wait for it."""
    monkeypatch.setattr(opening, "OPEN_WITHIN_S", 1.0)
    with answering(answer) as port:
        address = with_login(f"{scheme}://127.0.0.1:{port}/live", "viewer", SECRET)
        with reading(address) as reader:
            until_state(reader, StreamState.REFUSED)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (401, StreamState.UNAUTHORISED),
        (403, StreamState.UNAUTHORISED),
        (404, StreamState.NOT_FOUND),
        (500, StreamState.REFUSED),
    ],
)
def test_what_an_http_server_refuses_is_told_apart(status: int, state: StreamState) -> None:
    """RTSP's are tested with a real server."""

    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(status)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = with_login(f"http://127.0.0.1:{server.server_address[1]}/live.m3u8", "viewer", SECRET)
        with reading(address) as reader:
            until_state(reader, state)
        server.shutdown()
