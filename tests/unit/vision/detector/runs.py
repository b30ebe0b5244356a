"""What a detector may be run with here."""

import pytest

from vision.detector.runtimes import OnnxRuntime, OpenCv, has_onnx_runtime

NO_ONNX_RUNTIME = pytest.mark.skipif(not has_onnx_runtime(), reason="the extra detector is not installed")
RUNTIMES = [pytest.param(OnnxRuntime, marks=NO_ONNX_RUNTIME), OpenCv]
