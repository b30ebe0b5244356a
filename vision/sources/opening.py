"""Open a video, and say in a word why it cannot be opened or read."""

import av
import av.logging
from av.container import InputContainer
from av.stream import Discard
from av.video.stream import VideoStream
from msgspec import Struct

from models.observations import StreamState
from vision.sources.address import is_file

OPEN_WITHIN_S = 10.0
"""E: RTSP over TCP opens in about a second, RTMP in five."""
PATIENCE_S = 10.0
"""E: a live camera sends something all the time, and a keyframe every one to four seconds; so long without any is
a stall or a bad connection."""
SEGMENTS_PATIENCE_S = 25.0
"""E: HLS comes in segments of 2 to 10 s: two of the longest, and some for fetching them."""
MOST_PX = 8192 * 4352
"""E: 8K, whose one decoded picture is 50 MB. A few bytes can claim to be a far larger one."""

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
    patience_s: float
    """Without a picture for longer it has stalled."""


def open_video(address: str) -> Opened:
    """Open a video; raises ``NoVideo``. ``address`` may hold a password."""
    patience_s = patience_of(address)
    try:
        container = av.open(address, timeout=(OPEN_WITHIN_S, patience_s), options=_options(address))
    except (av.FFmpegError, OSError, ValueError) as error:
        raise NoVideo(state_of(error, opening=True)) from None
    try:
        return Opened(container, _video(container), patience_s)
    except BaseException:
        container.close()
        raise


def patience_of(address: str) -> float:
    """Return for how many seconds a video may give no picture before it has stalled."""
    return SEGMENTS_PATIENCE_S if is_segmented(address) else PATIENCE_S


def is_segmented(address: str) -> bool:
    """Say whether a video is handed out from what is stored, as HLS is, and not sent as it is filmed."""
    return address.startswith(("http://", "https://"))


def state_of(error: BaseException, *, opening: bool) -> StreamState:
    """Return what an error means. An RTSP server that hangs up looks to FFmpeg as if it had sent junk."""
    state = next((state for kind, state in _BY_KIND if isinstance(error, kind)), None)
    if state is StreamState.UNREADABLE and opening and _of_network(error):
        return StreamState.REFUSED
    return state or (StreamState.REFUSED if opening else StreamState.STALLED)


def _of_network(error: BaseException) -> bool:
    name = getattr(error, "filename", None)
    return isinstance(name, str) and not is_file(name)


def _video(container: InputContainer) -> VideoStream:
    """Return the stream to decode, ready for that."""
    # FFmpeg shows any text as a picture of a terminal.
    if not container.streams.video or container.format.name == "tty":
        raise NoVideo(StreamState.NO_VIDEO)
    stream = container.streams.video[0]
    context = stream.codec_context
    if container.format.name == "hls" and container.duration:
        # A playlist that grows has no length; one that says that it is over will never give a new picture.
        raise NoVideo(StreamState.STALLED)
    # None where no decoder is known, whatever the type says.
    if context is None:
        raise NoVideo(StreamState.NO_VIDEO)
    if context.width * context.height > MOST_PX:
        raise NoVideo(StreamState.UNREADABLE)
    # One core for all cameras' decoders; they are many.
    stream.thread_count = 1
    stream.thread_type = "NONE"
    # Damaged pictures raise instead of being mended by guessing, and none grows too large later. What av.open is
    # given does not reach the decoder.
    context.options = {"err_detect": "explode", "max_pixels": str(MOST_PX)}
    for other in container.streams:
        # Of HLS, whatever is not discarded is fetched. Elsewhere sound goes by: it lets a stop be noticed.
        if other is not stream and (container.format.name == "hls" or other.type != "audio"):
            other.discard = Discard.all
    return stream


def _options(address: str) -> dict[str, str]:
    scheme = address.split("://", 1)[0]
    options = {"max_pixels": str(MOST_PX)}
    if scheme.startswith("rtsp"):
        # Over UDP pictures arrive torn; a control room's network lets TCP through.
        options["rtsp_transport"] = "tcp"
    if not is_file(address):
        # No waiting for a guess at the frame rate, which nobody needs. "nobuffer" would throw away the packets that
        # were looked at while opening, the first keyframe with them. Measured until the first picture, keyframes
        # every 2 s: RTSP 0.33 s (2.05 s with nobuffer), RTMP 1.2 s (4.2 s).
        options |= {"analyzeduration": "1000000", "fpsprobesize": "0"}
    if is_segmented(address):
        # Only the newest segment: those before it are older still.
        options["live_start_index"] = "-1"
    return options
