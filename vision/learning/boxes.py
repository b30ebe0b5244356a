"""Boxes of a picture's confirmed labels, for COCO and for YOLO."""

from collections.abc import Sequence

import numpy as np

from vision.learning.labels import LABELS
from vision.learning.layout import Annotation, Image
from vision.stills import Region


def boxes_of(image: Image, regions: Sequence[Region], first: int) -> list[Annotation]:
    """Return a box for each region of a confirmed label, else one of the whole picture; ids count from ``first``."""
    found: list[tuple[int, tuple[float, float, float, float], bool]] = []
    for number in image.pos_category_ids:
        places = [_placed(each, image) for each in regions if each.label == LABELS[number - 1]]
        found += [(number, place, False) for place in places] or [
            (number, (0.0, 0.0, float(image.width), float(image.height)), True)
        ]
    return [
        Annotation(
            id=first + place,
            image_id=image.id,
            category_id=number,
            bbox=box,
            area=box[2] * box[3],
            whole_picture=whole,
        )
        for place, (number, box, whole) in enumerate(found)
    ]


def _placed(region: Region, image: Image) -> tuple[float, float, float, float]:
    left, top, right, bottom = (
        float(value) for value in np.clip((region.left, region.top, region.right, region.bottom), 0, 1)
    )
    size = image.width, image.height
    return left * size[0], top * size[1], (right - left) * size[0], (bottom - top) * size[1]


def yolo_line(box: Annotation, image: Image) -> str:
    """Return a line for YOLO: label, middle and size as shares of the picture."""
    left, top, width, height = box.bbox
    shares = (
        (left + width / 2) / image.width,
        (top + height / 2) / image.height,
        width / image.width,
        height / image.height,
    )
    return f"{box.category_id - 1} " + " ".join(f"{share:.6f}" for share in shares) + "\n"
