"""Whether a picture shows anything: black, dark, overexposed, covered, blurred, without contrast.

The rules were chosen on about 70 real pictures with faults made by program; docs/measured.md has what they find
in others.
"""

from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from vision.picture import Grey, Picture, grey


class Quality(StrEnum):
    """What is wrong with a picture as a whole; the first that holds."""

    BLACK = "black"
    DARK = "dark"
    OVEREXPOSED = "overexposed"
    COVERED = "covered"
    PARTLY_COVERED = "partly_covered"
    """Or featureless, as asphalt from above or a white wall: a picture cannot tell."""
    BLURRED = "blurred"
    LOW_CONTRAST = "low_contrast"
    WELL = "well"


class QualityNumbers(Struct, frozen=True, kw_only=True):
    """Where each begins. Luma is 0 to 255."""

    black_below: float
    """The luma that 95 of 100 pixels stay below."""
    dark_below: float
    """The same."""
    burnt_above: float
    """A pixel's luma."""
    burnt_share: float
    flat_below: float
    """The standard deviation of a tile's luma."""
    covered_share: float
    """Of flat tiles."""
    covered_edges: float
    """The most edge pixels in a covered picture, as a share."""
    partly_covered_share: float
    """Of flat tiles."""
    mostly_covered_share: float
    """The same, in a picture without contrast."""
    blurred_below: float
    """The variance of the Laplacian that 90 of 100 tiles stay below."""
    blurred_above: float
    """Crete's measure (2007): 0 sharp, 1 blurred."""
    contrast_below: float
    """Between the luma of the 5th and of the 95th of 100 pixels."""


class Measures(Struct, frozen=True):
    """What a picture was judged by."""

    p5: float
    p95: float
    burnt: float
    flat: float
    edges: float | None
    """None where it was not needed, as below."""
    laplacian: float
    crete: float | None


TILES = 8
"""A picture is judged in 8 x 8 tiles."""
EDGE_LOW, EDGE_HIGH = 50, 150
"""Canny's thresholds."""
CRETE_PX = 11
"""How far Crete's measure blurs once more."""


def judge(luma: Grey, numbers: QualityNumbers) -> tuple[Quality, Measures]:
    """Return what a picture, 640 px wide, is like; ``luma`` is H x W, without black bars."""
    p5, p95 = (float(value) for value in np.percentile(luma[::2, ::2], (5, 95)))
    burnt = float(np.count_nonzero(luma > numbers.burnt_above)) / luma.size
    flat = flat_share(luma, numbers)
    laplacian = float(np.percentile(_deviations(cv2.Laplacian(luma, cv2.CV_16S)) ** 2, 90))
    # The dear ones only where they can decide.
    edges = _edges(luma) if flat >= numbers.covered_share else None
    crete = _crete(luma) if laplacian < numbers.blurred_below else None
    measures = Measures(p5, p95, burnt, flat, edges, laplacian, crete)
    return _named(measures, numbers), measures


def flat_share(luma: Grey, numbers: QualityNumbers) -> float:
    """Return the share of tiles, 0 to 1, without anything in them."""
    return float(np.mean(_deviations(luma) < numbers.flat_below))


def flat_tiles(picture: Picture, numbers: QualityNumbers) -> list[tuple[int, int, int, int]]:
    """Return the tiles without anything in them: top, bottom, left and right in pixels."""
    luma = grey(picture)
    height, width = _tile_size(luma)
    return [
        (int(row) * height, int(row + 1) * height, int(column) * width, int(column + 1) * width)
        for row, column in np.argwhere(_deviations(luma) < numbers.flat_below)
    ]


def _named(measures: Measures, numbers: QualityNumbers) -> Quality:
    covered = measures.edges is not None and measures.edges < numbers.covered_edges
    pale = measures.p95 - measures.p5 < numbers.contrast_below
    # Fog is smooth too, but not nearly everywhere.
    partly = measures.flat >= (numbers.mostly_covered_share if pale else numbers.partly_covered_share)
    blurred = measures.crete is not None and measures.crete > numbers.blurred_above
    rules = (
        (Quality.BLACK, measures.p95 < numbers.black_below),
        (Quality.DARK, measures.p95 < numbers.dark_below),
        (Quality.OVEREXPOSED, measures.burnt >= numbers.burnt_share),
        (Quality.COVERED, covered),
        (Quality.PARTLY_COVERED, partly),
        (Quality.BLURRED, blurred),
        (Quality.LOW_CONTRAST, pale),
    )
    return next((quality for quality, holds in rules if holds), Quality.WELL)


def _deviations(values: NDArray[Any]) -> NDArray[np.float32]:
    """Return the standard deviation of each of the tiles; what does not fill the last ones is left out."""
    height, width = _tile_size(values)
    whole = values[: height * TILES, : width * TILES].astype(np.float32)
    rows, columns = whole.shape[0] // height, whole.shape[1] // width
    tiles = whole.reshape(rows, height, columns, width)
    mean = tiles.mean(axis=(1, 3))
    square = np.einsum("rhcw,rhcw->rc", tiles, tiles) / (height * width)
    return np.asarray(np.sqrt(np.maximum(square - mean**2, 0)), np.float32)


def _tile_size(values: NDArray[Any]) -> tuple[int, int]:
    height, width = values.shape
    return max(1, height // TILES), max(1, width // TILES)


def _edges(luma: Grey) -> float:
    return float(np.count_nonzero(cv2.Canny(luma, EDGE_LOW, EDGE_HIGH))) / luma.size


def _crete(luma: Grey) -> float:
    """Return how little a picture loses when it is blurred once more, in the worse direction."""
    return max(_crete_along(luma, dx, dy) for dx, dy in ((1, 0), (0, 1)))


def _crete_along(luma: Grey, dx: int, dy: int) -> float:
    size = (CRETE_PX, 1) if dx else (1, CRETE_PX)
    sharp = np.abs(cv2.Sobel(luma, cv2.CV_32F, dx, dy))
    again = np.abs(cv2.Sobel(cv2.blur(luma, size), cv2.CV_32F, dx, dy))
    total = float(sharp.sum())
    return 1.0 if total == 0 else 1 - float(np.maximum(sharp - again, 0).sum()) / total
