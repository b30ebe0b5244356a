"""What is wrong with a detector is told with the file, what it is and how to mend it."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from tests.onnx_files import described, write
from tests.unit.vision.detector.runs import RUNTIMES
from vision.detector.detector import load_detector
from vision.detector.problems import DetectorProblem
from vision.detector.runtimes import OpenCv, Runtime

MISTAKES: list[tuple[dict[str, Any], str, str]] = [
    (
        {"means": {"hat": {"look": "headgear", "seen": "well"}}},
        "'hat', which is no label",
        "red, green, blue",
    ),
    ({"thresholds": {"hat": 0.5}}, "thresholds speaks of 'hat'", "red, green, blue"),
    (
        {"means": {"red": {"look": "other", "seen": "fault"}}},
        "means.red: no detector tells",
        "headgear, vest",
    ),
    ({"means": {"red": {"look": "tilted", "seen": "fault"}}}, "the look tilted", "headgear, vest"),
    ({"means": {"red": {"look": "hat", "seen": "fault"}}}, "Invalid enum value 'hat'", "docs/vision.md"),
    ({"means": {"red": {"look": "vest"}}}, "what is seen", "fault, or well"),
    ({"means": {"red": {"look": "vest", "seen": "unknown"}}}, "what is seen", "fault, or well"),
    ({"means": {"red": {}}}, "a look or a region", "one of both"),
    ({"labels": []}, "$.labels", "docs/vision.md"),
    ({"labels": ["red", "green"]}, "2 labels and the layout yolov8 mean 1 x 6 x N", "labels or layout"),
    ({"threshold": 2}, "$.threshold", "docs/vision.md"),
    ({"size": [96, 64]}, "unknown field `size`", "docs/vision.md"),
]


@pytest.mark.parametrize(("changed", "what", "mend"), MISTAKES)
def test_a_mistake_in_the_description_is_named(
    tmp_path: Path, changed: dict[str, Any], what: str, mend: str
) -> None:
    """With the JSON file's name."""
    with pytest.raises(DetectorProblem) as caught:
        load_detector(write(tmp_path, **changed), OpenCv)
    assert "detector." in str(caught.value)
    assert what in str(caught.value)
    assert mend in str(caught.value).partition("; ")[2]


def test_labels_are_needed(tmp_path: Path) -> None:
    """Without them nobody knows what a box is."""
    file = write(tmp_path)
    values = {name: value for name, value in described().items() if name != "labels"}
    file.with_suffix(".json").write_bytes(msgspec.json.encode(values))
    with pytest.raises(DetectorProblem, match="missing required field `labels`"):
        load_detector(file, OpenCv)


def test_both_files_are_needed(tmp_path: Path) -> None:
    """The one that is missing is named; what is no JSON is said to be none."""
    with pytest.raises(DetectorProblem, match=r"nowhere\.onnx: there is no such file"):
        load_detector(tmp_path / "nowhere.onnx")
    file = write(tmp_path)
    file.with_suffix(".json").write_text("labels: red")
    with pytest.raises(DetectorProblem, match=r"detector\.json: is no JSON"):
        load_detector(file)
    file.with_suffix(".json").unlink()
    with pytest.raises(DetectorProblem, match=r"detector\.json: cannot be read \(No such file"):
        load_detector(file)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("content", [b"", b"junk", bytes(range(256)) * 40])
def test_junk_is_no_detector(tmp_path: Path, runtime: type[Runtime], content: bytes) -> None:
    """Whatever runs it."""
    file = write(tmp_path)
    file.write_bytes(content)
    with pytest.raises(DetectorProblem, match=r"detector\.onnx: cannot be loaded .*; name an ONNX file"):
        load_detector(file, runtime)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_half_a_file_is_no_detector(tmp_path: Path, runtime: type[Runtime]) -> None:
    """As when copying it was cut short."""
    file = write(tmp_path)
    file.write_bytes(file.read_bytes()[:-400])
    with pytest.raises(DetectorProblem, match=r"detector\.onnx"):
        load_detector(file, runtime)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_another_size_than_it_was_made_for_is_named(tmp_path: Path, runtime: type[Runtime]) -> None:
    """With what the JSON file says."""
    file = write(tmp_path, input_px=[128, 128])
    with pytest.raises(DetectorProblem, match=r"128 x 128 px.*correct input_px in detector\.json"):
        load_detector(file, runtime)


def test_a_label_that_nobody_described_is_named(tmp_path: Path) -> None:
    """It shows when a picture has it: the answer is not taken."""

    class Odd:
        name = "odd"

        def run(self, blob: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
            return np.array([[[0, 0, 9, 9, blob.max(), 7]]], np.float32)

    detector = load_detector(write(tmp_path, layout="end_to_end"), lambda _: Odd())
    with pytest.raises(DetectorProblem, match="names label 7; 1 labels are described"):
        detector.find(np.full((9, 9, 3), 255, np.uint8))
