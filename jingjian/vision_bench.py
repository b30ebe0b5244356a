"""``jingjian vision bench``: what looking at a video costs, by stage, and how many such cameras a core carries."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import av
import cv2
import msgspec
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from vision.frozen import small
from vision.lines import segments
from vision.look import LINES_PX, QUALITY_PX, Lens, Memory, Numbers, look
from vision.mask import between_writing, scene
from vision.picture import Picture, grey, shrunk
from vision.pitch import pitch_deg
from vision.quality import judge
from vision.sky import sky_share
from vision.sources.convert import Converter
from vision.sources.frames import Counts, frames
from vision.sources.opening import open_video
from vision.stills import jpeg
from vision.tilt import tilt
from vision.watch import BESIDE_PX, STILL_EVERY, STILL_PX

LOOK_EVERY_S = 2.0
FOV_DEG = 90.0
"""E: a usual lens; that of pitch is timed on every picture, though only level ones of a known lens need it."""
Given = TypeVar("Given")
Value = TypeVar("Value")


class Cost(Struct, frozen=True):
    """CPU time, all of it on one core."""

    keyframes_ms_a_second: float
    """Decoding keyframes alone and converting them, for a second of video."""
    all_ms_a_second: float
    """Decoding and converting all pictures."""
    look_ms: float
    stages_ms: dict[str, float]
    """Of one look."""
    convert_ms: float
    """Of one picture, in the decoding above."""
    still_ms: float
    """The stills of one fault, at most every ten seconds while it lasts."""

    def cameras_a_core(self, decoding_ms_a_second: float, *, faulty: bool = False) -> float:
        """Return how many such cameras a core carries with a look every two seconds."""
        stills_ms = self.still_ms / STILL_EVERY.total_seconds() if faulty else 0.0
        return 1000 / (decoding_ms_a_second + self.look_ms / LOOK_EVERY_S + stills_ms)


def measure(file: Path, seconds: float, numbers: Numbers) -> Cost:
    """Measure on the first seconds of a video file."""
    cv2.setNumThreads(1)
    keyframes, _ = _decoding(file, seconds, live=True)
    every, pictures = _decoding(file, seconds, live=False)
    whole, stages = _looking(pictures, numbers)
    coded = [av.VideoFrame.from_ndarray(picture, "bgr24").reformat(format="yuv420p") for picture in pictures]
    convert_ms, _ = _timed(lambda frame: frame.reformat(format="bgr24").to_ndarray(), coded)
    still_ms, _ = _timed(_stills, pictures)
    return Cost(keyframes, every, whole, stages, convert_ms, still_ms)


def tell(cost: Cost, console: Console, file: Path | None) -> None:
    """Show it as tables; write it as JSON where a file is named."""
    table = Table("", "CPU ms")
    table.add_row("one look", f"{cost.look_ms:.1f}")
    for name, each_ms in cost.stages_ms.items():
        table.add_row(f"  {name}", f"{each_ms:.1f}")
    table.add_row("converting one decoded picture", f"{cost.convert_ms:.1f}")
    table.add_row("the stills of one fault", f"{cost.still_ms:.1f}")
    console.print(table)
    beside = Table("", "keyframes only", "all pictures")
    both = cost.keyframes_ms_a_second, cost.all_ms_a_second
    beside.add_row("decoding a second of video, CPU ms", *(f"{each:.1f}" for each in both))
    beside.add_row("cameras a core", *(f"{cost.cameras_a_core(each):.0f}" for each in both))
    faulty = (f"{cost.cameras_a_core(each, faulty=True):.0f}" for each in both)
    beside.add_row("cameras a core, all of them faulty", *faulty)
    console.print(beside)
    if file is not None:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(cost)))


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
    stages["smaller"], middles = _timed(lambda picture: shrunk(picture, QUALITY_PX), pictures)
    stages["grey"], lumas = _timed(grey, middles)
    stages["quality"], _ = _timed(lambda luma: judge(luma, numbers.quality), lumas)
    stages["frozen or not"], _ = _timed(lambda luma: small(between_writing(scene(luma)).of(luma)), lumas)
    stages["sky"], _ = _timed(lambda middle: sky_share(middle, numbers.sky), middles)
    stages["lines"], lines = _timed(lambda picture: segments(grey(shrunk(picture, LINES_PX))), pictures)
    stages["tilt"], _ = _timed(lambda each: tilt(each, numbers.tilt), lines)
    shape = grey(shrunk(pictures[0], LINES_PX)).shape
    stages["pitch"], _ = _timed(lambda each: pitch_deg(each, shape, FOV_DEG, numbers.pitch), lines)
    return whole_ms, stages


def _stills(picture: Picture) -> list[bytes]:
    """Code what is kept of a fault: its still, the one before or after, and the one with marks."""
    return [jpeg(shrunk(picture, width)) for width in (STILL_PX, BESIDE_PX, LINES_PX)]


def _timed(work: Callable[[Given], Value], given: list[Given]) -> tuple[float, list[Value]]:
    """Return CPU ms for each, and what came of it."""
    began_s = time.thread_time()
    found = [work(each) for each in given]
    return 1000 * (time.thread_time() - began_s) / len(given), found
