"""``jingjian vision bench``: what looking at a video costs, by stage, and how many such cameras a core carries."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import cv2
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from vision.frozen import small
from vision.lines import segments
from vision.look import LINES_PX, QUALITY_PX, Lens, Memory, Numbers, look
from vision.mask import between_writing, scene
from vision.picture import Picture, grey, shrunk
from vision.quality import judge
from vision.sky import sky_share
from vision.sources.convert import Converter
from vision.sources.frames import Counts, frames
from vision.sources.opening import open_video
from vision.tilt import tilt

LOOK_EVERY_S = 2.0
Given = TypeVar("Given")
Value = TypeVar("Value")


class Cost(Struct, frozen=True):
    """CPU time, all of it on one core."""

    keyframes_ms_a_second: float
    """Decoding keyframes alone, for a second of video."""
    all_ms_a_second: float
    """Decoding all pictures."""
    look_ms: float
    stages_ms: dict[str, float]
    """Of one look."""

    def cameras_a_core(self, decoding_ms_a_second: float) -> float:
        """Return how many such cameras a core carries with a look every two seconds."""
        return 1000 / (decoding_ms_a_second + self.look_ms / LOOK_EVERY_S)


def measure(file: Path, seconds: float, numbers: Numbers) -> Cost:
    """Measure on the first seconds of a video file."""
    cv2.setNumThreads(1)
    keyframes, _ = _decoding(file, seconds, live=True)
    every, pictures = _decoding(file, seconds, live=False)
    whole, stages = _looking(pictures, numbers)
    return Cost(keyframes, every, whole, stages)


def tell(cost: Cost, console: Console) -> None:
    """Show it as a table."""
    table = Table("", "CPU ms")
    table.add_row("decoding keyframes, a second of video", f"{cost.keyframes_ms_a_second:.1f}")
    table.add_row("decoding all pictures, a second of video", f"{cost.all_ms_a_second:.1f}")
    table.add_row("one look", f"{cost.look_ms:.1f}")
    for name, each_ms in cost.stages_ms.items():
        table.add_row(f"  {name}", f"{each_ms:.1f}")
    console.print(table)
    for name, decoding in (
        ("keyframes only", cost.keyframes_ms_a_second),
        ("all pictures", cost.all_ms_a_second),
    ):
        console.print(f"cameras a core, {name}: {cost.cameras_a_core(decoding):.0f}", highlight=False)


def _decoding(file: Path, seconds: float, *, live: bool) -> tuple[float, list[Picture]]:
    """Return CPU ms for a second of video, and a picture for each look."""
    opened = open_video(str(file))
    kept: list[Picture] = []
    converter = Converter()
    began_s, at_s, until_s = time.thread_time(), 0.0, 0.0
    try:
        for frame in frames(opened, Counts(), live=live):
            at_s = frame.shown_s or 0.0
            if at_s >= until_s:
                kept.append(converter.picture(frame.image))
                until_s = at_s + LOOK_EVERY_S
            if at_s >= seconds:
                break
    finally:
        opened.container.close()
    return 1000 * (time.thread_time() - began_s) / max(at_s, 1.0), kept


def _looking(pictures: list[Picture], numbers: Numbers) -> tuple[float, dict[str, float]]:
    memory = Memory()
    # The first look makes this thread's line detector, and more.
    look(pictures[0], Lens(), memory, numbers)
    whole_ms, _ = _timed(lambda picture: look(picture, Lens(), memory, numbers), pictures)
    stages: dict[str, float] = {}
    stages["smaller and grey"], lumas = _timed(lambda picture: grey(shrunk(picture, QUALITY_PX)), pictures)
    stages["quality"], _ = _timed(lambda luma: judge(luma, numbers.quality), lumas)
    stages["still or not"], _ = _timed(lambda luma: small(between_writing(scene(luma)).of(luma)), lumas)
    stages["sky"], _ = _timed(lambda picture: sky_share(shrunk(picture, QUALITY_PX), numbers.sky), pictures)
    stages["lines"], lines = _timed(lambda picture: segments(grey(shrunk(picture, LINES_PX))), pictures)
    stages["tilt"], _ = _timed(lambda each: tilt(each, numbers.tilt), lines)
    return whole_ms, stages


def _timed(work: Callable[[Given], Value], given: list[Given]) -> tuple[float, list[Value]]:
    """Return CPU ms for each, and what came of it."""
    began_s = time.thread_time()
    found = [work(each) for each in given]
    return 1000 * (time.thread_time() - began_s) / len(given), found
