"""A bureau's own detector, loaded and tried once, then asked for boxes."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from vision.detector.answer import Box, WrongAnswer, boxes, checked
from vision.detector.description import Description, beside, load_description
from vision.detector.fit import fitted
from vision.detector.problems import DetectorProblem
from vision.detector.runtimes import Failed, Runtime, runtime_of
from vision.picture import Picture


class Detector:
    """One detector, for all cameras and threads of a process."""

    def __init__(self, file: Path, description: Description, runtime: Runtime) -> None:
        """Make ready; an answer to an empty picture must be as described, else raises ``DetectorProblem``."""
        self.file = file
        self.description = description
        self.runtime = runtime
        self.looks = 0
        self.seconds = 0.0
        """What all looks took, as they were waited for."""
        self._lock = threading.Lock()
        width, height = description.input_px
        try:
            checked(runtime.run(np.zeros((1, 3, height, width), np.float32)), description)
        except Failed as error:
            what = f"does not take pictures of {width} x {height} px ({runtime.name}: {error})"
            mend = f"correct input_px in {beside(file).name}, or export with static shapes and float32"
            raise DetectorProblem(file, what, mend) from error
        except WrongAnswer as error:
            mend = f"correct labels or layout in {beside(file).name}"
            raise DetectorProblem(file, str(error), mend) from None

    def find(self, picture: Picture) -> list[Box]:
        """Return what is found, in pixels of the picture; raises ``DetectorProblem``."""
        began_s = time.perf_counter()
        blob, fit = fitted(picture, self.description)
        try:
            return boxes(self.runtime.run(blob), fit, self.description)
        except (Failed, WrongAnswer) as error:
            mend = "try it with jingjian vision look, and export it anew"
            raise DetectorProblem(self.file, f"failed ({error})", mend) from error
        finally:
            with self._lock:
                self.looks += 1
                self.seconds += time.perf_counter() - began_s


def load_detector(file: Path, run_with: Callable[[Path], Runtime] = runtime_of) -> Detector:
    """Return a detector and its description from the file beside it; raises ``DetectorProblem``."""
    if not file.is_file():
        raise DetectorProblem(file, "there is no such file", "name the detector's .onnx file")
    description = load_description(beside(file))
    try:
        runtime = run_with(file)
    except OSError as error:
        raise DetectorProblem(file, f"cannot be read ({error.strerror})", "let this role read it") from None
    except Failed as error:
        mend = "name an ONNX file (opset 17 or lower is safest), exported with one input and one output"
        raise DetectorProblem(file, f"cannot be loaded ({error})", mend) from error
    return Detector(file, description, runtime)
