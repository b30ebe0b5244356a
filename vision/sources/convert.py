"""From what a decoder gives to a picture that can be looked at."""

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from models.observations import StreamState
from vision.picture import Picture
from vision.sources.opening import NoVideo

LONG_SIDE_PX = 1920
"""E: the largest picture that is kept; an 8K one would be 100 MB."""


class Converter:
    """Converts one video's pictures; keeps what that needs from one to the next."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def picture(self, image: VideoFrame) -> Picture:
        """Return a picture, no larger than is kept; raises ``NoVideo`` if it cannot be converted."""
        scale = min(1.0, LONG_SIDE_PX / max(image.width, image.height))
        width, height = (max(1, round(side * scale)) for side in (image.width, image.height))
        try:
            # Without threads=1 each conversion would start as many threads as there are cores.
            smaller = self._reformatter.reformat(image, width, height, "bgr24", threads=1)
            return np.ascontiguousarray(smaller.to_ndarray(), np.uint8)
        except (av.FFmpegError, ValueError, MemoryError):
            raise NoVideo(StreamState.UNREADABLE) from None
