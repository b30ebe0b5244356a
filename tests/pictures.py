"""Pictures drawn for tests: a room with doors and tiles, and what can happen to its view."""

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.picture import Picture

WIDTH_PX, HEIGHT_PX = 960, 540


def room(seed: int = 1) -> Picture:
    """Return a bright wall with doors, frames and a poster, all upright, with a sensor's noise."""
    chance = np.random.default_rng(seed)
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 150, np.uint8)
    picture[HEIGHT_PX * 2 // 3 :] = (90, 110, 120)
    for _ in range(14):
        x, y = int(chance.integers(0, WIDTH_PX - 120)), int(chance.integers(0, HEIGHT_PX - 160))
        width, height = int(chance.integers(60, 160)), int(chance.integers(90, 220))
        colour = [int(value) for value in chance.integers(20, 240, 3)]
        cv2.rectangle(picture, (x, y), (x + width, y + height), colour, -1)
        cv2.rectangle(picture, (x, y), (x + width, y + height), (30, 30, 30), 3)
    # Fine texture, as carpets and leaves have: without it even a sharp picture counts as blurred.
    texture = chance.integers(-40, 40, (HEIGHT_PX // 2, WIDTH_PX // 2, 1)).repeat(2, 0).repeat(2, 1)
    return noisy(picture + texture * (chance.random((HEIGHT_PX, 1, 1)) < 0.6), seed)


def noisy(light: NDArray[np.number], seed: int = 1, sigma: float = 2.0) -> Picture:
    """Return light as a sensor gives it."""
    noise = np.random.default_rng(seed).normal(0, sigma, light.shape)
    return np.clip(light + noise, 0, 255).astype(np.uint8)


YELLOW_GREEN, NAVY = (40, 235, 205), (70, 45, 35)
"""Blue, green, red of a fluorescent vest and of a police shirt, in daylight."""
OFFICER = (400, 40, 560, 520)
"""Left, top, right and bottom of the officer who stands in the room, in pixels."""


def officer(shirt: tuple[int, int, int] = NAVY, seed: int = 1) -> Picture:
    """Return a room with somebody standing in it, with folds in the clothes and a face without features."""
    left, top, right, bottom = OFFICER
    width, height = right - left, bottom - top
    picture = room(seed).astype(np.float64)
    folds = 0.75 + 0.25 * np.sin(np.arange(HEIGHT_PX) / 9)[:, None, None]

    def put(x: tuple[float, float], y: tuple[float, float], colour: tuple[int, int, int]) -> None:
        rows = slice(top + round(y[0] * height), top + round(y[1] * height))
        columns = slice(left + round(x[0] * width), left + round(x[1] * width))
        picture[rows, columns] = np.array(colour) * folds[rows]

    put((0.35, 0.65), (0, 0.14), (120, 150, 200))
    put((0, 1), (0.16, 0.52), NAVY)
    put((0.18, 0.82), (0.16, 0.52), shirt)
    put((0.2, 0.8), (0.52, 1), NAVY)
    return noisy(picture, seed)
