"""Whether the light of a picture lets anybody judge colours: dark, burnt, tinted, or without colours at all."""

from collections.abc import Iterable
from enum import StrEnum

import cv2
import numpy as np
from msgspec import Struct

from vision.mask import Part
from vision.picture import Picture, grey

MINKOWSKI = 6
"""How the colour of the light is estimated: the 6-norm of each channel. Source: Finlayson and Trezzi, Shades of
Gray (2004), who found 6 best."""


class Lighting(StrEnum):
    """What is wrong with the light; the first that holds."""

    DARK = "dark"
    BURNT = "burnt"
    COLOURLESS = "colourless"
    """Infrared, or a grey scene: a picture cannot tell."""
    TINTED = "tinted"
    """Sodium lamps, tungsten, a blue screen: colours look like others."""
    GOOD = "good"


class LightNumbers(Struct, frozen=True, kw_only=True):
    """Where each begins.

    Source, if nothing else is said: measured, November 2026, on 36 keyframes of streets, roads and rooms; 26 of
    them are scenes with people or cars, the others asphalt from above.
    """

    dark_below: float = 120
    """The luma, 0 to 255, that 95 of 100 pixels stay below: 131 to 234 in scenes; a third of it is at
    most 78, and vests are not found there."""
    burnt_above: float = 245
    """A pixel's luma."""
    burnt_share: float = 0.4
    """Source: as for the picture's quality."""
    colourless_below: float = 12
    """The chroma, 0 to 255, that 95 of 100 pixels stay below: 20 to 118 in scenes, 6 on asphalt."""
    warm_above: float = 1.4
    """The greater of red and green by blue, as the light is estimated: 0.88 to 1.32 there; the same
    under a lamp that halves blue, 1.56 and more."""
    cold_below: float = 0.7
    """The same ratio. E: as far from 1 as the other limit."""


class Light(Struct, frozen=True):
    """The light of a picture."""

    lighting: Lighting
    luma: float
    """The luma, 0 to 255, that 95 of 100 pixels stay below."""
    chroma: float
    """The same of the difference between the strongest and the weakest channel, 0 to 255."""
    cast: float
    """The greater of red and green by blue: 1 in neutral light."""


def light(picture: Picture, without: Iterable[Part], numbers: LightNumbers) -> Light:
    """Return the light of a picture; parts that may be dyed, such as torsos, are left out.

    Luma and chroma are of the whole picture: a vest may be the brightest thing there.
    """
    luma = grey(picture)
    bright = float(np.percentile(luma, 95))
    chroma = float(np.percentile(cv2.subtract(picture.max(axis=2), picture.min(axis=2)), 95))
    burnt = float(np.count_nonzero(luma > numbers.burnt_above)) / luma.size
    cast = _cast(picture, without)
    rules = (
        (Lighting.DARK, bright < numbers.dark_below),
        (Lighting.BURNT, burnt >= numbers.burnt_share),
        (Lighting.COLOURLESS, chroma < numbers.colourless_below),
        (Lighting.TINTED, not numbers.cold_below <= cast <= numbers.warm_above),
    )
    lighting = next((lighting for lighting, holds in rules if holds), Lighting.GOOD)
    return Light(lighting, bright, chroma, cast)


def _cast(picture: Picture, without: Iterable[Part]) -> float:
    counts = np.ones(picture.shape[:2], bool)
    for part in without:
        counts[part.top : part.bottom, part.left : part.right] = False
    # A burnt channel no longer says how strong the light is.
    counts &= picture.max(axis=2) < 250
    if not counts.any():
        return 1.0
    powers = np.mean(picture[counts].astype(np.float64) ** MINKOWSKI, axis=0)
    blue, green, red = np.maximum(powers, 1.0) ** (1 / MINKOWSKI)
    return float(max(red, green) / blue)
