"""Whether a torso has the colour of a high-visibility vest 反光背心, yellow-green.

A colour is no vest: a yellow jacket looks the same. Whether the vest is the prescribed one, has its strips or is
closed is not looked for.
"""

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.observations import Seen
from vision.light import Light, Lighting
from vision.mask import Part
from vision.picture import Picture
from vision.why import Why


class VestNumbers(Struct, frozen=True, kw_only=True):
    """What counts as the colour; hue is 0 to 179, saturation and value 0 to 255, as OpenCV has them.

    Source: measured on hand-drawn torsos of workers, November 2026, if nothing else is said: yellow-green found 13
    of 13 vests and took 1 of 21 other clothes for one, a pale T-shirt.
    """

    hue_from: int = 25
    hue_to: int = 48
    saturation_from: int = 80
    value_from: int = 140
    share: float = 0.12
    """Of the torso's pixels."""
    doubt_hue: int = 20
    """How much wider the hues are taken before a vest is missing. Source: measured on five torsos with a painted vest:
    with the narrow ones it was missing on four in half the light, on two each under a lamp a little warm or cold."""
    doubt_saturation_from: int = 45
    """The same, of saturation."""
    doubt_value_from: int = 60
    """The same, of value."""
    doubt_share: float = 0.05
    """Of the torso's pixels in these wider bounds; a vest is missing on a torso that has less. E: less than half of
    what makes a vest."""
    least_width_px: int = 12
    """Of a torso in which a vest is seen; smaller ones were not tried."""
    least_height_px: int = 16
    """The same."""
    missing_width_px: int = 24
    """Of a torso on which a vest is missing. E: twice what was enough to see one, since this goes against somebody."""
    missing_height_px: int = 32
    """The same."""


class Vest(Struct, frozen=True):
    """What a torso's colour says."""

    seen: Seen
    """Fault: missing, a candidate at most."""
    why: Why
    share: float | None
    """Of the torso's pixels that have the colour; None where it was too small to look."""


class _Range(Struct, frozen=True):
    """A range of colours, as OpenCV has them."""

    hue_from: int
    hue_to: int
    saturation_from: int
    value_from: int


_Planes = tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.int_]]
"""Hue, saturation, value."""

_BAD_LIGHT = {
    Lighting.DARK: Why.DARK,
    Lighting.BURNT: Why.BURNT,
    Lighting.COLOURLESS: Why.COLOURLESS,
    Lighting.TINTED: Why.TINTED,
}


def vest(picture: Picture, torso: Part, light: Light, numbers: VestNumbers) -> Vest:
    """Return whether a torso, given in pixels of the picture, has the colour of a vest.

    In dim or burnt light a vest may still be seen, and is never missing; in tinted light neither.
    """
    height, width = torso.bottom - torso.top, torso.right - torso.left
    if width < numbers.least_width_px or height < numbers.least_height_px:
        return Vest(Seen.UNKNOWN, Why.TORSO_SMALL, None)
    planes = _planes(picture[torso.top : torso.bottom, torso.left : torso.right])
    share = _share(planes, _narrow(numbers))
    if light.lighting in (Lighting.TINTED, Lighting.COLOURLESS):
        return Vest(Seen.UNKNOWN, _BAD_LIGHT[light.lighting], share)
    if share >= numbers.share:
        return Vest(Seen.WELL, Why.VEST_COLOUR, share)
    in_doubt = _why_in_doubt(planes, light, numbers)
    return Vest(Seen.UNKNOWN if in_doubt else Seen.FAULT, in_doubt or Why.NO_VEST_COLOUR, share)


def _why_in_doubt(planes: _Planes, light: Light, numbers: VestNumbers) -> Why | None:
    """Return why a vest that is not seen may be there all the same; None where it is missing."""
    if light.lighting is not Lighting.GOOD:
        return _BAD_LIGHT[light.lighting]
    height, width = planes[0].shape
    if width < numbers.missing_width_px or height < numbers.missing_height_px:
        return Why.TORSO_SMALL
    return Why.NEAR_VEST_COLOUR if _share(planes, _wide(numbers)) >= numbers.doubt_share else None


def _planes(torso: Picture) -> _Planes:
    hue, saturation, value = cv2.split(cv2.cvtColor(torso, cv2.COLOR_BGR2HSV))
    return np.asarray(hue, int), np.asarray(saturation, int), np.asarray(value, int)


def _narrow(numbers: VestNumbers) -> _Range:
    """Return what is a vest's colour."""
    return _Range(numbers.hue_from, numbers.hue_to, numbers.saturation_from, numbers.value_from)


def _wide(numbers: VestNumbers) -> _Range:
    """Return what may be a vest's colour in light that is a little dim or tinted."""
    return _Range(
        numbers.hue_from - numbers.doubt_hue // 2,
        numbers.hue_to + numbers.doubt_hue,
        numbers.doubt_saturation_from,
        numbers.doubt_value_from,
    )


def _share(planes: _Planes, colours: _Range) -> float:
    """Return the share of pixels, 0 to 1, whose colour is in the range."""
    hue, saturation, value = planes
    hues = (colours.hue_from <= hue) & (hue <= colours.hue_to)
    has = hues & (saturation >= colours.saturation_from) & (value >= colours.value_from)
    return float(np.count_nonzero(has)) / has.size
