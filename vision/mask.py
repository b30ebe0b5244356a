"""What of a picture is not the scene: black bars, and the bands in which cameras write."""

import numpy as np
from msgspec import Struct

from vision.picture import Grey

BAR_LUMA = 24
"""E: the brightest that a bar gets by compression; studio black is 16."""

LEAST_SHARE = 0.4
"""E: bars leave more of each side than this; what has more dark at its edges is a dark scene."""

WRITING_SHARE = 0.1
"""E: cameras write date, number and place into the top and bottom tenth. What is written stands upright and
ticks, whatever the lens sees: it must count neither as a level line nor as movement."""


class Part(Struct, frozen=True):
    """A part of a picture, in pixels; the ends are outside it."""

    top: int
    bottom: int
    left: int
    right: int

    def of(self, luma: Grey) -> Grey:
        """Return that part."""
        return luma[self.top : self.bottom, self.left : self.right]


def scene(luma: Grey) -> Part:
    """Return the part that is not black bars; all of it where there are none."""
    top, bottom = _inside(luma.max(axis=1))
    left, right = _inside(luma.max(axis=0))
    return Part(top, bottom, left, right)


def between_writing(part: Part) -> Part:
    """Return the part without the bands in which cameras write."""
    band = round((part.bottom - part.top) * WRITING_SHARE)
    return Part(part.top + band, part.bottom - band, part.left, part.right)


def _inside(brightest: Grey) -> tuple[int, int]:
    bright = np.flatnonzero(brightest > BAR_LUMA)
    whole = 0, len(brightest)
    if not bright.size:
        return whole
    first, end = int(bright[0]), int(bright[-1]) + 1
    return (first, end) if end - first >= LEAST_SHARE * len(brightest) else whole
