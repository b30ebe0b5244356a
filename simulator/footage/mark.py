"""What tells everybody who sees a made picture that it is made: words in its corner, as cameras put their clock."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from simulator.footage.worn import Picture

FILE = Path(__file__).parent / "simulated.png"
"""Ours, set in Noto Sans CJK (SIL Open Font License)."""
FROM_EDGE_PX = 8


@cache
def words() -> Picture:
    """Return the words as a picture, "模拟画面 SIMULATED": OpenCV's own letters are Latin alone."""
    read = cv2.imread(str(FILE), cv2.IMREAD_COLOR)
    if read is None:
        raise FileNotFoundError(f"{FILE} is no picture; install Jingjian anew")
    return np.asarray(read, np.uint8)


def marked_as_made(picture: Picture) -> Picture:
    """Return a picture with the words in its upper right corner, where the console puts none of its own."""
    height, width = words().shape[:2]
    right = picture.shape[1] - FROM_EDGE_PX
    marked = picture.copy()
    marked[FROM_EDGE_PX : FROM_EDGE_PX + height, right - width : right] = words()
    return marked
