"""Pictures to measure on: files, and some of each clip."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from simulator.footage.film import frames_of
from vision.picture import Picture

SINGLE = "pictures"
"""What single pictures are called together."""


def read_all(pictures: Iterable[Path], clips: Iterable[Path], of_a_clip: int) -> dict[str, list[Picture]]:
    """Return pictures by what they were taken from: all single ones together, and so many of each clip.

    Raises ``ValueError`` where one cannot be read.
    """
    single = []
    for file in pictures:
        picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
        if picture is None:
            raise ValueError(f"{file} is no picture: name one that OpenCV can read")
        single.append(np.asarray(picture, np.uint8))
    found = {SINGLE: single} if single else {}
    for clip in clips:
        frames = frames_of(clip)
        found[clip.name] = frames[:: max(1, len(frames) // of_a_clip)][:of_a_clip]
    return found
