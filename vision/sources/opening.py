"""Open a video, and say in a word why it cannot be opened or read."""

import av
import av.logging
from av.container import InputContainer
from av.video.stream import VideoStream
from msgspec import Struct

from models.observations import StreamState
from vision.sources.address import is_file

OPEN_WITHIN_S = 10.0
"""E: RTSP over TCP opens in about a second, RTMP in five."""
READ_WITHIN_S = 10.0
"""E: a live camera sends something all the time; some seconds without anything are a bad connection."""

_BY_KIND: tuple[tuple[type[av.FFmpegError], StreamState], ...] = (
    (av.HTTPUnauthorizedError, StreamState.UNAUTHORISED),
    (av.HTTPForbiddenError, StreamState.UNAUTHORISED),
    (av.HTTPNotFoundError, StreamState.NOT_FOUND),
    (av.FileNotFoundError, StreamState.NOT_FOUND),
    (av.IsADirectoryError, StreamState.NOT_FOUND),
    (av.PermissionError, StreamState.UNAUTHORISED),
    (av.DecoderNotFoundError, StreamState.NO_VIDEO),
    (av.InvalidDataError, StreamState.UNREADABLE),
)
"""What FFmpeg's errors mean. Whatever is not here has to do with the connection."""

# FFmpeg writes addresses, passwords included, to standard error.
av.logging.set_level(av.logging.PANIC)


class NoVideo(Exception):
    """There is no picture; says why in a word, and never an address."""

    def __init__(self, state: StreamState) -> None:
        super().__init__(state.value)
        self.state = state


class Opened(Struct, frozen=True):
    """A video that is being received."""

    container: InputContainer
    stream: VideoStream


def open_video(address: str) -> Opened:
    """Open a video; raises ``NoVideo``. ``address`` may hold a password."""
    try:
        container = av.open(address, timeout=(OPEN_WITHIN_S, READ_WITHIN_S), options=_options(address))
    except (av.FFmpegError, OSError, ValueError) as error:
        raise NoVideo(state_of(error, opening=True)) from None
    if not container.streams.video or container.format.name == "tty":
        # FFmpeg shows any text as a picture of a terminal.
        container.close()
        raise NoVideo(StreamState.NO_VIDEO)
    stream = container.streams.video[0]
    # One core for all cameras' decoders; they are many.
    stream.thread_count = 1
    stream.thread_type = "NONE"
    # Damaged pictures raise instead of being mended by guessing. What av.open is given does not reach the decoder.
    stream.codec_context.options = {"err_detect": "explode"}
    return Opened(container, stream)


def state_of(error: BaseException, *, opening: bool) -> StreamState:
    """Return what an error means. An RTSP server that hangs up looks to FFmpeg as if it had sent junk."""
    state = next((state for kind, state in _BY_KIND if isinstance(error, kind)), None)
    if state is StreamState.UNREADABLE and opening and _of_network(error):
        return StreamState.REFUSED
    return state or (StreamState.REFUSED if opening else StreamState.STALLED)


def _of_network(error: BaseException) -> bool:
    name = getattr(error, "filename", None)
    return isinstance(name, str) and not is_file(name)


def _options(address: str) -> dict[str, str]:
    scheme = address.split("://", 1)[0]
    options: dict[str, str] = {}
    if scheme.startswith("rtsp"):
        # Over UDP pictures arrive torn; a control room's network lets TCP through.
        options["rtsp_transport"] = "tcp"
    if scheme.startswith(("rtsp", "rtmp")):
        options |= {"fflags": "nobuffer", "analyzeduration": "2000000", "probesize": "2000000"}
    return options
