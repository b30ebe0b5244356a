"""Read a learning set: one that was exported, or plain folders of pictures named by what they show."""

import hashlib
from difflib import get_close_matches
from pathlib import Path

import msgspec
from msgspec import Struct

from models.observations import PICTURE_LOOKS, Look
from vision.learning.labels import LABELS
from vision.learning.layout import ANNOTATIONS, IMAGES, MANIFEST, Dataset, Image
from vision.learning.problems import SetProblem
from vision.learning.split import Split, split_of

WELL = "well"
"""The folder of pictures that show no fault at all."""
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})
"""What is taken for a picture."""
_SINGLE = PICTURE_LOOKS - {Look.FROZEN}
"""What a single picture can show."""
_HOW = f"plain folders are named by what their pictures show: {WELL}, {', '.join(LABELS)}"


class Item(Struct, frozen=True, kw_only=True):
    """A picture and what is known of it."""

    file: Path
    truth: dict[Look, bool]
    """By label: whether it shows the fault. Of other labels nothing is known."""
    camera: str
    split: Split
    camera_model: str | None = None
    fov_deg: float | None = None


class LearningSet(Struct, frozen=True, kw_only=True):
    """What there is to measure by."""

    items: list[Item]
    from_alerts: bool
    """All of its pictures were alerts: of what raised none it has nothing, so it cannot tell what was missed."""
    cameras_named: bool
    """Else every picture counts as a camera of its own."""
    ignored: int = 0
    """Files that were not taken for pictures."""


def read_set(folder: Path) -> LearningSet:
    """Return a set; raises ``SetProblem``."""
    if not folder.is_dir():
        raise SetProblem(f"{folder} is no folder; name that of a set, or one with plain folders: {_HOW}")
    if (folder / ANNOTATIONS).exists():
        return _exported(folder)
    return _plain(folder)


def _exported(folder: Path) -> LearningSet:
    if not (folder / MANIFEST).exists():
        raise SetProblem(f"{folder} has no {MANIFEST}, so it was never finished; export it once more")
    file = folder / ANNOTATIONS
    try:
        dataset = msgspec.json.decode(file.read_bytes(), type=Dataset)
    except (OSError, msgspec.MsgspecError) as error:
        raise SetProblem(f"{file}: {error}; export the set once more") from error
    names = {category.id: category.name for category in dataset.categories}
    items = [_item(folder, image, names) for image in dataset.images]
    if not items:
        raise SetProblem(f"{folder} has no picture in it; there is nothing to measure by")
    return LearningSet(items=items, from_alerts=True, cameras_named=True)


def _item(folder: Path, image: Image, names: dict[int, Look]) -> Item:
    images = (folder / IMAGES).resolve()
    file = (images / image.file_name).resolve()
    if not file.is_relative_to(images):
        raise SetProblem(f"{folder / ANNOTATIONS}: {image.file_name!r} lies outside {IMAGES}; correct it")
    truth = dict.fromkeys((names[number] for number in image.pos_category_ids), True)
    truth |= dict.fromkeys((names[number] for number in image.neg_category_ids), False)
    return Item(
        file=file,
        truth=truth,
        camera=str(image.camera),
        split=image.split,
        camera_model=image.camera_model,
        fov_deg=image.fov_deg,
    )


def _plain(folder: Path) -> LearningSet:
    """Return pictures in DIR/LABEL/FILE, or DIR/LABEL/CAMERA/FILE where it is known whose they are."""
    kinds = sorted(path for path in folder.iterdir() if path.is_dir())
    for kind in kinds:
        _check_name(kind)
    labels = [label for label in LABELS if label in _SINGLE | {kind.name for kind in kinds}]
    items, ignored, cameras_named = [], 0, True
    for kind in kinds:
        # A fault may hide another: a covered picture does not tell how the camera hangs.
        truth = dict.fromkeys(labels, False) if kind.name == WELL else {Look(kind.name): True}
        for file in sorted(path for path in kind.rglob("*") if path.is_file()):
            if file.suffix.lower() not in SUFFIXES:
                ignored += 1
                continue
            named = file.parent != kind
            cameras_named &= named
            camera = file.relative_to(kind).parts[0] if named else _content(file)
            items.append(Item(file=file, truth=truth, camera=camera, split=split_of(camera)))
    if not items:
        raise SetProblem(f"{folder} has no picture in it; {_HOW}")
    return LearningSet(items=items, from_alerts=False, cameras_named=cameras_named, ignored=ignored)


def _check_name(kind: Path) -> None:
    if kind.name == WELL or kind.name in LABELS:
        return
    near = get_close_matches(kind.name, [WELL, *LABELS], n=1)
    mend = f"did you mean {near[0]}?" if near else _HOW
    raise SetProblem(f"{kind}: no label is called so; {mend}")


def _content(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
