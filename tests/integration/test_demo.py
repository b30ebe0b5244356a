"""The demo as somebody sees it who starts it for the first time."""

import re
import signal
import sys
from pathlib import Path

import cv2

from bench.processes import process
from models.observations import Look
from vision.stills import Stills

STILL, MARKED = re.compile(r"静帧 still (\S+)"), re.compile(r"标注图 marked (\S+)")
SPEED = 300
"""The first film is 46 minutes into the day, 9 s into the demo."""


async def test_an_alert_about_a_covered_lens_shows_where_its_picture_lies(tmp_path: Path) -> None:
    """A still that can be opened as it is written there, its marked copy, its note, and whose clip it was made from."""
    command = [sys.executable, "-m", "jingjian", "demo", "--speed", str(SPEED)]
    log = tmp_path / "demo.log"
    with process(command, {"COLUMNS": "200"}, log, tmp_path) as demo:
        await demo.says("标注图 marked")
        await demo.says("视频素材 clip room.mp4（Intel")
        status = await demo.ends(signal.SIGTERM)
    said = demo.said()
    assert (status, "stopped" in said) == (0, True)
    (still,) = tmp_path.glob(STILL.findall(said)[0])
    (marked,) = tmp_path.glob(MARKED.findall(said)[0])
    note = Stills(tmp_path / ".jingjian" / "demo" / "stills").noted(still.stem, Look.COVERED)
    assert (note.kind, note.marked) == (Look.COVERED, marked.stem)
    assert note.camera in said
    for file in (still, marked):
        assert file.read_bytes().startswith(b"\xff\xd8\xff")
        assert cv2.imread(str(file)) is not None
    assert "镜头被遮挡" in said[: said.index(STILL.findall(said)[0])]
