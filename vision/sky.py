"""Whether a picture is mostly sky: smooth, blue or pale, from the top edge down. Snow and white walls look the same."""

import cv2
import numpy as np
from msgspec import Struct

from vision.picture import Picture, grey

SMALL_PX = (160, 90)


class SkyNumbers(Struct, frozen=True, kw_only=True):
    """Hue is 0 to 180, saturation and value 0 to 255, as OpenCV has them."""

    share: float
    """Of the picture, from which on it shows sky."""
    well_share: float
    """Up to here it does not; what lies between is unknown."""
    smooth_below: float
    """The gradient of luma, by Sobel."""
    blue_from: float
    blue_to: float
    blue_saturation: float
    blue_value: float
    pale_value: float
    pale_saturation: float


def sky_share(picture: Picture, numbers: SkyNumbers) -> float:
    """Return the share of a picture that may be sky and hangs together with its top edge."""
    little = np.asarray(cv2.resize(picture, SMALL_PX, interpolation=cv2.INTER_AREA), np.uint8)
    luma = grey(little)
    steep = np.maximum(np.abs(cv2.Sobel(luma, cv2.CV_32F, 1, 0)), np.abs(cv2.Sobel(luma, cv2.CV_32F, 0, 1)))
    hue, saturation, value = cv2.split(cv2.cvtColor(little, cv2.COLOR_BGR2HSV))
    blue = (
        (hue >= numbers.blue_from)
        & (hue <= numbers.blue_to)
        & (saturation >= numbers.blue_saturation)
        & (value >= numbers.blue_value)
    )
    pale = (value >= numbers.pale_value) & (saturation <= numbers.pale_saturation)
    maybe = ((steep < numbers.smooth_below) & (blue | pale)).astype(np.uint8)
    _, labels = cv2.connectedComponents(maybe)
    at_the_top = np.unique(labels[0][maybe[0] > 0])
    return float(np.isin(labels, at_the_top).mean()) if at_the_top.size else 0.0
