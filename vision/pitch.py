"""How far an upright camera looks up or down, from how uprights in the picture converge."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from vision.lines import Segments, lengths


class PitchNumbers(Struct, frozen=True, kw_only=True):
    """Which lines tell, and from where on it is a fault."""

    limit_deg: float
    """Looking up or down by so much is a fault."""
    well_deg: float
    """Up to here it is none; what lies between is unknown."""
    least_lines: int
    """Of those that are near upright and not near the middle."""
    upright_within_deg: float
    beside_share: float
    """Of the width: a line nearer to the middle than this stays upright however the camera looks."""
    above_share: float
    """Of the height: a line's middle lies no further below the picture's. What lies lower is mostly ground, whose
    lines run towards the horizon and converge too."""
    agree_deg: float
    """Half of the lines, by length, must give a pitch so near to the answer."""


def pitch_deg(lines: Segments, shape: tuple[int, int], fov_deg: float, numbers: PitchNumbers) -> float | None:
    """Return the pitch, up positive; None where too few uprights agree.

    ``shape`` is the height and width of the whole picture, whose middle the lens looks through, ``fov_deg`` its
    horizontal field of view. The camera must hang upright.
    """
    height, width = shape
    focal_px = width / 2 / np.tan(np.radians(fov_deg) / 2)
    across, down = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    beside_px = (lines[:, 0] + lines[:, 2]) / 2 - width / 2
    below_px = (lines[:, 1] + lines[:, 3]) / 2 - height / 2
    telling = (
        (np.abs(across) <= np.tan(np.radians(numbers.upright_within_deg)) * np.abs(down))
        & (np.abs(beside_px) >= numbers.beside_share * width)
        & (below_px <= numbers.above_share * height)
    )
    if np.count_nonzero(telling) < numbers.least_lines:
        return None
    slope = across[telling] / down[telling]
    # All uprights meet in one point, at focal / tan(pitch) above or below the middle.
    nearness = slope / (beside_px[telling] - slope * below_px[telling])
    each_deg = np.degrees(np.arctan(nearness * focal_px))
    weights = lengths(lines)[telling]
    answer_deg = _middle(each_deg, weights)
    agreeing = weights[np.abs(each_deg - answer_deg) <= numbers.agree_deg].sum()
    return float(answer_deg) if agreeing >= weights.sum() / 2 else None


def _middle(values: NDArray[np.float64], weights: NDArray[np.float32]) -> float:
    """Return the weighted median."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
