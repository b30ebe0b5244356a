"""How a learning set lies on disk: one folder of pictures, described for COCO and for YOLO, and a manifest.

::

    images/train/HASH.jpg   images/val/HASH.jpg     the pictures, named by the SHA-256 of their bytes
    labels/train/HASH.txt   labels/val/HASH.txt     YOLO: its loaders put labels for images in a picture's path
    data.yaml                                       YOLO: what a training is given
    annotations.json                                COCO: all of it
    annotations-train.json  annotations-val.json    COCO: the same apart
    manifest.json                                   where it comes from; written last, so a set without is none
"""

from datetime import datetime

from msgspec import Struct

from models.observations import Look
from vision.learning.labels import LABELS
from vision.learning.split import Split

IMAGES, LABELS_FOLDER = "images", "labels"
ANNOTATIONS, DATA, MANIFEST = "annotations.json", "data.yaml", "manifest.json"
NOTE = (
    "What people decided about alerts. A picture without a box was dismissed for the labels in neg_category_ids "
    "and judged for no others."
)


class Image(Struct, frozen=True, kw_only=True):
    """A picture, as COCO describes one; the fields from ``split`` on are ours."""

    id: int
    file_name: str
    """Below ``images``."""
    width: int
    height: int
    split: Split
    camera: int
    """A number that means something in this set only."""
    pos_category_ids: tuple[int, ...]
    """Labels that a person confirmed."""
    neg_category_ids: tuple[int, ...]
    """Labels that a person dismissed. Of all others nothing is known (LVIS calls them so too)."""
    camera_model: str | None = None
    fov_deg: float | None = None
    heads_hidden: int = 0
    """At how many places something was blurred that may be a head."""


class Annotation(Struct, frozen=True, kw_only=True):
    """A box of a label that was confirmed."""

    id: int
    image_id: int
    category_id: int
    bbox: tuple[float, float, float, float]
    """Left, top, width and height in pixels."""
    area: float
    whole_picture: bool
    """Nobody knows where it is, or it is everywhere: the box is the picture."""
    iscrowd: int = 0
    segmentation: tuple[()] = ()


class Category(Struct, frozen=True, kw_only=True):
    """A label, in the field's words."""

    id: int
    name: Look
    name_zh: str
    name_en: str
    supercategory: str


class Info(Struct, frozen=True, kw_only=True):
    """What COCO says of a set."""

    description: str = NOTE
    date_created: datetime


class Dataset(Struct, frozen=True, kw_only=True):
    """A COCO file."""

    info: Info
    images: list[Image]
    annotations: list[Annotation]
    categories: list[Category]
    licenses: tuple[()] = ()


class FromStation(Struct, frozen=True, kw_only=True):
    """What a station gave."""

    station: str
    name_zh: str
    name_en: str
    consents: bool
    """Whether its pictures may be learnt from, by the stations file at the time."""
    pictures: int
    alerts_left_out: int
    """For want of consent."""


class Settings(Struct, frozen=True, kw_only=True):
    """What was asked for."""

    begin: datetime | None
    end: datetime | None
    station: str | None
    rules: tuple[str, ...]
    faces_blurred: bool
    """Where any were found; not all are."""
    writing_hidden: bool = True
    val_share: float


class Counts(Struct, frozen=True, kw_only=True):
    """Pictures of one label."""

    confirmed: int
    dismissed: int
    with_regions: int
    """Of the confirmed: those with a box that is not the whole picture."""


class Manifest(Struct, frozen=True, kw_only=True):
    """Where a set comes from."""

    made_at: datetime
    note: str = NOTE
    looked_through_by_a_person: bool = False
    """To be set by whoever did; before, the set stays in the house."""
    settings: Settings
    pictures: dict[str, int]
    """By split."""
    cameras: dict[str, int]
    """By split."""
    labels: dict[str, Counts]
    left_out: dict[str, int]
    heads_hidden: int
    attribution: list[FromStation]


def number_of(label: Look) -> int:
    """Return a label's COCO id."""
    return LABELS.index(label) + 1
