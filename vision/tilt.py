"""How far a camera hangs askew, from straight lines, modulo a quarter turn.

Lines of a street or a room are upright or level; turned by an angle, so are they. A quarter turn puts
uprights where levels were: a camera that hangs exactly sideways or upside down cannot be told from lines.
"""

from enum import StrEnum

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from vision.lines import Segments, lengths


class Hang(StrEnum):
    """How a camera hangs."""

    ALIGNED = "aligned"
    """Upright, or a quarter, half or three quarters of a turn from it."""
    TILTED = "tilted"
    UNKNOWN = "unknown"
    """Too few lines, or they do not agree."""


class TiltNumbers(Struct, frozen=True, kw_only=True):
    """Where each begins."""

    least_lines: int
    level_to_deg: float
    """Lines this near to upright or level speak for an aligned camera."""
    tilted_from_deg: float
    """Lines this far from both speak for a tilted one."""
    tilted_ratio: float
    """The best direction there, against the best one near level."""
    aligned_ratio: float


class Tilt(Struct, frozen=True):
    """What lines say."""

    hang: Hang
    lines: int
    ratio: float | None
    """None where there are too few lines."""
    direction_deg: float | None
    """The best of all directions, from -45 to 45."""


QUARTER_DEG = 90
SPREAD_DEG = 3
"""E: lines this near to each other count as of one direction; lenses bend, and so do walls in perspective."""


def tilt(lines: Segments, numbers: TiltNumbers) -> Tilt:
    """Return how a camera hangs that sees these lines."""
    if len(lines) < numbers.least_lines:
        return Tilt(Hang.UNKNOWN, len(lines), None, None)
    scores = _scores(lines)
    off_deg = np.abs(_centred(np.arange(QUARTER_DEG)))
    level = float(scores[off_deg <= numbers.level_to_deg].max())
    askew = float(scores[off_deg >= numbers.tilted_from_deg].max())
    ratio = askew / level if level > 0 else np.inf
    direction_deg = float(_centred(np.argmax(scores)))
    if ratio >= numbers.tilted_ratio:
        return Tilt(Hang.TILTED, len(lines), ratio, direction_deg)
    hang = Hang.ALIGNED if ratio <= numbers.aligned_ratio else Hang.UNKNOWN
    return Tilt(hang, len(lines), ratio, direction_deg)


def away_deg(lines: Segments) -> NDArray[np.float64]:
    """Return how far each line is from upright or level, whichever is nearer: 0 to 45."""
    return np.abs(_centred(_directions_deg(lines)))


def _directions_deg(lines: Segments) -> NDArray[np.float64]:
    across, down = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    return np.asarray(np.degrees(np.arctan2(down, across)), np.float64)


def _scores(lines: Segments) -> NDArray[np.float64]:
    """Return for each whole degree of a quarter turn the length of all lines near it."""
    nearest = np.round(_directions_deg(lines)).astype(int) % QUARTER_DEG
    histogram = np.bincount(nearest, weights=lengths(lines), minlength=QUARTER_DEG)
    around = range(-SPREAD_DEG, SPREAD_DEG + 1)
    spread = [np.roll(histogram, by) * (1 - abs(by) / (SPREAD_DEG + 1)) for by in around]
    return np.asarray(np.sum(spread, axis=0), np.float64)


def _centred(degrees: ArrayLike) -> NDArray[np.float64]:
    """Return degrees of a quarter turn as from -45 to just below 45."""
    half = QUARTER_DEG / 2
    return (np.asarray(degrees, np.float64) + half) % QUARTER_DEG - half
