"""A media server for HLS as browsers meet one: a live list written by FFmpeg, on an origin of its own."""

import http.server
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from bench.eyes.servers import run_ffmpeg
from streams.broker.process import dying_with_us

TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t"}
SEGMENT_S = 1
LISTED_WITHIN_S = 60
"""E: on a machine that is busy with other tests."""


def make_clip(file: Path) -> Path:
    """Make a clip that moves and counts, as small cameras film: H.264, a keyframe each second."""
    codec = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "10", "-pix_fmt", "yuv420p")
    run_ffmpeg("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10", "-t", "20", *codec, str(file))
    return file


def shown(authorization: str | None) -> str | None:
    """Return the pass that a browser showed."""
    return None if authorization is None else authorization.removeprefix("Bearer ")


class Hls:
    """A folder that FFmpeg writes a live list into, served for every camera alike; requests are counted by camera."""

    def __init__(self, clip: Path, folder: Path) -> None:
        self._clip = clip
        self._folder = folder
        self._writing: subprocess.Popen[bytes] | None = None
        self.asked: dict[str, int] = {}
        self.bearers: dict[str, set[str | None]] = {}
        self.url = ""

    def write(self) -> None:
        """Begin to write, or begin anew, as a media server that was started again."""
        played = ["ffmpeg", "-v", "fatal", "-nostdin", "-re", "-stream_loop", "-1", "-i", str(self._clip)]
        listed = ["-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_list_size", "5"]
        flags = ["-hls_flags", "delete_segments+omit_endlist", str(self._folder / "index.m3u8")]
        command = [*dying_with_us(signal.SIGKILL), *played, "-c", "copy", *listed, *flags]
        self._writing = subprocess.Popen(command, start_new_session=True)

    def until_listed(self) -> None:
        """Wait for the first list."""
        ends = time.monotonic() + LISTED_WITHIN_S
        while not (self._folder / "index.m3u8").exists():
            assert time.monotonic() < ends, "FFmpeg writes no list"
            time.sleep(0.1)

    def cut(self) -> None:
        """Write no more; what is in the list stays."""
        if self._writing is not None:
            self._writing.kill()
            self._writing.wait()

    def answer(self, path: str, bearer: str | None) -> bytes | None:
        """Return a file, and count who asked for which camera."""
        camera, _, name = urlsplit(path).path.strip("/").rpartition("/")
        self.asked[camera] = self.asked.get(camera, 0) + 1
        self.bearers.setdefault(camera, set()).add(bearer)
        file = self._folder / name
        return file.read_bytes() if re.fullmatch(r"index\d*\.(m3u8|ts)", name) and file.exists() else None


@contextmanager
def hls(clip: Path, folder: Path) -> Iterator[Hls]:
    """Run a media server for HLS."""
    media = Hls(clip, folder)

    class Answers(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer with a file; where a list is first asked for, with where it is, as MediaMTX does."""
            if self.path.endswith(".m3u8"):
                self._say(HTTPStatus.FOUND, b"", Location=f"{self.path}?cookieCheck=1")
                return
            found = media.answer(self.path, shown(self.headers["Authorization"]))
            self._say(HTTPStatus.NOT_FOUND if found is None else HTTPStatus.OK, found or b"")

        def do_OPTIONS(self) -> None:
            """Answer what browsers ask before they show a pass."""
            self._say(HTTPStatus.NO_CONTENT, b"")

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

        def _say(self, status: HTTPStatus, body: bytes, **headers: str) -> None:
            self.send_response(status)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "Authorization, Range")
            self.send_header("Content-Type", TYPES.get(Path(self.path).suffix, "text/plain"))
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        media.url = f"http://127.0.0.1:{server.server_address[1]}/{{camera}}/index.m3u8"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            media.write()
            media.until_listed()
            yield media
        finally:
            media.cut()
            server.shutdown()
