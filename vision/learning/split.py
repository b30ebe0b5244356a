"""Train or val: by camera and not by picture, since a camera's pictures resemble each other."""

import hashlib
from enum import StrEnum

from models.ids import CameraId

VAL_SHARE = 0.2
"""E: the usual fifth; of cameras, so that the share of pictures is only about that."""


class Split(StrEnum):
    """What a picture is for."""

    TRAIN = "train"
    """To learn from, and to choose thresholds on."""
    VAL = "val"
    """To say how good it is."""


def split_of(camera: CameraId) -> Split:
    """Return where all pictures of a camera belong, the same in every set that is ever made."""
    place = int.from_bytes(hashlib.sha256(camera.encode()).digest()[:8]) / 2**64
    return Split.VAL if place < VAL_SHARE else Split.TRAIN


def numbered(cameras: set[CameraId]) -> dict[CameraId, int]:
    """Return a number for each camera, from 1, that says nothing of its id: ids lead to wearers, by the roster."""
    order = sorted(cameras, key=lambda camera: hashlib.sha256(camera.encode()).digest())
    return {camera: number for number, camera in enumerate(order, 1)}
