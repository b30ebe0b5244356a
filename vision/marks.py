"""What was found, drawn into a copy of the picture, so that a person sees at a glance what to look at."""

import cv2
import numpy as np

from models.observations import Look
from vision.look import LINES_PX, LookedAt, Numbers
from vision.picture import Picture, shrunk
from vision.quality import QualityNumbers, flat_tiles
from vision.tilt import TiltNumbers, away_deg

ASKEW, LEVEL, AREA = (0, 140, 255), (170, 170, 170), (0, 140, 255)
"""Blue, green, red: orange for what speaks for the fault, grey for what speaks against it."""


def marked(upright: Picture, looked: LookedAt, kind: Look, numbers: Numbers) -> Picture:
    """Return a copy, ``LINES_PX`` wide, with marks; ``upright`` is the picture as it was looked at."""
    copy = shrunk(upright, LINES_PX).copy()
    if kind is Look.COVERED:
        _outline_flat_tiles(copy, numbers.quality)
    elif looked.lines is not None:
        _draw_lines(copy, looked, numbers.tilt)
    return copy


def _draw_lines(copy: Picture, looked: LookedAt, numbers: TiltNumbers) -> None:
    if looked.lines is None:
        return
    corner = np.array([looked.part.left, looked.part.top] * 2, np.float32)
    for line, off_deg in zip(looked.lines + corner, away_deg(looked.lines), strict=True):
        colour = ASKEW if off_deg >= numbers.level_to_deg else LEVEL
        x1, y1, x2, y2 = (round(float(value)) for value in line)
        cv2.line(copy, (x1, y1), (x2, y2), colour, 2)


def _outline_flat_tiles(copy: Picture, numbers: QualityNumbers) -> None:
    for top, bottom, left, right in flat_tiles(copy, numbers):
        cv2.rectangle(copy, (left + 2, top + 2), (right - 3, bottom - 3), AREA, 1)
