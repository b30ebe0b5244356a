"""A set that was written is read as it was meant; plain folders are read too."""

from pathlib import Path

import cv2
import pytest

from models.observations import PICTURE_LOOKS, Look
from tests.pictures import room
from vision.learning.boxes import boxes_of, yolo_line
from vision.learning.labels import LABELS
from vision.learning.layout import Image, number_of
from vision.learning.problems import SetProblem
from vision.learning.reading import read_set
from vision.learning.split import Split, split_of
from vision.learning.writing import Pictured, into
from vision.stills import Region


def image(*labels: Look) -> Image:
    """Return a picture with labels that were confirmed."""
    return Image(
        id=7,
        file_name="train/x.jpg",
        width=200,
        height=100,
        split=Split.TRAIN,
        camera=1,
        pos_category_ids=tuple(number_of(label) for label in labels),
        neg_category_ids=(),
    )


def test_a_labels_number_never_changes() -> None:
    """Written down: sets of today and of next year go together."""
    words = "tilted sky ground covered dark blurred frozen headgear vest dress badge other"
    assert [label.value for label in LABELS] == words.split()
    assert [number_of(label) for label in LABELS] == list(range(1, 13))


def test_a_region_becomes_a_box_and_its_want_the_whole_picture() -> None:
    """Said so; a person's region is no box of a label, and sides end at the picture's."""
    regions = [Region("vest", 0.25, 0.5, 0.75, 1.2), Region("person", 0, 0, 1, 1)]
    vest, dark = boxes_of(image(Look.VEST, Look.DARK), regions, 4)
    assert (vest.id, vest.image_id, vest.category_id, vest.whole_picture) == (4, 7, 9, False)
    assert vest.bbox == (50.0, 50.0, 100.0, 50.0)
    assert vest.area == 5000
    assert (dark.id, dark.bbox, dark.whole_picture) == (5, (0.0, 0.0, 200.0, 100.0), True)
    assert yolo_line(vest, image()) == "8 0.500000 0.750000 0.500000 0.500000\n"
    assert yolo_line(dark, image()) == "4 0.500000 0.500000 1.000000 1.000000\n"


def test_only_an_empty_folder_is_written_into(tmp_path: Path) -> None:
    """What is there is never touched."""
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(SetProblem, match="is not empty; name another"), into(tmp_path):
        pass
    assert (tmp_path / "mine").read_text() == "precious"


def test_a_full_disk_leaves_no_half_of_a_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is empty again, and the error says what to do."""
    pictured = Pictured(picture=room(), split=Split.TRAIN, camera=1, decisions={Look.DARK: True})
    write = Path.write_text

    def full(path: Path, *args: object, **more: object) -> int:
        if path.suffix == ".txt":
            raise OSError(28, "No space left on device")
        return write(path, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(SetProblem, match=r"No space left on device\); make room"), into(tmp_path) as writer:
        writer.add(pictured)
    assert list(tmp_path.iterdir()) == []


def test_the_same_picture_is_there_once(tmp_path: Path) -> None:
    """In the split where it came first."""
    with into(tmp_path) as writer:
        first = Pictured(picture=room(), split=Split.TRAIN, camera=1, decisions={Look.DARK: True})
        again = Pictured(picture=room(), split=Split.VAL, camera=2, decisions={Look.DARK: True})
        assert writer.add(first)
        assert not writer.add(again)
    assert len(list(tmp_path.rglob("*.jpg"))) == 1


def plain(folder: Path, *names: str) -> Path:
    """Write pictures, each another, under these names."""
    for seed, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / name), room(seed)[:120, :160])
    return folder


def test_plain_folders_say_what_their_pictures_show(tmp_path: Path) -> None:
    """A fault may hide others, so nothing is known of them; well is well in all that a picture shows."""
    found = read_set(plain(tmp_path, "covered/1.jpg", "vest/2.png", "well/3.JPG"))
    covered, vest, well = found.items
    assert covered.truth == {Look.COVERED: True}
    assert vest.truth == {Look.VEST: True}
    assert well.truth == dict.fromkeys([*(PICTURE_LOOKS - {Look.FROZEN}), Look.VEST], False)
    assert (found.from_alerts, found.cameras_named, found.ignored) == (False, False, 0)
    assert len({item.camera for item in found.items}) == 3


def test_a_folder_below_a_labels_names_the_camera(tmp_path: Path) -> None:
    """So its pictures are for the same; other files are counted."""
    plain(tmp_path, "dark/c3/1.jpg", "dark/c3/2.jpg", "well/c3/x/3.jpg")
    (tmp_path / "dark" / "c3" / "notes.txt").write_text("none")
    found = read_set(tmp_path)
    assert [(item.camera, item.split) for item in found.items] == [("c3", split_of("c3"))] * 3
    assert (found.cameras_named, found.ignored) == (True, 1)


def test_what_is_no_set_is_refused(tmp_path: Path) -> None:
    """With what to do about it."""
    with pytest.raises(SetProblem, match="is no folder"):
        read_set(tmp_path / "nowhere")
    with pytest.raises(SetProblem, match="no picture in it; plain folders"):
        read_set(tmp_path)
    (tmp_path / "coverd").mkdir()
    with pytest.raises(SetProblem, match="did you mean covered"):
        read_set(tmp_path)
    (tmp_path / "annotations.json").write_text("{}")
    with pytest.raises(SetProblem, match="never finished"):
        read_set(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(SetProblem, match="export the set once more"):
        read_set(tmp_path)
