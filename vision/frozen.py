"""Whether a picture stands still: the same one again and again, or a camera that lies on a table."""

from enum import StrEnum

import cv2
import numpy as np
from msgspec import Struct

from vision.picture import Grey

SMALL_PX = (160, 90)
"""Pictures are compared so small: fine noise is averaged away."""


class Motion(StrEnum):
    """How much two pictures differ."""

    NONE = "none"
    LITTLE = "little"
    """A frozen picture with a clock in it, or a camera that is not worn: a picture cannot tell."""
    SOME = "some"


class FrozenNumbers(Struct, frozen=True, kw_only=True):
    """Mean absolute differences of luma between two looks."""

    none_below: float
    some_above: float
    looks: int
    """So many in a row without a difference are a frozen picture."""


def small(luma: Grey) -> Grey:
    """Return what is kept of a picture to compare the next with; ``luma`` is without bars and writing."""
    return np.asarray(cv2.resize(luma, SMALL_PX, interpolation=cv2.INTER_AREA), np.uint8)


def motion(before: Grey, now: Grey, numbers: FrozenNumbers) -> tuple[Motion, float]:
    """Return how much two small pictures differ, in a word and in luma."""
    difference = float(np.mean(cv2.absdiff(before, now)))
    if difference < numbers.none_below:
        return Motion.NONE, difference
    return (Motion.SOME if difference > numbers.some_above else Motion.LITTLE), difference
