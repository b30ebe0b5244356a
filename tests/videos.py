"""Videos for tests, made by FFmpeg, and servers that send them."""

import functools
import http.server
import json
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from streams.broker.process import dying_with_us

SYSTEM_PYTHON = Path("/usr/bin/python3")
SERVER = Path(__file__).parent / "rtsp_server.py"
NEEDED = (
    "Debian, Ubuntu: apt install ffmpeg python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base "
    "gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"
)
H264, H265 = "h264parse ! rtph264pay", "h265parse ! rtph265pay"


class NoPrograms(Exception):
    """What the tests need is not installed; says what to do."""


def look_for_programs() -> None:
    """Raise ``NoPrograms`` where FFmpeg or GStreamer's RTSP server is absent."""
    if shutil.which("ffmpeg") is None:
        raise NoPrograms(f"ffmpeg is not installed ({NEEDED})")
    wanted = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
    found = subprocess.run([SYSTEM_PYTHON, "-c", wanted], capture_output=True, check=False)
    if found.returncode:
        raise NoPrograms(f"GStreamer's RTSP server is not installed ({NEEDED})")


def make(path: Path, *options: str, size: str = "640x360", seconds: float = 30) -> Path:
    """Make a video of FFmpeg's test picture, which moves and counts; ``options`` choose the codec."""
    source = f"testsrc2=size={size}:rate=25"
    run("-f", "lavfi", "-i", source, "-t", str(seconds), *options, str(path))
    return path


def run(*arguments: str) -> None:
    """Run FFmpeg; what it complains about is in the error."""
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-y", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def played(file: Path, codec: str) -> str:
    """Return the pipeline that sends a file as a live camera would."""
    return f"filesrc location={file} ! qtdemux ! {codec} name=pay0 config-interval=-1"


@contextmanager
def rtsp(mounts: Mapping[str, str], *login: str, port: int = 0) -> Iterator[str]:
    """Run an RTSP server; yield what addresses of it begin with."""
    command = [*dying_with_us(signal.SIGKILL), SYSTEM_PYTHON, SERVER, str(port), json.dumps(mounts), *login]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as server:
        try:
            assert server.stdout is not None
            yield f"rtsp://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.kill()


@contextmanager
def http_folder(folder: Path) -> Iterator[str]:
    """Serve a folder over HTTP; yield what addresses in it begin with."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""
