"""What was found of uniforms, drawn into a copy of the picture: boxes with their labels, no names, no faces."""

import cv2

from vision.detector.answer import Box
from vision.mask import Part
from vision.picture import Picture, shrunk
from vision.uniform import Dressed
from vision.vest import Vest

MARKED_PX = 960
"""E: how wide the copy is: wide enough to read the labels."""
BOX, TORSO, FRAME = (0, 140, 255), (255, 160, 0), (170, 170, 170)
"""Blue, green, red: orange for what a detector found, blue for the torso whose colour counts, grey for the frame in
which somebody should stand."""


def marked_uniform(picture: Picture, dressed: Dressed) -> Picture:
    """Return a copy, at most ``MARKED_PX`` wide, with all that was found."""
    copy = boxes_drawn(picture, dressed.boxes)
    return torsos_drawn(copy, picture, [(one.torso, one.vest) for one in dressed.worn])


def boxes_drawn(picture: Picture, boxes: tuple[Box, ...]) -> Picture:
    """Return a copy, at most ``MARKED_PX`` wide, with a detector's boxes."""
    copy, scale = _copy(picture)
    for box in boxes:
        corners = (box.left, box.top, box.right, box.bottom)
        _rectangle(copy, corners, scale, BOX, f"{box.label} {box.score:.2f}")
    return copy


def torsos_drawn(copy: Picture, picture: Picture, torsos: list[tuple[Part, Vest]]) -> Picture:
    """Draw torsos into a copy of a picture and return it."""
    scale = copy.shape[1] / picture.shape[1]
    for torso, vest in torsos:
        share = "" if vest.share is None else f" {vest.share:.2f}"
        _rectangle(copy, _sides(torso), scale, TORSO, f"vest colour{share}")
    return copy


def frame_drawn(copy: Picture, picture: Picture, frame: Part) -> Picture:
    """Draw the frame in which somebody should stand into a copy of a picture and return it."""
    _rectangle(copy, _sides(frame), copy.shape[1] / picture.shape[1], FRAME, "")
    return copy


def _copy(picture: Picture) -> tuple[Picture, float]:
    copy = shrunk(picture, MARKED_PX).copy()
    return copy, copy.shape[1] / picture.shape[1]


def _sides(part: Part) -> tuple[int, int, int, int]:
    return part.left, part.top, part.right, part.bottom


def _rectangle(
    copy: Picture,
    sides: tuple[float, float, float, float],
    scale: float,
    colour: tuple[int, int, int],
    text: str,
) -> None:
    left, top, right, bottom = (round(side * scale) for side in sides)
    cv2.rectangle(copy, (left, top), (right, bottom), colour, 2)
    # OpenCV's letters are ASCII alone; a Chinese label shows as question marks, and the note has it in full.
    cv2.putText(
        copy, text, (left + 3, max(12, top - 4)), cv2.FONT_HERSHEY_SIMPLEX, 0.45, colour, 1, cv2.LINE_AA
    )
