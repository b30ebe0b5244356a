"""Tiny detectors for tests, written as ONNX files by hand: ONNX is protobuf, and this is all of it that they need.

Each 16 x 16 px cell of the picture gives one box around its middle, as sure as the cell is red, green or blue.
"""

from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

CELL_PX = 16
BOX_PX = 20
"""Wider than a cell, so that neighbours overlap a little."""
LABELS = ("red", "green", "blue")


def varint(value: int) -> bytes:
    """Return a number as protobuf writes it."""
    out = b""
    while value > 0x7F:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def field(number: int, value: bytes | str | int) -> bytes:
    """Return one field: a number, a text or a message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    content = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(content)) + content


def tensor(name: str, values: NDArray[np.generic]) -> bytes:
    """Return a constant."""
    kind = {"float32": 1, "int64": 7}[values.dtype.name]
    dims = b"".join(field(1, size) for size in values.shape)
    return dims + field(2, kind) + field(8, name) + field(9, values.tobytes())


def node(op: str, inputs: list[str], output: str, **ints: list[int]) -> bytes:
    """Return an operation whose attributes are lists of integers."""
    attributes = b"".join(
        field(5, field(1, name) + b"".join(field(8, value) for value in values) + field(20, 7))
        for name, values in ints.items()
    )
    names = b"".join(field(1, name) for name in inputs)
    return names + field(2, output) + field(3, output) + field(4, op) + attributes


def end(name: str, shape: tuple[int, ...]) -> bytes:
    """Return an input or output."""
    dims = b"".join(field(1, field(1, size)) for size in shape)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dims)))


def model(layout: str, width: int, height: int) -> bytes:
    """Return a detector that finds red, green and blue; end to end red alone."""
    columns, rows = width // CELL_PX, height // CELL_PX
    middle_x, middle_y = np.meshgrid(
        np.arange(columns) * CELL_PX + CELL_PX / 2, np.arange(rows) * CELL_PX + CELL_PX / 2
    )
    size = np.full_like(middle_x, BOX_PX)
    half, nothing, one = size / 2, np.zeros_like(size), np.ones_like(size)
    places = {
        "yolov8": [middle_x, middle_y, size, size, nothing, nothing, nothing],
        "yolov5": [middle_x, middle_y, size, size, one, nothing, nothing, nothing],
        "end_to_end": [middle_x - half, middle_y - half, middle_x + half, middle_y + half, nothing, nothing],
    }[layout]
    first = {"yolov8": 4, "yolov5": 5, "end_to_end": 4}[layout]
    weights = np.zeros((len(places), 3, CELL_PX, CELL_PX), np.float32)
    for label in range(1 if layout == "end_to_end" else 3):
        weights[first + label] = -0.5 / CELL_PX**2
        weights[first + label, label] = 1 / CELL_PX**2
    constants = [
        tensor("weights", weights),
        tensor("places", np.array(places, np.float32)[None]),
        tensor("shape", np.array([1, len(places), columns * rows], np.int64)),
    ]
    steps = [
        node("Conv", ["picture", "weights"], "cells", strides=[CELL_PX, CELL_PX]),
        node("Add", ["cells", "places"], "placed"),
        node("Reshape", ["placed", "shape"], "answer" if layout == "yolov8" else "flat"),
    ]
    shape: tuple[int, ...] = (1, len(places), columns * rows)
    if layout != "yolov8":
        steps.append(node("Transpose", ["flat"], "answer", perm=[0, 2, 1]))
        shape = (1, columns * rows, len(places))
    graph = b"".join(field(1, step) for step in steps) + field(2, "cells")
    graph += b"".join(field(5, constant) for constant in constants)
    graph += field(11, end("picture", (1, 3, height, width))) + field(12, end("answer", shape))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 17))


def described(**changed: object) -> dict[str, object]:
    """Return a description."""
    labels = ["red"] if changed.get("layout") == "end_to_end" else list(LABELS)
    values: dict[str, object] = {"labels": labels, "input_px": [96, 64], "layout": "yolov8", "means": {}}
    return values | {"threshold": 0.5} | changed


def write(folder: Path, **changed: object) -> Path:
    """Write a detector with its description; return the ONNX file's path."""
    values = described(**changed)
    file = folder / "detector.onnx"
    width, height = described()["input_px"]  # type: ignore[misc]
    file.write_bytes(model(str(values["layout"]), width, height))
    file.with_suffix(".json").write_bytes(msgspec.json.encode(values))
    return file
