"""Pictures out of a video: only those that stand alone, unless they come too seldom."""

import time
from collections.abc import Iterator

import av
import numpy as np
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from msgspec import Struct

from models.observations import StreamState
from vision.picture import Picture
from vision.sources.opening import NoVideo, Opened, state_of

LONG_SIDE_PX = 1920
"""E: the largest picture that is kept; an 8K one would be 100 MB."""
LONGEST_GAP_S = 4.0
"""E: keyframes further apart than two looks: all pictures are decoded then, at some eight times the cost."""
MOST_DAMAGED = 25
"""E: so many damaged pictures one after another are no bad moment but a bad video."""


class Frame(Struct, frozen=True):
    """One picture."""

    picture: Picture
    shown_s: float | None
    """When it is shown, by the video's own clock; None where it has none."""


class Counts(Struct):
    """What came of a video so far."""

    frames: int = 0
    damaged: int = 0
    fully: bool = False
    """All pictures are decoded, since keyframes come too seldom."""


def frames(opened: Opened, counts: Counts, *, live: bool) -> Iterator[Frame]:
    """Yield pictures until the video ends; raises ``NoVideo``.

    A keyframe is decoded by itself and comes out at once. Of a file, whose keyframes may be far apart, all
    pictures are decoded.
    """
    counts.fully = not live
    gap = _Gap()
    whole = False
    in_a_row = 0
    for packet in _packets(opened):
        key = packet.is_keyframe
        if gap.too_long(packet) and not counts.fully:
            # The decoder was emptied after the last keyframe: what follows builds on nothing until the next one.
            counts.fully, whole = True, False
        if not key and not (counts.fully and whole):
            # Not wanted; or what it builds on is missing, and it would show what never was.
            continue
        pictures = _pictures(opened, packet, counts)
        whole = pictures is not None
        if pictures is None:
            counts.damaged += 1
            in_a_row += 1
            if in_a_row >= MOST_DAMAGED:
                raise NoVideo(StreamState.UNREADABLE)
            continue
        for picture in pictures:
            in_a_row = 0
            counts.frames += 1
            yield picture


class _Gap:
    """How far keyframes are apart."""

    def __init__(self) -> None:
        self._key_s: float | None = None
        self._key_came_s: float | None = None

    def too_long(self, packet: "Packet[VideoStream]") -> bool:
        """Say whether it is too long since the last keyframe, by the video's clock or, where it has none, by ours."""
        at_s, now_s = _time_s(packet), time.monotonic()
        if self._key_s is not None and at_s is not None:
            gap_s = at_s - self._key_s
        else:
            gap_s = 0.0 if self._key_came_s is None else now_s - self._key_came_s
        if packet.is_keyframe:
            self._key_s, self._key_came_s = at_s, now_s
        return gap_s > LONGEST_GAP_S


def _pictures(opened: Opened, packet: "Packet[VideoStream]", counts: Counts) -> list[Frame] | None:
    """Return what a packet gives, be it nothing yet; None if it is damaged."""
    try:
        decoded = _decoded(opened, packet, counts)
        if packet.is_corrupt or any(frame.is_corrupt for frame in decoded):
            return None
        return [Frame(_picture(frame), _shown_s(frame, packet)) for frame in decoded]
    except (av.FFmpegError, ValueError, MemoryError):
        return None


def _packets(opened: Opened) -> "Iterator[Packet[VideoStream]]":
    try:
        yield from opened.container.demux(opened.stream)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise NoVideo(state_of(error, opening=False)) from None


def _decoded(opened: Opened, packet: "Packet[VideoStream]", counts: Counts) -> list[VideoFrame]:
    if counts.fully:
        return packet.decode()
    context = opened.stream.codec_context
    try:
        # Emptied at once, the decoder gives the picture now and not with the next one.
        return [*packet.decode(), *context.decode(None)]
    finally:
        context.flush_buffers()


def _picture(frame: VideoFrame) -> Picture:
    longest = max(frame.width, frame.height)
    scale = min(1.0, LONG_SIDE_PX / longest)
    width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
    smaller = frame.reformat(width=width, height=height, format="bgr24")
    return np.ascontiguousarray(smaller.to_ndarray(), np.uint8)


def _shown_s(frame: VideoFrame, packet: "Packet[VideoStream]") -> float | None:
    """Return when a picture is shown; one that a decoder gave by itself may have lost its time."""
    if frame.pts is None or frame.time_base is None:
        return _time_s(packet)
    return float(frame.pts * frame.time_base)


def _time_s(packet: "Packet[VideoStream]") -> float | None:
    at = packet.pts if packet.pts is not None else packet.dts
    return None if at is None or packet.time_base is None else float(at * packet.time_base)
