"""What runs an ONNX file: ONNX Runtime where it is installed, else OpenCV."""

import importlib.util
import threading
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray


class Failed(Exception):
    """An ONNX file cannot be loaded or run; says why, in the runtime's words."""


class Runtime(Protocol):
    """Runs one ONNX file, for several threads at once."""

    name: str

    def run(self, blob: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the answer to 1 x 3 x H x W values; raises ``Failed``."""


def has_onnx_runtime() -> bool:
    """Return whether ONNX Runtime is installed, as with the extra "detector"."""
    return importlib.util.find_spec("onnxruntime") is not None


def runtime_of(model: Path) -> Runtime:
    """Return what runs a file here; raises ``Failed``."""
    return OnnxRuntime(model) if has_onnx_runtime() else OpenCv(model)


class OnnxRuntime:
    """ONNX Runtime on the processor; several threads may run one session at once."""

    name = "onnxruntime"

    def __init__(self, model: Path) -> None:
        """Load a file; raises ``Failed``."""
        import onnxruntime  # noqa: PLC0415  optional

        options = onnxruntime.SessionOptions()
        # One core a look: looks at other cameras go on beside it.
        options.intra_op_num_threads = 1
        options.log_severity_level = 4  # what is wrong is raised
        self._session: Any = _or_failed(
            onnxruntime.InferenceSession, model.read_bytes(), options, ["CPUExecutionProvider"]
        )
        (given,) = _one("input", self._session.get_inputs())
        _one("output", self._session.get_outputs())
        self._input = given.name

    def run(self, blob: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the answer."""
        return np.asarray(_or_failed(self._session.run, None, {self._input: blob})[0], np.float32)


class OpenCv:
    """OpenCV's own runtime; one thread at a time, for its networks keep what they work on."""

    name = "opencv"

    def __init__(self, model: Path) -> None:
        """Load a file; raises ``Failed``."""
        content = np.frombuffer(model.read_bytes(), np.uint8)
        self._net: Any = _or_failed(cv2.dnn.readNetFromONNX, content)
        _one("output", self._net.getUnconnectedOutLayersNames())
        self._lock = threading.Lock()

    def run(self, blob: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the answer."""
        with self._lock:
            self._net.setInput(blob)
            # A copy: the next look would write into the same memory.
            return np.array(_or_failed(self._net.forward), np.float32)


def _or_failed(call: Any, *arguments: Any) -> Any:
    try:
        return call(*arguments)
    except Exception as error:  # ONNX Runtime's errors have nothing else in common
        first, *_ = str(error).strip().splitlines() or [type(error).__name__]
        raise Failed(first) from error


def _one(what: str, ends: Any) -> Any:
    if len(ends) != 1:
        raise Failed(f"it has {len(ends)} {what}s, one is wanted")
    return ends
