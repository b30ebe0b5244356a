"""Real RTSP servers: GStreamer's, run by the system's Python; and a live camera for them, played by FFmpeg."""

import json
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from streams.broker.process import dying_with_us

SYSTEM_PYTHON = Path("/usr/bin/python3")
SERVER = Path(__file__).parent / "rtsp_server.py"
NEEDED = (
    "Debian, Ubuntu: apt install ffmpeg python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base "
    "gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"
)
H264, H265 = "h264parse ! rtph264pay", "h265parse ! rtph265pay"
SPOILT_EVERY = 20_000
"""One wrong byte in some so many."""


class NoPrograms(Exception):
    """What is needed is not installed; says what to do."""


def look_for_programs() -> None:
    """Raise ``NoPrograms`` where FFmpeg or GStreamer's RTSP server is absent."""
    if shutil.which("ffmpeg") is None:
        raise NoPrograms(f"ffmpeg is not installed ({NEEDED})")
    wanted = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
    found = subprocess.run([SYSTEM_PYTHON, "-c", wanted], capture_output=True, check=False)
    if found.returncode:
        raise NoPrograms(f"GStreamer's RTSP server is not installed ({NEEDED})")


@contextmanager
def rtsp(mounts: Mapping[str, str], *login: str, port: int = 0) -> Iterator[str]:
    """Run an RTSP server; yield what addresses of it begin with."""
    server, port = start_rtsp(mounts, *login, port=port)
    with server:
        try:
            yield f"rtsp://127.0.0.1:{port}"
        finally:
            server.kill()


def start_rtsp(mounts: Mapping[str, str], *login: str, port: int = 0) -> tuple["subprocess.Popen[str]", int]:
    """Start an RTSP server; return it and its port. Mounts are GStreamer pipelines by name."""
    server_of = [str(SYSTEM_PYTHON), str(SERVER), str(port), json.dumps(mounts), *login]
    command = [*dying_with_us(signal.SIGKILL), *server_of]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    if server.stdout is None or not (line := server.stdout.readline()):
        server.kill()
        server.wait()
        raise NoPrograms(f"the RTSP server did not start on port {port}")
    return server, int(line)


def played(file: Path, codec: str) -> str:
    """Return the pipeline that sends a file as a live camera would."""
    return f"filesrc location={file} ! qtdemux ! {codec} name=pay0 config-interval=-1"


def received(udp_port: int) -> str:
    """Return the pipeline that sends on what a camera sends to a port of this machine."""
    caps = "application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload=96"
    source = f'udpsrc port={udp_port} buffer-size=4000000 caps="{caps}"'
    return f"{source} ! rtph264depay ! h264parse ! rtph264pay name=pay0 config-interval=-1"


def start_camera(stream: Path, udp_port: int) -> "subprocess.Popen[bytes]":
    """Start what plays a stream for ever, as fast as it was filmed, to a port of this machine."""
    played = ["ffmpeg", "-v", "fatal", "-nostdin", "-re", "-stream_loop", "-1", "-i", str(stream), "-an"]
    return subprocess.Popen(
        [*dying_with_us(signal.SIGKILL), *played, "-c:v", "copy", "-f", "rtp", f"rtp://127.0.0.1:{udp_port}"],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


class Streams(Struct, frozen=True):
    """What a camera plays: a clip as it is, and one with wrong bytes."""

    whole: Path
    spoilt: Path


def make_streams(folder: Path, clip: Path | None) -> Streams:
    """Make both of a clip; of none, as a 720p camera films: noise, a keyframe every two seconds, 2 Mb/s."""
    if clip is None:
        clip = folder / "clip.mp4"
        source = "testsrc2=size=1280x720:rate=25,noise=alls=8:allf=t"
        codec = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-keyint_min", "50", "-b:v", "2M")
        run_ffmpeg("-f", "lavfi", "-i", source, "-t", "20", "-pix_fmt", "yuv420p", *codec, str(clip))
    # FFmpeg's filters end with the first round of what is played for ever: so they are not used while playing.
    streams = Streams(folder / "whole.ts", folder / "spoilt.ts")
    whole = "h264_mp4toannexb"
    for stream, filters in ((streams.whole, whole), (streams.spoilt, f"{whole},noise=amount={SPOILT_EVERY}")):
        run_ffmpeg("-i", str(clip), "-an", "-c:v", "copy", "-bsf:v", filters, str(stream))
    return streams


def run_ffmpeg(*arguments: str) -> None:
    """Run FFmpeg; what it complains about is in the error."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"FFmpeg: {done.stderr}")
