"""Write a learning set into an empty folder: pictures first, what they mean next, the manifest last."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import rmtree

import msgspec
import yaml
from msgspec import Struct, structs

from models.alerts import Words
from models.observations import Look
from vision.learning.boxes import boxes_of, yolo_line
from vision.learning.labels import LABELS, group_of
from vision.learning.layout import (
    ANNOTATIONS,
    DATA,
    IMAGES,
    LABELS_FOLDER,
    MANIFEST,
    Annotation,
    Category,
    Counts,
    Dataset,
    Image,
    Info,
    Manifest,
    number_of,
)
from vision.learning.problems import SetProblem
from vision.learning.split import Split
from vision.picture import Picture
from vision.stills import Region, jpeg, name_of

JPEG_QUALITY = 90
"""E: above that of stills, so that coding once more costs little."""


class Pictured(Struct, frozen=True, kw_only=True):
    """A picture as it goes into a set."""

    picture: Picture
    """Nothing in it any more that must not be."""
    split: Split
    camera: int
    decisions: Mapping[Look, bool]
    regions: tuple[Region, ...] = ()
    camera_model: str | None = None
    fov_deg: float | None = None
    heads_hidden: int = 0


@contextmanager
def into(folder: Path) -> Iterator["Writer"]:
    """Give what writes into an empty folder; what goes wrong leaves it empty. Raises ``SetProblem``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        empty = not any(folder.iterdir())
    except OSError as error:
        raise SetProblem(f"{folder}: {error.strerror}; name a folder that can be written") from error
    if not empty:
        raise SetProblem(f"{folder} is not empty; name another folder, or empty this one")
    try:
        yield Writer(folder)
    except BaseException as error:
        _empty(folder)
        if isinstance(error, OSError):
            mend = "make room there, or name a folder on another disk; nothing was left in it"
            raise SetProblem(f"{folder} cannot be written ({error.strerror}); {mend}") from error
        raise


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            rmtree(path)
        else:
            path.unlink()


class Writer:
    """Writes one set."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._images: list[Image] = []
        self._annotations: list[Annotation] = []
        self._names: set[str] = set()
        for split in Split:
            (folder / IMAGES / split).mkdir(parents=True)
            (folder / LABELS_FOLDER / split).mkdir(parents=True)

    def add(self, pictured: Pictured) -> bool:
        """Write a picture with its labels; False where the very same is there already."""
        content = jpeg(pictured.picture, JPEG_QUALITY)
        name = name_of(content)
        if name in self._names:
            return False
        self._names.add(name)
        (self._folder / IMAGES / pictured.split / f"{name}.jpg").write_bytes(content)
        image = _image(len(self._images) + 1, f"{pictured.split}/{name}.jpg", pictured)
        boxes = boxes_of(image, pictured.regions, len(self._annotations) + 1)
        lines = "".join(yolo_line(box, image) for box in boxes)
        (self._folder / LABELS_FOLDER / pictured.split / f"{name}.txt").write_text(lines, encoding="ascii")
        self._images.append(image)
        self._annotations += boxes
        return True

    def counts(self) -> dict[str, Counts]:
        """Return how many pictures each label has."""
        positive = Counter(number for image in self._images for number in image.pos_category_ids)
        negative = Counter(number for image in self._images for number in image.neg_category_ids)
        placed = Counter(
            number
            for _, number in {
                (box.image_id, box.category_id) for box in self._annotations if not box.whole_picture
            }
        )
        return {
            label.value: Counts(confirmed=positive[at], dismissed=negative[at], with_regions=placed[at])
            for label in LABELS
            if positive[at := number_of(label)] + negative[at]
        }

    def of_split(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return how many pictures and how many cameras each split has."""
        pictures = Counter(image.split.value for image in self._images)
        cameras = Counter(split.value for split, _ in {(image.split, image.camera) for image in self._images})
        return {split.value: pictures[split] for split in Split}, {
            split.value: cameras[split] for split in Split
        }

    def heads_hidden(self) -> int:
        """Return at how many places something was blurred."""
        return sum(image.heads_hidden for image in self._images)

    def finish(self, made_at: datetime, names: Mapping[Look, Words], manifest: Manifest) -> None:
        """Write what the pictures mean, and the manifest."""
        categories = [
            Category(
                id=number_of(label),
                name=label,
                name_zh=names[label].zh,
                name_en=names[label].en,
                supercategory=group_of(label),
            )
            for label in LABELS
        ]
        whole = Dataset(
            info=Info(date_created=made_at),
            images=self._images,
            annotations=self._annotations,
            categories=categories,
        )
        self._json(ANNOTATIONS, whole)
        for split in Split:
            self._json(f"annotations-{split}.json", _part(whole, split))
        data = {split.value: f"{IMAGES}/{split}" for split in Split}
        # Without a path, loaders take the folder of this file.
        text = yaml.safe_dump(data | {"names": {place: label.value for place, label in enumerate(LABELS)}})
        (self._folder / DATA).write_text(text, encoding="utf-8")
        self._json(MANIFEST, manifest)

    def _json(self, name: str, value: Struct) -> None:
        (self._folder / name).write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")


def _part(whole: Dataset, split: Split) -> Dataset:
    images = [image for image in whole.images if image.split is split]
    of = {image.id for image in images}
    return structs.replace(
        whole, images=images, annotations=[box for box in whole.annotations if box.image_id in of]
    )


def _image(number: int, name: str, pictured: Pictured) -> Image:
    height, width = pictured.picture.shape[:2]
    by_decision = {
        decision: tuple(number_of(label) for label in LABELS if pictured.decisions.get(label) is decision)
        for decision in (True, False)
    }
    return Image(
        id=number,
        file_name=name,
        width=width,
        height=height,
        split=pictured.split,
        camera=pictured.camera,
        pos_category_ids=by_decision[True],
        neg_category_ids=by_decision[False],
        camera_model=pictured.camera_model,
        fov_deg=pictured.fov_deg,
        heads_hidden=pictured.heads_hidden,
    )
