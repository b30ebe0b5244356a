"""The JSON file beside a detector's ONNX file: its labels, how it wants pictures, what it answers, what that means."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from models.observations import UNIFORM_LOOKS, Look, Seen
from vision.detector.problems import DetectorProblem

LOOKS = frozenset(UNIFORM_LOOKS - {Look.OTHER})
"""What a label may mean; of anything else only a person says that it is wrong."""

_Share = Annotated[float, Meta(ge=0, le=1)]
_Px = Annotated[int, Meta(ge=32, le=4096)]


class Layout(StrEnum):
    """How the answer is laid out; C labels, N boxes."""

    YOLOV5 = "yolov5"
    """1 x N x (5+C): middle, size, whether there is anything, labels; before suppression."""
    YOLOV8 = "yolov8"
    """1 x (4+C) x N: middle, size, labels; before suppression."""
    END_TO_END = "end_to_end"
    """1 x N x 6: corners, score, label's number; suppressed already."""


class Resize(StrEnum):
    """How a picture is brought to the size that the detector wants."""

    LETTERBOX = "letterbox"
    """Proportions kept, bars where there is room left."""
    STRETCH = "stretch"


class Colours(StrEnum):
    """In which order the detector wants the channels."""

    RGB = "rgb"
    BGR = "bgr"


class Region(StrEnum):
    """Whom a box is around."""

    PERSON = "person"
    """Anybody: a vest that is seen counts, one that is missing does not, for passers-by wear none."""
    OFFICER = "officer"
    """Somebody in uniform: a missing vest counts."""


class Meaning(Struct, frozen=True, forbid_unknown_fields=True):
    """What a label means for us: something of the uniform, or somebody."""

    look: Look | None = None
    seen: Seen | None = None
    region: Region | None = None


class Description(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be known of a detector."""

    labels: Annotated[tuple[str, ...], Meta(min_length=1)]
    """In the order of its outputs."""
    input_px: tuple[_Px, _Px]
    """Width and height."""
    layout: Layout
    means: dict[str, Meaning]
    """By label; what is not here is drawn and says nothing."""
    resize: Resize = Resize.LETTERBOX
    colours: Colours = Colours.RGB
    scale: Annotated[float, Meta(gt=0)] = 1 / 255
    """What values from 0 to 255 are multiplied with."""
    threshold: _Share = 0.25
    """The least score of a box. Source: the default of the YOLO tools; the rule has one of its own beyond it."""
    thresholds: dict[str, _Share] = {}
    """The same for single labels."""
    nms_iou: _Share = 0.45
    """Boxes of one label that overlap by more (intersection over union) are one. Source: YOLOv5's default."""


def beside(model: Path) -> Path:
    """Return where the description of a detector lies: the same name, ending in .json."""
    return model.with_suffix(".json")


def load_description(file: Path) -> Description:
    """Return a description; raises ``DetectorProblem``."""
    try:
        text = file.read_bytes()
    except OSError as error:
        mend = "write one beside the .onnx file, with the same name (docs/vision.md)"
        raise DetectorProblem(file, f"cannot be read ({error.strerror})", mend) from None
    try:
        description = msgspec.json.decode(text, type=Description)
    except msgspec.ValidationError as error:
        raise DetectorProblem(file, str(error), "write it as docs/vision.md shows") from None
    except msgspec.DecodeError as error:
        raise DetectorProblem(file, f"is no JSON ({error})", "correct it there") from None
    _check(file, description)
    return description


def _check(file: Path, description: Description) -> None:
    for field, names in (("means", description.means), ("thresholds", description.thresholds)):
        for label in names:
            if label not in description.labels:
                mend = f"write one of {', '.join(description.labels)}"
                raise DetectorProblem(file, f"{field} speaks of {label!r}, which is no label", mend)
    for label, meaning in description.means.items():
        what = f"means.{label}"
        if (meaning.look is None) == (meaning.region is None):
            raise DetectorProblem(file, f"{what} wants a look or a region", "write one of both")
        if meaning.look is None:
            continue
        if meaning.look not in LOOKS:
            mend = f"write one of {', '.join(sorted(LOOKS))}"
            raise DetectorProblem(file, f"{what}: no detector tells of the look {meaning.look}", mend)
        if meaning.seen not in (Seen.FAULT, Seen.WELL):
            raise DetectorProblem(file, f"{what} does not say what is seen", "add seen: fault, or well")
