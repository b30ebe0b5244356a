"""Straight line segments in a picture: walls, doors, window frames, kerbs."""

import threading
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.picture import Grey

Segments = NDArray[np.float32]
"""N x 4: x and y of the beginning, x and y of the end, in pixels."""

LEAST_SHARE = 0.04
"""E: of the diagonal; what is shorter is texture, or writing."""

_of_this_thread = threading.local()


def segments(luma: Grey) -> Segments:
    """Return the line segments of a picture that are long enough to say something."""
    found: Any = _detector().detect(luma)[0]
    if found is None:
        return np.empty((0, 4), np.float32)
    lines = np.asarray(found, np.float32).reshape(-1, 4)
    least_px = LEAST_SHARE * float(np.hypot(*luma.shape))
    return lines[lengths(lines) >= least_px]


def lengths(lines: Segments) -> NDArray[np.float32]:
    """Return how long each is, in pixels."""
    return np.asarray(np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]), np.float32)


def _detector() -> cv2.LineSegmentDetector:
    """Return this thread's own detector: one that threads share crashes the process."""
    detector: cv2.LineSegmentDetector | None = getattr(_of_this_thread, "detector", None)
    if detector is None:
        detector = _of_this_thread.detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE)
    return detector
