"""The command line: what it takes along."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_command_line_loads_nothing_that_looks_at_pictures() -> None:
    """Every role is a process that begins there, and OpenCV is large."""
    asked = "import sys, jingjian.cli; print('cv2' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == "False"
