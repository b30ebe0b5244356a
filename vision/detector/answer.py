"""What a detector answers, turned into boxes with labels."""

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from vision.detector.description import Description, Layout
from vision.detector.fit import Fit

MOST_BOXES = 300
"""E: more than this in one picture is no crowd but a detector gone wrong; the surest are kept."""


class WrongAnswer(ValueError):
    """An answer does not fit the description; says how."""


class Box(Struct, frozen=True):
    """Something found, in pixels of the picture."""

    label: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


class _Raw(Struct, frozen=True):
    """As the detector sees it: N x (left, top, right, bottom), N scores, N labels' numbers."""

    corners: NDArray[np.float32]
    scores: NDArray[np.float32]
    numbers: NDArray[np.int64]


def boxes(answer: NDArray[np.float32], fit: Fit, description: Description) -> list[Box]:
    """Return the boxes of an answer, the surest first; raises ``WrongAnswer``."""
    raw = _sure(_raw(answer, description), description)
    if description.layout is not Layout.END_TO_END:
        raw = _taken(raw, _apart(raw, description.nms_iou))
    raw = _taken(raw, np.argsort(-raw.scores, kind="stable")[:MOST_BOXES])
    places = fit.back(raw.corners)
    return [
        Box(description.labels[number], float(score), *(float(side) for side in place))
        for number, score, place in zip(raw.numbers, raw.scores, places, strict=True)
        if place[2] > place[0] and place[3] > place[1]
    ]


def checked(answer: NDArray[np.float32], description: Description) -> NDArray[np.float32]:
    """Return the answer as N rows; raises ``WrongAnswer`` where its shape is another than described."""
    labels = len(description.labels)
    columns = {Layout.YOLOV5: 5 + labels, Layout.YOLOV8: 4 + labels, Layout.END_TO_END: 6}[description.layout]
    rows = answer[0] if answer.ndim == 3 and answer.shape[0] == 1 else answer
    if rows.ndim == 2 and description.layout is Layout.YOLOV8:
        rows = rows.T
    if rows.ndim != 2 or rows.shape[1] != columns:
        shape = f"1 x {columns} x N" if description.layout is Layout.YOLOV8 else f"1 x N x {columns}"
        raise WrongAnswer(
            f"the answer has the shape {' x '.join(map(str, answer.shape))}; {labels} labels and the layout "
            f"{description.layout} mean {shape}"
        )
    return rows


def _raw(answer: NDArray[np.float32], description: Description) -> _Raw:
    rows = checked(answer, description)
    if description.layout is Layout.END_TO_END:
        return _Raw(rows[:, :4], rows[:, 4], rows[:, 5].astype(np.int64))
    scores = rows[:, 4:]
    if description.layout is Layout.YOLOV5:
        scores = scores[:, 1:] * scores[:, :1]
    middle, half = rows[:, :2], rows[:, 2:4] / 2
    corners = np.asarray(np.hstack([middle - half, middle + half]), np.float32)
    return _Raw(corners, scores.max(axis=1), scores.argmax(axis=1))


def _sure(raw: _Raw, description: Description) -> _Raw:
    """Return what is sure enough, by its label's own threshold."""
    limits = np.array(
        [description.thresholds.get(label, description.threshold) for label in description.labels], np.float32
    )
    # A label that is none cannot be judged: only sure ones are complained of.
    known = (raw.numbers >= 0) & (raw.numbers < len(limits))
    if np.any(~known & (raw.scores >= description.threshold)):
        number = int(raw.numbers[~known][0])
        raise WrongAnswer(f"the answer names label {number}; {len(limits)} labels are described")
    sure = known & (raw.scores >= limits[np.where(known, raw.numbers, 0)])
    return _taken(raw, np.flatnonzero(sure & np.isfinite(raw.corners).all(axis=1)))


def _apart(raw: _Raw, iou: float) -> NDArray[np.int64]:
    """Return which boxes stay when those that overlap the same label's surer ones are left out."""
    if not raw.scores.size:
        return np.empty(0, np.int64)
    sides = np.hstack([raw.corners[:, :2], raw.corners[:, 2:] - raw.corners[:, :2]])
    kept = cv2.dnn.NMSBoxesBatched(
        sides.astype(float).tolist(), raw.scores.tolist(), raw.numbers.tolist(), 0.0, iou
    )
    return np.asarray(kept, np.int64).reshape(-1)


def _taken(raw: _Raw, which: NDArray[np.int64]) -> _Raw:
    return _Raw(raw.corners[which], raw.scores[which], raw.numbers[which])
