"""Pictures out of a video: only those that stand alone, unless they come too seldom."""

import time
import zlib
from collections.abc import Callable, Iterator
from typing import cast

import av
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from msgspec import Struct

from models.observations import StreamState
from vision.sources.fresh import Fresh
from vision.sources.gaps import Gaps
from vision.sources.opening import NoVideo, Opened, state_of

MOST_PARTS = 16
"""E: twice the slices that coders make of a picture on eight cores."""
MOST_DAMAGED = 25
"""E: so many damaged pictures one after another are no bad moment but a bad video."""


class Frame(Struct, frozen=True):
    """One picture as the decoder gave it."""

    image: VideoFrame
    shown_s: float | None
    """When it is shown, by the video's own clock; None where it has none."""


class Counts(Struct):
    """What came of a video so far."""

    frames: int = 0
    damaged: int = 0
    fully: bool = False
    """All pictures are decoded, since keyframes come too seldom."""


def frames(
    opened: Opened,
    counts: Counts,
    *,
    live: bool,
    fresh: Fresh | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Frame]:
    """Yield pictures until the video ends or is stopped; raises ``NoVideo``.

    A keyframe is decoded by itself and comes out at once. Of a file, whose keyframes may be far apart, all
    pictures are decoded. With ``fresh``, pictures that are not new are kept back.
    """
    counts.fully = not live
    gaps = Gaps()
    whole = False
    in_a_row = 0
    parts = _Parts()
    for packet in _packets(opened, stopped):
        now_s, at_s, key = time.monotonic(), _time_s(packet), packet.is_keyframe
        new = fresh is None or fresh.take(at_s, now_s, zlib.crc32(packet) if key else None)
        if live:
            gaps.take(key=key, at_s=at_s, now_s=now_s)
            if gaps.fully is not counts.fully:
                # The decoder was emptied after the last keyframe: what follows builds on nothing until the next.
                counts.fully, whole = gaps.fully, False
        if not (new and key) and not (counts.fully and (key or whole)):
            # Not wanted; or what it builds on is missing, and it would show what never was.
            continue
        joined = parts.with_those_before(packet)
        decoded = _whole(opened, joined, counts)
        whole = decoded is not None
        if decoded is None:
            parts.keep(packet)
            counts.damaged += 1
            in_a_row += 1
            if in_a_row >= MOST_DAMAGED:
                raise NoVideo(StreamState.UNREADABLE)
            continue
        if joined is not packet:
            # What seemed damaged was the first part of this one.
            counts.damaged -= parts.count()
        parts.forget()
        for image in decoded:
            in_a_row = 0
            counts.frames += 1
            if new:
                yield Frame(image, _shown_s(image, packet))


class _Parts:
    """Parts of a picture that came in several packets: cameras that code slices at once send such pictures.

    Alone each looks damaged; put together they are one.
    """

    def __init__(self) -> None:
        self._kept: list[Packet[VideoStream]] = []

    def with_those_before(self, packet: "Packet[VideoStream]") -> "Packet[VideoStream]":
        """Return a packet, joined with the parts before it if they are of the same moment."""
        if not self._kept or packet.pts is None or packet.pts != self._kept[0].pts:
            self.forget()
            return packet
        joined = Packet(b"".join(bytes(part) for part in (*self._kept, packet)))
        joined.pts, joined.dts, joined.time_base = packet.pts, packet.dts, packet.time_base
        return cast("Packet[VideoStream]", joined)

    def keep(self, packet: "Packet[VideoStream]") -> None:
        """Keep what could not be decoded: more of it may come."""
        if len(self._kept) < MOST_PARTS:
            self._kept.append(packet)

    def count(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def forget(self) -> None:
        """Forget them: the picture is whole, or another has begun."""
        self._kept = []


def _packets(opened: Opened, stopped: Callable[[], bool]) -> "Iterator[Packet[VideoStream]]":
    """Yield the video's packets. What else comes, such as sound, lets a stop and a silent video be noticed."""
    came_s = time.monotonic()
    try:
        for packet in opened.container.demux():
            if stopped():
                return
            if packet.stream_index == opened.stream.index:
                came_s = time.monotonic()
                yield cast("Packet[VideoStream]", packet)
            elif time.monotonic() - came_s > opened.patience_s:
                raise NoVideo(StreamState.STALLED)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise NoVideo(state_of(error, opening=False)) from None


def _whole(opened: Opened, packet: "Packet[VideoStream]", counts: Counts) -> list[VideoFrame] | None:
    """Return what a packet gives, be it nothing yet; None if it is damaged."""
    try:
        decoded = _decoded(opened, packet, counts)
    except (av.FFmpegError, ValueError, MemoryError):
        return None
    return None if packet.is_corrupt or any(image.is_corrupt for image in decoded) else decoded


def _decoded(opened: Opened, packet: "Packet[VideoStream]", counts: Counts) -> list[VideoFrame]:
    context = opened.stream.codec_context
    if counts.fully:
        return context.decode(packet)
    try:
        # Emptied at once, the decoder gives the picture now and not with the next one.
        return [*context.decode(packet), *context.decode(None)]
    finally:
        context.flush_buffers()


def _shown_s(image: VideoFrame, packet: "Packet[VideoStream]") -> float | None:
    """Return when a picture is shown; one that a decoder gave by itself may have lost its time."""
    if image.pts is None or image.time_base is None:
        return _time_s(packet)
    return float(image.pts * image.time_base)


def _time_s(packet: "Packet[VideoStream]") -> float | None:
    at = packet.pts if packet.pts is not None else packet.dts
    return None if at is None or packet.time_base is None else float(at * packet.time_base)
