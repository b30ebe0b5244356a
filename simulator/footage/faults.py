"""Faults put into pictures by program: what happens to a worn camera that its wearer does not notice."""

from collections.abc import Callable
from enum import StrEnum
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.observations import Look
from simulator.footage.worn import Picture, as_filmed, rolled

Light = NDArray[np.floating]


class PictureFault(StrEnum):
    """What is wrong."""

    TILTED = "tilted"
    COVERED = "covered"
    PARTLY_COVERED = "partly_covered"
    BLACK = "black"
    DARK = "dark"
    BLURRED = "blurred"
    SKY = "sky"
    FROZEN = "frozen"


SHOWS = {
    PictureFault.TILTED: Look.TILTED,
    PictureFault.COVERED: Look.COVERED,
    PictureFault.PARTLY_COVERED: Look.COVERED,
    PictureFault.BLACK: Look.DARK,
    PictureFault.DARK: Look.DARK,
    PictureFault.BLURRED: Look.BLURRED,
    PictureFault.SKY: Look.SKY,
    PictureFault.FROZEN: Look.FROZEN,
}
"""What a look should find."""

COVER = (60.0, 50.0, 70.0)
"""The colour of a jacket's lining, dark."""
TILT_DEG = (30, 60)
PARTS = (0.6, 0.85)
"""How much of the picture is covered, from the top."""
DARKER = (4.0, 7.0)
DEFOCUS = (3.0, 10.0)
"""Standard deviations in pixels of a picture 640 wide."""
SKY_PARTS = (0.65, 1.0)
SKIES = ((225.0, 180.0, 120.0), (230.0, 226.0, 222.0), (200.0, 160.0, 130.0))
"""Blue, overcast, hazy."""


class Faulty:
    """One episode of a fault: what is drawn by lot is drawn once, as it would stay."""

    def __init__(self, fault: PictureFault, random: Random) -> None:
        self.fault = fault
        self._tilt_deg = random.choice((-1, 1)) * random.uniform(*TILT_DEG)
        self._part = random.uniform(*PARTS)
        self._darker = random.uniform(*DARKER)
        self._defocus = random.uniform(*DEFOCUS)
        self._sky_part = random.uniform(*SKY_PARTS)
        self._sky = random.choice(SKIES)
        self._frozen: Picture | None = None
        self._make: dict[PictureFault, Callable[[Light], Light]] = {
            PictureFault.COVERED: lambda light: self._covered(light, 1.0),
            PictureFault.PARTLY_COVERED: lambda light: self._covered(light, self._part),
            PictureFault.BLACK: lambda light: light * 0.03,
            PictureFault.DARK: lambda light: light / self._darker,
            PictureFault.BLURRED: self._blurred,
            PictureFault.SKY: self._with_sky,
        }

    def seen(self, scene: Picture, roll_deg: float, chance: np.random.Generator) -> Picture:
        """Return what the camera gives of a scene while it is rolled so."""
        if self._frozen is not None:
            return self._frozen
        tilt_deg = self._tilt_deg if self.fault is PictureFault.TILTED else 0
        light = rolled(scene, roll_deg + tilt_deg).astype(np.float64)
        make = self._make.get(self.fault)
        picture = as_filmed(light if make is None else make(light), chance)
        if self.fault is PictureFault.FROZEN:
            self._frozen = picture
        return picture

    @staticmethod
    def _covered(light: Light, part: float) -> Light:
        height = light.shape[0]
        end = round(height * part)
        shade = np.linspace(0.7, 1.1, height)[:, None, None] * np.array(COVER)
        # What is so near the lens has a soft edge.
        over: Any = np.clip((end - np.arange(height)) / 20 + 0.5, 0, 1)[:, None, None] if part < 1 else 1.0
        mixed: Light = light * (1 - over) + shade * over
        return mixed

    def _blurred(self, light: Light) -> Light:
        blurred: Any = cv2.GaussianBlur(light, (0, 0), self._defocus * light.shape[1] / 640)
        return np.asarray(blurred, np.float64)

    def _with_sky(self, light: Light) -> Light:
        height = light.shape[0]
        shade = np.array(self._sky) + np.linspace(-20, 20, height)[:, None, None]
        above = (np.arange(height) < height * self._sky_part)[:, None, None]
        mixed: Light = np.where(above, shade, light)
        return mixed
