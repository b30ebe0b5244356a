"""Old pictures are never shown as new: playlists that nobody writes any more, and videos that fall silent."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.eyes.servers import run_ffmpeg
from models.observations import StreamState
from streams.broker.process import free_ports
from tests.readers import reading, until, until_state
from tests.videos import http_folder, make
from vision.sources import opening
from vision.sources import reader as module

EVERY_1_S = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-keyint_min", "25")
SOUND = ("-re", "-f", "lavfi", "-i", "sine", "-c:v", "copy", "-c:a", "aac", "-max_interleave_delta", "1")
"""Sound for ever, which does not wait for the video."""
SEGMENTS = ("-c", "copy", "-f", "hls", "-hls_time", "1", "-hls_list_size", "4")

pytestmark = pytest.mark.usefixtures("video_programs")


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PATIENCE_S", 2.0)
    monkeypatch.setattr(opening, "SEGMENTS_PATIENCE_S", 2.5)
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.1)
    monkeypatch.setattr(module, "LONGEST_PAUSE_S", 0.1)


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> list[tuple[StreamState, module.Newest | None]]:
    """Return what a reader became, and what it showed then: some of that goes by within a tenth of a second."""
    noted: list[tuple[StreamState, module.Newest | None]] = []
    become = module.Reader._become

    def noting(reader: module.Reader, state: StreamState) -> None:
        become(reader, state)
        noted.append((reader.status().state, reader.newest()))

    monkeypatch.setattr(module.Reader, "_become", noting)
    return noted


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a video with a keyframe every second."""
    return make(tmp_path_factory.mktemp("clip") / "clip.mp4", *EVERY_1_S, size="320x180", seconds=20)


@contextmanager
def written(clip: Path, folder: Path) -> Iterator[None]:
    """Write a playlist as a live packager does, until it is killed."""
    command = ["ffmpeg", "-v", "error", "-re", "-i", str(clip), *SEGMENTS, str(folder / "index.m3u8")]
    with subprocess.Popen(command) as packager:
        until((folder / "index.m3u8").exists)
        try:
            yield
        finally:
            packager.kill()


def test_a_playlist_is_live_while_it_grows(clip: Path, tmp_path: Path) -> None:
    """When nobody writes it any more it has stalled, however often it is read again; and then it comes back."""
    with http_folder(tmp_path) as server, reading(f"{server}/index.m3u8") as reader:
        with written(clip, tmp_path):
            until(lambda: (newest := reader.newest()) and newest.picture.shape == (180, 320, 3))
        connects = reader.status().connects
        # Tried anew, it has shown all that it had.
        until(lambda: reader.status().connects > connects)
        until_state(reader, StreamState.STALLED)
        connects = reader.status().connects
        seen: set[StreamState] = set()

        def read_again() -> bool:
            seen.add(reader.status().state)
            return reader.status().connects >= connects + 2

        until(read_again)
        assert seen == {StreamState.STALLED}
        with written(clip, tmp_path):
            until_state(reader, StreamState.LIVE)


def test_a_playlist_that_nobody_writes_was_never_live(clip: Path, tmp_path: Path) -> None:
    """However often it is read."""
    write_all(clip, tmp_path, "-hls_flags", "omit_endlist")
    with http_folder(tmp_path) as server, reading(f"{server}/index.m3u8") as reader:
        seen: set[StreamState] = set()

        def read_again() -> bool:
            seen.add(reader.status().state)
            return reader.status().connects >= 3

        until(read_again)
        assert seen - {StreamState.CONNECTING} == {StreamState.STALLED}
        assert reader.newest() is None


def test_a_playlist_that_says_that_it_is_over_has_stalled(clip: Path, tmp_path: Path) -> None:
    """At once: it is a recording."""
    write_all(clip, tmp_path)
    with http_folder(tmp_path) as server, reading(f"{server}/index.m3u8") as reader:
        until_state(reader, StreamState.STALLED)
        assert reader.status().connects == 0


def write_all(clip: Path, folder: Path, *flags: str) -> None:
    """Write a playlist of all of a clip at once."""
    run_ffmpeg("-i", str(clip), *SEGMENTS, *flags, str(folder / "index.m3u8"))


def test_a_playlist_that_is_not_there_is_named(tmp_path: Path) -> None:
    """By the server's 404."""
    with http_folder(tmp_path) as server, reading(f"{server}/other.m3u8") as reader:
        until_state(reader, StreamState.NOT_FOUND)


@contextmanager
def published(*inputs: str) -> Iterator[str]:
    """Publish what FFmpeg is given over RTMP, to one reader."""
    (port,) = free_ports(1)
    address = f"rtmp://127.0.0.1:{port}/app/live"
    with subprocess.Popen(
        ["ffmpeg", "-v", "error", *inputs, "-f", "flv", "-listen", "1", address]
    ) as publisher:
        try:
            yield address
        finally:
            publisher.kill()


def falling_silent(folder: Path) -> tuple[str, ...]:
    """Return what makes FFmpeg send one picture, and sound for ever."""
    short = make(folder / "short.mp4", *EVERY_1_S, seconds=0.04)
    return ("-re", "-i", str(short), *SOUND)


def test_a_video_that_falls_silent_while_sound_flows_has_stalled(
    tmp_path: Path, became: list[tuple[StreamState, module.Newest | None]]
) -> None:
    """And it is tried anew: whoever listens for one reader refuses the next."""
    with published(*falling_silent(tmp_path)) as address, reading(address) as reader:
        until(lambda: StreamState.LIVE in dict(became))
        until_state(reader, StreamState.REFUSED)
    states = [state for state, _ in became]
    since = became[states.index(StreamState.LIVE) :]
    assert list(dict(since)) == [StreamState.LIVE, StreamState.STALLED, StreamState.REFUSED]
    assert dict(since)[StreamState.STALLED] is None


def test_stopping_does_not_wait_for_a_video_that_fell_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sound goes on, and lets the thread notice."""
    monkeypatch.setattr(opening, "PATIENCE_S", 60.0)
    with published(*falling_silent(tmp_path)) as address:
        with reading(address) as reader:
            until_state(reader, StreamState.LIVE)
        # Sooner than the video's patience ends.
        until(lambda: "video-camera" not in {thread.name for thread in threading.enumerate()})


def test_connected_but_without_a_first_picture_has_stalled(
    clip: Path, tmp_path: Path, became: list[tuple[StreamState, module.Newest | None]]
) -> None:
    """As where a stream is joined whose next keyframe is far off; it is not connecting for ever."""
    without = tmp_path / "without-keyframes.flv"
    run_ffmpeg("-i", str(clip), "-c", "copy", "-bsf:v", "noise=drop=key", str(without))
    for_ever = ("-re", "-stream_loop", "-1", "-i", str(without), "-c", "copy", "-copyinkf")
    with published(*for_ever) as address, reading(address) as reader:
        until_state(reader, StreamState.STALLED)
        assert reader.status().frames == 0
        assert became[-1] == (StreamState.CONNECTING, None)
