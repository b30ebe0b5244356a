"""``jingjian vision look``: look at one source, say what is seen, and save pictures with marks."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import cv2
import numpy as np
from msgspec import Struct
from rich.console import Console

from config.camera_file import MOUNTED_DEG
from models.observations import Look, Seen, StreamState
from vision.detector.detector import Detector
from vision.look import Lens, LookedAt, Memory, Numbers, Sight, look
from vision.marks import marked
from vision.picture import Picture, turned
from vision.sources.address import BadAddress, checked, is_file, shown
from vision.sources.reader import Newest, Reader
from vision.uniform import Dressed, UniformNumbers, dressed
from vision.uniform_marks import marked_uniform
from vision.uniform_watch import NOT_CHECKED

PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".webp")
"""Files that are one picture."""
POLL_S = 0.05
OVER = frozenset(StreamState) - {StreamState.CONNECTING, StreamState.LIVE, StreamState.STALLED}
"""States in which nothing more is waited for."""


class Order(Struct, frozen=True, kw_only=True):
    """What to look at."""

    source: str
    lens: Lens
    every_s: float
    seconds: float
    show: Path | None
    """A folder for pictures with marks."""
    detector: Detector | None = None


def look_with(order: Order, numbers: Numbers, console: Console) -> int:
    """Look at a source as it was asked for; return the exit status."""
    if not _can_be_tried(order.source, console):
        return 2
    if order.lens.mounted_deg not in MOUNTED_DEG:
        said = f"--mounted-deg {order.lens.mounted_deg}: write one of {MOUNTED_DEG}"
        console.print(said, style="red", markup=False)
        return 2
    return look_at(order, numbers, console)


def first_picture(source: str, within_s: float, console: Console) -> Picture | None:
    """Return the first picture that a source gives; None, and words on the console, where there is none."""
    if not _can_be_tried(source, console):
        return None
    order = Order(source=source, lens=Lens(), every_s=0, seconds=within_s, show=None)
    picture = next(_pictures(order, console), None)
    if picture is None:
        console.print(f"{shown(source)}: no picture within {within_s:g} s", style="red", markup=False)
    return picture


def _can_be_tried(source: str, console: Console) -> bool:
    try:
        checked(source)
    except BadAddress as error:
        console.print(str(error), style="red", markup=False)
        return False
    return True


def look_at(order: Order, numbers: Numbers, console: Console) -> int:
    """Look; return the exit status, 1 where there was no picture."""
    memory = Memory()
    count = 0
    for count, picture in enumerate(_pictures(order, console), 1):
        looked = look(picture, order.lens, memory, numbers)
        height, width = picture.shape[:2]
        upright = turned(picture, order.lens.mounted_deg)
        worn = _dressed(upright, order.detector)
        words = f"{in_words(looked)} · {uniform_in_words(worn, order.detector)}"
        console.print(f"{count:4}  {width}x{height}  {words}", highlight=False, markup=False)
        if order.show is not None:
            _save(order.show / f"{count:04}", upright, looked, numbers)
            if worn is not None:
                cv2.imwrite(str(order.show / f"{count:04}-uniform.jpg"), marked_uniform(upright, worn))
    return 0 if count else 1


def _dressed(upright: Picture, detector: Detector | None) -> Dressed | None:
    if detector is None:
        return None
    return dressed(upright, detector.find(upright), detector.description, UniformNumbers())


def uniform_in_words(worn: Dressed | None, detector: Detector | None) -> str:
    """Return what is seen of uniforms, of somebody in the picture, and what was found; or that nobody looks."""
    if worn is None or detector is None:
        return NOT_CHECKED
    found = ", ".join(f"{box.label} {box.score:.2f}" for box in worn.boxes) or "nothing"
    shares = [f"vest colour {one.vest.share:.2f}" for one in worn.worn if one.vest.share is not None]
    parts = [f"uniform: {', '.join(_by_seen(worn.sights)) or 'nothing to tell'}", f"found {found}", *shares]
    each_ms = 1000 * detector.seconds / max(detector.looks, 1)
    return " · ".join([*parts, f"light {worn.light.lighting}", f"{detector.runtime.name} {each_ms:.0f} ms"])


def in_words(looked: LookedAt) -> str:
    """Return one line: the quality, what is wrong, what is well, what is unknown, and the figures behind it."""
    parts = [f"quality {looked.quality}", *_by_seen(looked.sights)]
    if looked.tilt is not None and looked.tilt.ratio is not None:
        parts.append(f"{looked.tilt.lines} lines, askew/level {looked.tilt.ratio:.2f}")
    if looked.pitch_deg is not None:
        parts.append(f"pitch {looked.pitch_deg:.0f}°")
    parts.append(f"sky {looked.sky:.2f}")
    if looked.difference is not None:
        parts.append(f"moved {looked.difference:.2f}")
    return " · ".join(parts)


def _by_seen(sights: Mapping[Look, Sight]) -> list[str]:
    by_seen = {seen: [str(kind) for kind, sight in sights.items() if sight.seen is seen] for seen in Seen}
    return [f"{seen.value.upper()} {', '.join(kinds)}" for seen, kinds in by_seen.items() if kinds]


def _pictures(order: Order, console: Console) -> Iterator[Picture]:
    if is_file(order.source) and order.source.lower().endswith(PICTURES):
        picture = cv2.imread(order.source, cv2.IMREAD_COLOR)
        if picture is None:
            console.print(f"{order.source}: no picture", style="red")
        else:
            yield np.asarray(picture, np.uint8)
        return
    reader = Reader("look", order.source)
    reader.start()
    try:
        for newest in _newest(reader, order, console):
            yield newest.picture
    finally:
        reader.stop()


def _newest(reader: Reader, order: Order, console: Console) -> Iterator[Newest]:
    """Yield the newest picture every so often, until the time is over or nothing more comes."""
    end_s = time.monotonic() + order.seconds
    next_s, number = 0.0, 0
    while time.monotonic() < end_s:
        newest, state = reader.newest(), reader.status().state
        if newest is not None and newest.number != number and time.monotonic() >= next_s:
            number, next_s = newest.number, time.monotonic() + order.every_s
            yield newest
        elif state in OVER:
            if state is not StreamState.ENDED or not number:
                console.print(f"{shown(order.source)}: {state}", style="red")
            return
        time.sleep(POLL_S)
    if not number:
        console.print(f"{shown(order.source)}: {reader.status().state}", style="red")


def _save(path: Path, upright: Picture, looked: LookedAt, numbers: Numbers) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    faults = [kind for kind, sight in looked.sights.items() if sight.seen is Seen.FAULT]
    for kind in faults or [Look.TILTED]:
        name = f"{path.name}-{kind if faults else 'well'}.jpg"
        cv2.imwrite(str(path.parent / name), marked(upright, looked, kind, numbers))
