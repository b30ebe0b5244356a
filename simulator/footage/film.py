"""Film of a worn camera: a clip's pictures as they sway, and a fault for a while."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import cv2
import numpy as np
from msgspec import Struct

from simulator.footage.faults import Faulty, PictureFault
from simulator.footage.worn import Gait, Picture, Worn, as_filmed, rolled
from simulator.spans import Span

STEP_S = 2.0
"""From picture to picture. Source: E: as often as the vision role looks (vision.look_every_s)."""
_LEAST_PICTURES = 12
"""E: of a short clip pictures are taken closer together, so that the scene changes."""


class Wrong(Struct, frozen=True):
    """What is wrong in a film, and when."""

    fault: PictureFault
    span: Span
    """In seconds since the film began."""


def frames_of(clip: Path) -> list[Picture]:
    """Return a picture for each ``STEP_S`` of a clip, at least a dozen; raises ``ValueError`` for no video."""
    capture = cv2.VideoCapture(str(clip))
    rate = capture.get(cv2.CAP_PROP_FPS)
    found: list[Picture] = []
    while True:
        there, frame = capture.read()
        if not there:
            break
        found.append(np.asarray(frame, np.uint8))
    if len(found) < _LEAST_PICTURES:
        raise ValueError(f"{clip}: {len(found)} pictures; a clip needs {_LEAST_PICTURES}")
    step = max(1, min(round(rate * STEP_S), len(found) // _LEAST_PICTURES))
    return found[::step]


def film(
    frames: list[Picture], seed: int, length_s: float, wrong: Wrong | None = None
) -> Iterator[tuple[float, Picture]]:
    """Yield seconds since the film began, and what a worn camera gives then; the same seed, the same film."""
    random, chance = Random(seed), np.random.default_rng(seed)
    worn = Worn(Gait(), random)
    faulty = None if wrong is None else Faulty(wrong.fault, random)
    scene = _scenes(frames, random)
    for number in range(int(np.ceil(length_s / STEP_S))):
        at_s = number * STEP_S
        roll_deg, here = worn.roll_deg(at_s), next(scene)
        if wrong is not None and faulty is not None and wrong.span[0] <= at_s < wrong.span[1]:
            yield at_s, faulty.seen(here, roll_deg, chance)
        else:
            yield at_s, as_filmed(rolled(here, roll_deg), chance)


def _scenes(frames: list[Picture], random: Random) -> Iterator[Picture]:
    """Yield pictures on and on, to and fro, from somewhere in the clip."""
    place, step = random.randrange(len(frames)), 1
    while True:
        yield frames[place]
        if not 0 <= place + step < len(frames):
            step = -step
        place += step
