"""A picture brought to the size that a detector wants, and boxes brought back."""

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from vision.detector.description import Colours, Description, Resize
from vision.picture import Picture

BAR_VALUE = 114
"""What bars are filled with. Source: YOLOv5 and its successors were trained so."""


class Fit(Struct, frozen=True):
    """How a picture lies in what the detector sees: x becomes ``x * scale_x + left``, in pixels."""

    scale_x: float
    scale_y: float
    left: int
    top: int
    width: int
    """Of the picture as it came."""
    height: int

    def back(self, corners: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return boxes, N x (left, top, right, bottom), in pixels of the picture, cut at its edges."""
        moved = corners - np.array([self.left, self.top] * 2, np.float32)
        there = moved / np.array([self.scale_x, self.scale_y] * 2, np.float32)
        most = np.array([self.width, self.height] * 2, np.float32)
        return np.asarray(np.clip(there, 0, most), np.float32)


def fitted(picture: Picture, description: Description) -> tuple[NDArray[np.float32], Fit]:
    """Return what the detector is given, 1 x 3 x H x W, and how the picture lies in it."""
    height, width = picture.shape[:2]
    wide, high = description.input_px
    scale_x, scale_y = wide / width, high / height
    if description.resize is Resize.LETTERBOX:
        scale_x = scale_y = min(scale_x, scale_y)
    size = max(1, round(width * scale_x)), max(1, round(height * scale_y))
    left, top = (wide - size[0]) // 2, (high - size[1]) // 2
    canvas = np.full((high, wide, 3), BAR_VALUE, np.uint8)
    canvas[top : top + size[1], left : left + size[0]] = cv2.resize(
        picture, size, interpolation=cv2.INTER_LINEAR
    )
    swap = description.colours is Colours.RGB
    blob = cv2.dnn.blobFromImage(canvas, scalefactor=description.scale, swapRB=swap)
    return np.asarray(blob, np.float32), Fit(scale_x, scale_y, left, top, width, height)
