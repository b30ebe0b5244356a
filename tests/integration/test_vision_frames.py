"""Real videos decoded: which pictures come out, which are called damaged, and what that costs."""

import contextlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.eyes.servers import H264, played, rtsp
from streams.broker.process import free_ports
from tests.readers import reading, until
from tests.videos import make
from vision.sources.frames import Counts, Frame, frames
from vision.sources.opening import NoVideo, Opened, open_video

FAST = ("-c:v", "libx264", "-preset", "ultrafast")

pytestmark = pytest.mark.usefixtures("video_programs")


def every(seconds: int) -> tuple[str, ...]:
    """Return what makes a keyframe so often."""
    return (*FAST, "-g", str(seconds * 25), "-keyint_min", str(seconds * 25))


def as_live(file: Path) -> tuple[list[Frame], Counts, list[bool]]:
    """Return what a live camera's pictures would be, the counts, and for each picture whether all are decoded."""
    opened, counts = open_video(str(file)), Counts()
    found, fully = [], []
    for frame in frames(opened, counts, live=True):
        found.append(frame)
        fully.append(counts.fully)
    opened.container.close()
    return found, counts, fully


def test_a_picture_that_would_have_to_be_mended_by_guessing_is_damaged(tmp_path: Path) -> None:
    """Wrong bytes in the midst of one: a decoder that is not told would show it."""
    jpegs = ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p")
    whole = make(tmp_path / "whole.avi", *jpegs, size="320x180", seconds=0.4)
    spoilt = bytearray(whole.read_bytes())
    for place in range(len(spoilt) // 2, len(spoilt) // 2 + 200):
        spoilt[place] ^= 0xFF
    damaged = tmp_path / "damaged.avi"
    damaged.write_bytes(spoilt)
    pictures, counts, _ = as_live(damaged)
    assert counts.damaged == 1
    assert len(pictures) == 9


def test_full_decoding_begins_at_a_keyframe(tmp_path: Path) -> None:
    """What comes between builds on a picture that the decoder has no more: it would show what never was."""
    seldom = ("-c:v", "mpeg4", "-g", "150", "-sc_threshold", "1000000000")
    pictures, counts, _ = as_live(make(tmp_path / "seldom.avi", *seldom, size="320x180", seconds=8))
    times_s = [frame.shown_s for frame in pictures]
    assert times_s[0] == 0
    assert times_s[1] == 6
    assert len(times_s) == 1 + 2 * 25
    assert counts.damaged == 0


def test_full_decoding_ends_when_keyframes_come_often_again(tmp_path: Path) -> None:
    """Once the clock jumps, as where a camera's time is set."""
    parts = [
        make(
            tmp_path / f"{offset_s}.ts",
            *every(1),
            "-output_ts_offset",
            str(offset_s),
            size="320x180",
            seconds=6,
        )
        for offset_s in (0, 3600)
    ]
    both = tmp_path / "both.ts"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    _, counts, fully = as_live(both)
    assert not any(fully[:6])
    assert any(fully)
    assert not fully[-1]
    # Two times six keyframes, and three seconds of all pictures at most.
    assert counts.frames <= 12 + 3 * 25
    assert counts.damaged == 0


def test_of_a_fully_decoded_video_few_pictures_are_converted(tmp_path: Path) -> None:
    """Two a second are enough to choose from."""
    file = make(tmp_path / "clip.mp4", *every(1), seconds=2)
    with reading(str(file), loop=True) as reader:
        until(lambda: reader.status().frames >= 50)
        newest = reader.newest()
        assert newest is not None
        # Each begins anew, and after a stall one more may be shown.
        assert newest.number <= 3 + reader.status().frames // 12


def threads() -> set[str]:
    """Return the threads that this process has, FFmpeg's included."""
    return {task.name for task in Path("/proc/self/task").iterdir()}


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_a_reader_has_one_thread(tmp_path: Path) -> None:
    """Neither decoding nor converting starts others, whatever the size."""
    file = make(tmp_path / "clip.mp4", *every(1), size="1920x1080", seconds=1)
    before = threads()
    with reading(str(file), loop=True) as reader:
        until(lambda: reader.newest() is not None)
        # Those of the tests before may end meanwhile.
        assert len(threads() - before) == 1


def test_the_first_keyframe_over_rtmp_is_the_first_picture(tmp_path: Path) -> None:
    """Opening takes about a second, and what came meanwhile is not thrown away."""
    file = make(tmp_path / "clip.mp4", *every(2), size="320x180", seconds=5)
    (port,) = free_ports(1)
    address = f"rtmp://127.0.0.1:{port}/app/live"
    command = ["ffmpeg", "-v", "error", "-re", "-i", str(file), "-c", "copy", "-f", "flv", "-listen", "1"]
    with subprocess.Popen([*command, address]) as publisher:
        try:
            assert np.array_equal(first_picture(address), first_picture(str(file)))
        finally:
            publisher.kill()


def test_the_first_picture_over_rtsp_does_not_wait_for_the_next_keyframe(tmp_path: Path) -> None:
    """It was received while opening."""
    file = make(tmp_path / "clip.mp4", *every(3), size="320x180", seconds=9)
    with rtsp({"live": played(file, H264)}) as server:
        assert np.array_equal(first_picture(f"{server}/live"), first_picture(str(file)))


def first_picture(address: str) -> np.ndarray:
    """Return the first picture of a video that soon is there: which one it is, no clock of a busy machine tells."""
    opened: list[Opened] = []

    def there() -> bool:
        with contextlib.suppress(NoVideo):
            opened.append(open_video(address))
        return bool(opened)

    until(there)
    with opened[0].container:
        return next(frames(opened[0], Counts(), live=True)).image.to_ndarray()
