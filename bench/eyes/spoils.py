"""What is done to a picture before it is looked at: faults, and what makes looking hard.

A picture is made soft before it is turned, and gets noise and compression after everything else: its own block
grid would turn with it and tell the angle.
"""

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.footage.faults import COVER, SKIES
from simulator.footage.worn import SIZE_PX, as_filmed, rolled
from vision.picture import Picture

Light = NDArray[np.floating]
Spoil = Callable[[Light], Light]
NAMED_PX = 640
"""Widths in pixels below are of a picture so wide."""
FOG = 215.0
SOURCE_FOV_DEG, SEEN_FOV_DEG = 110.0, 60.0
"""A level picture has upright uprights whatever its lens, so one may be assumed: what a lens of 60 sees pitched by 20
degrees lies inside it; pitched by 30 nearly, the rest is grey."""


def level(picture: Picture) -> Light:
    """Return a picture as it came, in the size of all."""
    return rolled(picture, 0).astype(np.float64)


def bright(times: float) -> Spoil:
    """Return what changes how much light there is."""
    return lambda light: light * times


def covered(part: float) -> Spoil:
    """Return what covers a part from the top."""

    def spoil(light: Light) -> Light:
        height = light.shape[0]
        shade = np.linspace(0.7, 1.1, height)[:, None, None] * np.array(COVER)
        # What is so near the lens has a soft edge.
        over: Any = np.clip((height * part - np.arange(height)) / 20 + 0.5, 0, 1)[:, None, None]
        mixed: Light = light * (1 - over) + shade * over if part < 1 else shade + 0 * light
        return mixed

    return spoil


def blurred(sigma_px: float) -> Spoil:
    """Return what puts a picture out of focus."""
    return lambda light: np.asarray(cv2.GaussianBlur(light, (0, 0), sigma_px), np.float64)


def moved(light: Light) -> Light:
    """Blur along a movement to the side of 15 px."""
    return np.asarray(cv2.blur(light, (15, 1)), np.float64)


def foggy(light: Light) -> Light:
    """Let a fifth of the contrast be left."""
    return light * 0.2 + FOG * 0.8


def barrel(light: Light) -> Light:
    """Bend lines outward, as a lens of 110 degrees does."""
    width, height = SIZE_PX
    x, y = np.meshgrid((np.arange(width) - width / 2) / width, (np.arange(height) - height / 2) / width)
    # Scaled so that the corners are filled.
    bent = (1 + 0.5 * (x**2 + y**2)) / (1 + 0.5 * 0.33)
    at_x, at_y = x * bent * width + width / 2, y * bent * width + height / 2
    seen: Any = cv2.remap(light, at_x.astype(np.float32), at_y.astype(np.float32), cv2.INTER_LINEAR)
    return np.asarray(seen, np.float64)


def halved(light: Light) -> Light:
    """Let it have come with half as many pixels and been enlarged."""
    width, height = SIZE_PX
    small = cv2.resize(light, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, SIZE_PX, interpolation=cv2.INTER_LINEAR), np.float64)


def with_sky(part: float, number: int) -> Spoil:
    """Return what puts one of three skies over a part from the top."""

    def spoil(light: Light) -> Light:
        height = light.shape[0]
        shade = np.array(SKIES[number % len(SKIES)]) + np.linspace(-20, 20, height)[:, None, None]
        mixed: Light = np.where((np.arange(height) < height * part)[:, None, None], shade, light)
        return mixed

    return spoil


def pitched(picture: Picture, pitch_deg: float) -> Light:
    """Return what a level picture would be with the camera looking up by so much; its lens is ``SEEN_FOV_DEG``."""
    height, width = picture.shape[:2]
    soft = cv2.GaussianBlur(picture, (0, 0), 0.8)
    of_source = _lens(width, height, SOURCE_FOV_DEG)
    of_seen = _lens(*SIZE_PX, SEEN_FOV_DEG)
    angle = np.radians(pitch_deg)
    cosine, sine = np.cos(angle), np.sin(angle)
    # Looking up, the middle of what is seen lies above the middle of the source.
    turn = np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
    back = of_source @ turn @ np.linalg.inv(of_seen)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    grey = (127, 127, 127)
    return np.asarray(cv2.warpPerspective(soft, back, SIZE_PX, flags=flags, borderValue=grey), np.float64)


def _lens(width: int, height: int, fov_deg: float) -> NDArray[np.float64]:
    focal_px = width / 2 / np.tan(np.radians(fov_deg) / 2)
    return np.array([[focal_px, 0, width / 2], [0, focal_px, height / 2], [0, 0, 1]])


def filmed(light: Light, chance: np.random.Generator) -> Picture:
    """Return it as a camera gives it."""
    return as_filmed(light, chance)


def in_blocks(light: Light, chance: np.random.Generator) -> Picture:
    """Return it compressed to JPEG quality 15."""
    _, coded = cv2.imencode(".jpg", filmed(light, chance), [cv2.IMWRITE_JPEG_QUALITY, 15])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def written_on(light: Light, chance: np.random.Generator) -> Picture:
    """Return it with date, number and place written into it."""
    picture = np.clip(light, 0, 255)
    for text, place in (("2026-11-02 08:00:07", (16, 26)), ("017913 GUCHENG", (400, 348))):
        cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255, 255, 255), 2)
    return filmed(picture, chance)


def in_bars(light: Light, chance: np.random.Generator) -> Picture:
    """Return it between black bars above and below."""
    bar = np.zeros((60, SIZE_PX[0], 3))
    return filmed(np.vstack([bar, light, bar]), chance)


STRESSES: Mapping[str, tuple[Spoil, Callable[[Light, np.random.Generator], Picture]]] = {
    "as it is": (lambda light: light, filmed),
    "JPEG quality 15": (lambda light: light, in_blocks),
    "date and place written in": (lambda light: light, written_on),
    "half resolution, enlarged": (halved, filmed),
    "between black bars": (lambda light: light, in_bars),
    "barrel": (barrel, filmed),
    "movement blur": (moved, filmed),
    "dark, a sixth of the light": (bright(1 / 6), filmed),
}
"""By name, what is done before the camera and what by it."""
