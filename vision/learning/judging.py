"""Look at the pictures of a set as the vision role would, and put what is seen beside how it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import cv2
import numpy as np
from msgspec import Struct

from models.observations import Look
from vision.learning.brightness import Light, light_of
from vision.learning.metrics import Judgement
from vision.learning.reading import Item
from vision.learning.split import Split
from vision.look import LOOKS, Lens, Memory, Numbers, Sight, look
from vision.picture import Picture


class Looker(Protocol):
    """Something that looks at one picture: our own looks, a detector."""

    def __call__(self, picture: Picture, lens: Lens) -> Mapping[Look, Sight]:
        """Return what it says of the labels that it knows; what it does not name is not checked."""


class Judged(Struct, frozen=True):
    """One label of one picture."""

    label: Look
    camera: str
    split: Split
    light: Light
    model: str | None
    judgement: Judgement


class Outcome(Struct, frozen=True):
    """What came of a set."""

    judged: list[Judged]
    not_checked: dict[Look, int]
    """Labels of pictures that nothing here looks for."""
    unreadable: int
    """Pictures that are none, or are damaged."""


class OurLooks(Struct, frozen=True):
    """Looks as the vision role does. Whether a picture stands still takes several, so it is not checked."""

    numbers: Numbers

    def __call__(self, picture: Picture, lens: Lens) -> Mapping[Look, Sight]:
        """Look once."""
        looked = look(picture, lens, Memory(), self.numbers)
        return {label: looked.sights[label] for label in LOOKS if label is not Look.FROZEN}


def judge_all(items: Iterable[Item], lookers: Sequence[Looker]) -> Outcome:
    """Look at each picture once with each looker; a later one's word on a label goes before an earlier one's."""
    judged: list[Judged] = []
    not_checked: dict[Look, int] = {}
    unreadable = 0
    for item in items:
        picture = read_picture(item.file.read_bytes()) if item.file.is_file() else None
        if picture is None:
            unreadable += 1
            continue
        light, lens = light_of(picture), Lens(item.fov_deg)
        sights: dict[Look, Sight] = {}
        for looker in lookers:
            sights |= looker(picture, lens)
        for label, fault in item.truth.items():
            sight = sights.get(label)
            if sight is None:
                not_checked[label] = not_checked.get(label, 0) + 1
                continue
            judgement = Judgement(fault, sight.seen, sight.score)
            judged.append(Judged(label, item.camera, item.split, light, item.camera_model, judgement))
    return Outcome(judged, not_checked, unreadable)


def read_picture(content: bytes) -> Picture | None:
    """Return a coded picture, None where it is none."""
    if not content:
        return None
    decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    return None if decoded is None else np.asarray(decoded, np.uint8)
