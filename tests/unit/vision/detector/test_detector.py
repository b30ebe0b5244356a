"""A bureau's own detector finds what it was made to find, whatever runs it."""

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.onnx_files import BOX_PX, CELL_PX, write
from tests.unit.vision.detector.runs import NO_ONNX_RUNTIME, RUNTIMES
from vision.detector.answer import Box
from vision.detector.detector import load_detector
from vision.detector.fit import fitted
from vision.detector.runtimes import OnnxRuntime, OpenCv, Runtime, has_onnx_runtime, runtime_of
from vision.picture import Picture

LAYOUTS = ("yolov8", "yolov5", "end_to_end")


def scene(colour: tuple[int, int, int] = (0, 0, 255), at: tuple[int, int] = (2, 1)) -> Picture:
    """Return a grey picture, 192 x 96 px, in which one of the detector's cells has a colour.

    Letterboxed into 96 x 64 px it is half as wide, with bars of 8 px above and below.
    """
    picture = np.full((96, 192, 3), 128, np.uint8)
    left, top = at[0] * 2 * CELL_PX, at[1] * 2 * CELL_PX - 16
    picture[max(0, top) : top + 2 * CELL_PX, left : left + 2 * CELL_PX] = colour
    return picture


def sides(box: Box) -> tuple[float, float, float, float]:
    """Return where a box is."""
    return box.left, box.top, box.right, box.bottom


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_there_is_found_where_it_is(tmp_path: Path, layout: str, runtime: type[Runtime]) -> None:
    """In the picture's own pixels, through the bars, from all three kinds of answers."""
    (box,) = load_detector(write(tmp_path, layout=layout), runtime).find(scene())
    assert box.label == "red"
    assert box.score == pytest.approx(1, abs=0.01)
    middle_x, middle_y = 2 * (2.5 * CELL_PX), 2 * (1.5 * CELL_PX - 8)
    wanted = (middle_x - BOX_PX, middle_y - BOX_PX, middle_x + BOX_PX, middle_y + BOX_PX)
    assert sides(box) == pytest.approx(wanted, abs=0.01)


@NO_ONNX_RUNTIME
@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_runtimes_answer_the_same(tmp_path: Path, layout: str) -> None:
    """Within 0.0001."""
    file = write(tmp_path, layout=layout)
    picture = np.random.default_rng(1).integers(0, 255, (96, 192, 3), np.uint8)
    one, other = load_detector(file, OnnxRuntime), load_detector(file, OpenCv)
    blob, _ = fitted(picture, one.description)
    assert np.abs(one.runtime.run(blob) - other.runtime.run(blob)).max() < 1e-4


def test_channels_come_in_the_order_that_is_described(tmp_path: Path) -> None:
    """Red given as blue is found as blue."""
    (box,) = load_detector(write(tmp_path, colours="bgr"), OpenCv).find(scene())
    assert box.label == "blue"


def test_a_stretched_picture_has_no_bars(tmp_path: Path) -> None:
    """The same cell lies elsewhere then."""
    picture = np.full((128, 192, 3), 128, np.uint8)
    picture = np.asarray(cv2.resize(picture, (192, 320)), np.uint8)
    picture[80:160, 32:64] = (0, 0, 255)
    (box,) = load_detector(write(tmp_path, resize="stretch"), OpenCv).find(picture)
    assert sides(box) == pytest.approx((28, 70, 68, 170), abs=0.01)


def test_each_label_has_a_threshold(tmp_path: Path) -> None:
    """One that is not met says nothing; other labels go by the common one."""
    picture = scene((0, 0, 210))
    assert load_detector(write(tmp_path), OpenCv).find(picture)
    assert not load_detector(write(tmp_path, thresholds={"red": 0.9}), OpenCv).find(picture)
    assert load_detector(write(tmp_path, thresholds={"green": 0.9}), OpenCv).find(picture)


def test_boxes_of_one_label_that_overlap_are_one(tmp_path: Path) -> None:
    """The surest stays; of another label, or with a higher limit, both do."""
    picture = scene((0, 0, 255))
    picture[16:48, 96:128] = (0, 0, 230)
    beside = scene((0, 0, 255))
    beside[16:48, 96:128] = (0, 230, 0)
    close = load_detector(write(tmp_path, nms_iou=0.05), OpenCv)
    (kept,) = close.find(picture)
    assert kept.score == pytest.approx(1, abs=0.01)
    assert {box.label for box in close.find(beside)} == {"red", "green"}
    assert [box.score > 0.95 for box in load_detector(write(tmp_path), OpenCv).find(picture)] == [True, False]


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_many_threads_may_ask_at_once(tmp_path: Path, runtime: type[Runtime]) -> None:
    """Each gets the answer to its own picture; all looks are counted."""
    detector = load_detector(write(tmp_path), runtime)
    wrong: list[object] = []

    def work(cell: int) -> None:
        for _ in range(50):
            (box,) = detector.find(scene(at=(cell, 1)))
            if abs((box.left + box.right) / 2 - (cell + 0.5) * 2 * CELL_PX) > 1:
                wrong.append(box)

    threads = [threading.Thread(target=work, args=(cell,)) for cell in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert detector.looks == 200
    assert detector.seconds > 0


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3)])
def test_whatever_the_size_there_is_an_answer(tmp_path: Path, size: tuple[int, int]) -> None:
    """Boxes never reach out of the picture."""
    picture = np.full((*size, 3), (0, 0, 255), np.uint8)
    for box in load_detector(write(tmp_path), OpenCv).find(picture):
        assert 0 <= box.left < box.right <= size[1]
        assert 0 <= box.top < box.bottom <= size[0]


def test_onnx_runtime_is_taken_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else OpenCV, which is always there."""
    file = write(tmp_path)
    assert runtime_of(file).name == ("onnxruntime" if has_onnx_runtime() else "opencv")
    monkeypatch.setattr("vision.detector.runtimes.has_onnx_runtime", lambda: False)
    assert runtime_of(file).name == "opencv"
