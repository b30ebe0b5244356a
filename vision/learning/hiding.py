"""Hide in a picture what says who is in it: what the camera wrote, and heads where any are found.

What finds heads here is poor. The boxes of a detector, where the note has any, are good where they are; the Haar
cascades that come with OpenCV miss many faces: turned, tilted, small, in shade, behind masks. So this makes pictures
less telling and never anonymous, and a person must look through a set before it leaves the house.
"""

from collections.abc import Iterable
from functools import cache

import cv2
import cv2.data
import numpy as np
from msgspec import Struct

from vision.mask import between_writing, scene
from vision.picture import Grey, Picture, grey
from vision.stills import Region

PEOPLE = frozenset({"person", "officer"})
"""Regions around whole people."""
HEADS = frozenset({"face", "head"})
"""Regions around what is to be hidden itself."""
HEAD_SHARE = 0.35
"""E: how much of a person's region, from its top, is hidden. A head is a seventh of somebody who stands, and a third
of somebody who is seen down to the chest."""
MARGIN = 0.3
"""E: how much of a found face's width and height is hidden around it too: cascades end at brows and chin."""
CELLS = 4
"""E: what is hidden keeps so few colours across and down. Recognition still worked behind mosaics of 14 cells across
(McPherson, Shokri and Shmatikov, 2016)."""
LEAST_FACE_PX = 20
"""The smallest face that the cascades were made for is 20 to 24 px wide."""
STEP, NEIGHBOURS = 1.1, 2
"""E: less sure than usual (3): hiding a thing that is no face costs little. Measured: a real face seen from the front,
24 to 110 px wide in 1280, by day and at a third of the light, is found upright and 15 degrees askew in 20 of 20, 30
degrees askew in 4 of 10; 1.7 s a picture. Steps of 1.05 find no more in twice the time, a width of 960 px 17 of 30."""
CASCADES = ("haarcascade_frontalface_default.xml", "haarcascade_profileface.xml")


class _Area(Struct, frozen=True):
    """In pixels; the ends are outside it, and may lie outside the picture."""

    left: float
    top: float
    right: float
    bottom: float


def without_writing(picture: Picture) -> Picture:
    """Return a copy with the bands black in which cameras write dates, places and badges.

    Black, since every stage that looks leaves black bars aside.
    """
    part = between_writing(scene(grey(picture)))
    copy = np.zeros_like(picture)
    copy[part.top : part.bottom] = picture[part.top : part.bottom]
    return copy


def without_heads(picture: Picture, regions: Iterable[Region]) -> tuple[Picture, int]:
    """Return a copy with heads blurred where any were found, and at how many places; not all are found."""
    height, width = picture.shape[:2]
    areas = [_head(region, width, height) for region in regions if region.label in PEOPLE | HEADS]
    areas += _faces(grey(picture))
    copy = picture.copy()
    for area in areas:
        _blur(copy, area)
    return copy, len(areas)


def _head(region: Region, width: int, height: int) -> _Area:
    left, right = region.left * width, region.right * width
    top, bottom = region.top * height, region.bottom * height
    if region.label in HEADS:
        return _wider(_Area(left, top, right, bottom))
    above = (bottom - top) * HEAD_SHARE * MARGIN
    return _Area(left, top - above, right, top + (bottom - top) * HEAD_SHARE)


def _faces(luma: Grey) -> list[_Area]:
    found = []
    for name in CASCADES:
        for flipped in (False, True) if "profile" in name else (False,):
            # Profiles were learnt from one side only.
            seen = cv2.flip(luma, 1) if flipped else luma
            boxes = _cascade(name).detectMultiScale(
                seen, STEP, NEIGHBOURS, minSize=(LEAST_FACE_PX, LEAST_FACE_PX)
            )
            for left, top, width, height in np.asarray(boxes).reshape(-1, 4).astype(float):
                begin = luma.shape[1] - left - width if flipped else left
                found.append(_wider(_Area(begin, top, begin + width, top + height)))
    return found


@cache
def _cascade(name: str) -> cv2.CascadeClassifier:
    cascade = cv2.CascadeClassifier(cv2.data.haarcascades + name)
    if cascade.empty():
        raise RuntimeError(f"OpenCV has no {name}; install opencv-python 4 (5 has left it out)")
    return cascade


def _wider(area: _Area) -> _Area:
    across, down = (area.right - area.left) * MARGIN, (area.bottom - area.top) * MARGIN
    return _Area(area.left - across, area.top - down, area.right + across, area.bottom + down)


def _blur(picture: Picture, area: _Area) -> None:
    height, width = picture.shape[:2]
    top, bottom = max(0, int(area.top)), min(height, int(np.ceil(area.bottom)))
    left, right = max(0, int(area.left)), min(width, int(np.ceil(area.right)))
    if top >= bottom or left >= right:
        return
    few = cv2.resize(picture[top:bottom, left:right], (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    picture[top:bottom, left:right] = cv2.resize(few, (right - left, bottom - top))
