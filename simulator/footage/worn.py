"""How a worn camera hangs from moment to moment: it sways as its wearer walks, and swings when they bend."""

from random import Random

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""H x W x 3, blue, green, red, 0 to 255."""

SIZE_PX = (640, 360)
"""What the made pictures have, width and height."""
NOISE = 3.0
"""Standard deviation of luma, as a small sensor has it in a room."""
SOFTNESS_PX = 0.8
"""A picture is made softer before it is turned: its own block grid would turn with it, and tell the angle."""


class Gait(Struct, frozen=True, kw_only=True):
    """How its wearer moves. Source: E, as the numbers of a window were chosen against in November 2026."""

    sway_deg: float = 8
    """Standard deviation of the roll."""
    sway_s: float = 1.0
    """After so long the roll is nearly another."""
    bend_every_s: float = 40
    bend_deg: tuple[float, float] = (30, 60)
    bend_s: tuple[float, float] = (2, 6)


class Worn:
    """The roll of one camera over time."""

    def __init__(self, gait: Gait, random: Random) -> None:
        self._gait = gait
        self._random = random
        self._sway_deg = random.gauss(0, gait.sway_deg)
        self._at_s = 0.0
        self._bend_from_s = random.expovariate(1 / gait.bend_every_s)
        self._bend_to_s, self._bend_deg = self._bend()

    def roll_deg(self, at_s: float) -> float:
        """Return the roll at a moment, clockwise positive; moments must not go back."""
        kept = float(np.exp(-(at_s - self._at_s) / self._gait.sway_s))
        fresh_deg = self._random.gauss(0, self._gait.sway_deg)
        self._sway_deg = kept * self._sway_deg + float(np.sqrt(1 - kept**2)) * fresh_deg
        self._at_s = at_s
        while at_s >= self._bend_to_s:
            self._bend_from_s = self._bend_to_s + self._random.expovariate(1 / self._gait.bend_every_s)
            self._bend_to_s, self._bend_deg = self._bend()
        return self._sway_deg + (self._bend_deg if at_s >= self._bend_from_s else 0)

    def _bend(self) -> tuple[float, float]:
        lasts_s = self._random.uniform(*self._gait.bend_s)
        return self._bend_from_s + lasts_s, self._random.choice((-1, 1)) * self._random.uniform(
            *self._gait.bend_deg
        )


def rolled(picture: Picture, roll_deg: float) -> Picture:
    """Return what a camera sees that is rolled clockwise by an angle: the largest part without empty corners."""
    height, width = picture.shape[:2]
    angle = np.radians(abs((roll_deg + 90) % 180 - 90))
    cosine, sine = np.cos(angle), np.sin(angle)
    flat = SIZE_PX[1] / SIZE_PX[0]
    part = min(width / (cosine + flat * sine), height / (sine + flat * cosine))
    middle = (width / 2, height / 2)
    turn = cv2.getRotationMatrix2D(middle, roll_deg, SIZE_PX[0] / part)
    turn[:, 2] += np.array(SIZE_PX) / 2 - np.array(middle)
    soft = cv2.GaussianBlur(picture, (0, 0), SOFTNESS_PX)
    return np.asarray(cv2.warpAffine(soft, turn, SIZE_PX, flags=cv2.INTER_CUBIC), np.uint8)


def as_filmed(
    picture: NDArray[np.floating] | Picture, random: np.random.Generator, noise: float = NOISE
) -> Picture:
    """Return a picture with a sensor's noise, compressed as a camera would."""
    noisy = np.clip(picture + random.normal(0, noise, picture.shape), 0, 255).astype(np.uint8)
    _, coded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 60])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
