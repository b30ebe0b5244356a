"""Videos for tests, made by FFmpeg, and a server for files."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.eyes.servers import run_ffmpeg


def make(path: Path, *options: str, size: str = "640x360", seconds: float = 30) -> Path:
    """Make a video of FFmpeg's test picture, which moves and counts; ``options`` choose the codec."""
    source = f"testsrc2=size={size}:rate=25"
    run_ffmpeg("-f", "lavfi", "-i", source, "-t", str(seconds), *options, str(path))
    return path


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
