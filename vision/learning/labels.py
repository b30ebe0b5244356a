"""Labels of a learning set: the looks that alerts are made of, in an order that never changes."""

from models.observations import PICTURE_LOOKS, UNIFORM_LOOKS, Look

LABELS = tuple(look for look in Look if look in PICTURE_LOOKS | UNIFORM_LOOKS)
"""A label's place is its number for YOLO; for COCO it is one more, since 0 is the background there."""


def group_of(label: Look) -> str:
    """Return what a label belongs to."""
    return "uniform" if label in UNIFORM_LOOKS else "picture"
