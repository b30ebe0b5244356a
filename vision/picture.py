"""A picture, and what every stage does to one before it looks."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""H x W x 3, blue, green, red, 0 to 255."""
Grey = NDArray[np.uint8]
"""H x W, luma, 0 to 255."""


class NoPicture(ValueError):
    """An array is no picture; says what it is instead."""


def checked(array: NDArray[np.generic]) -> Picture:
    """Return an array as a picture; raises ``NoPicture`` if it is none."""
    if array.ndim != 3 or array.shape[2] != 3 or array.dtype != np.uint8 or not array.size:
        raise NoPicture(
            f"an array of shape {array.shape} and type {array.dtype} is no picture: H x W x 3, uint8 is wanted"
        )
    picture: Picture = array.astype(np.uint8, copy=False)
    return picture


def shrunk(picture: Picture, width_px: int) -> Picture:
    """Return a picture no wider than that, its proportions kept; a smaller one as it is."""
    height, width = picture.shape[:2]
    if width <= width_px:
        return picture
    size = width_px, max(1, round(height * width_px / width))
    # By area: a picture that is only sampled would look sharper and noisier than it is.
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def grey(picture: Picture) -> Grey:
    """Return a picture's luma."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def turned(picture: Picture, mounted_deg: int) -> Picture:
    """Turn a picture upright that a camera, mounted so many degrees clockwise, gives."""
    codes = {0: None, 90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
    if mounted_deg not in codes:
        raise ValueError(f"mounted_deg is {mounted_deg}; it must be one of {sorted(codes)}")
    code = codes[mounted_deg]
    return picture if code is None else np.asarray(cv2.rotate(picture, code), np.uint8)
