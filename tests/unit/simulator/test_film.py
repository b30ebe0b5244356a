"""Films of a worn camera, made from the clips that are shipped."""

from pathlib import Path

import numpy as np
import pytest

from simulator.footage.faults import PictureFault
from simulator.footage.film import STEP_S, Wrong, film, frames_of
from simulator.footage.shipped import CLIPS, ROOM, STREET, Clip
from simulator.footage.worn import SIZE_PX


@pytest.mark.parametrize("clip", [ROOM, STREET], ids=lambda clip: clip.name)
def test_shipped_clips_are_short_videos_with_a_known_origin(clip: Clip) -> None:
    """Each can be played, is wide enough to be looked at, and is attributed."""
    frames = frames_of(clip.path())
    assert 12 <= len(frames) <= 24
    assert 640 <= frames[0].shape[1] <= 1280
    attribution = (CLIPS / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert f"| {clip.name} |" in attribution
    assert clip.licence in attribution


def test_nothing_else_is_shipped_and_little() -> None:
    """Two clips and where they are from, under 3 MB."""
    files = [path for path in CLIPS.iterdir() if path.suffix != ".pyc"]
    assert {path.name for path in files} == {ROOM.name, STREET.name, "ATTRIBUTION.md"}
    assert sum(path.stat().st_size for path in files) < 3_000_000


def test_the_same_seed_gives_the_same_film() -> None:
    """Picture for picture; another seed another one."""
    frames = frames_of(ROOM.path())
    wrong = Wrong(PictureFault.TILTED, (4, 8))
    first, again, other = ([p for _, p in film(frames, seed, 12, wrong)] for seed in (1, 1, 2))
    assert all(np.array_equal(one, two) for one, two in zip(first, again, strict=True))
    assert not any(np.array_equal(one, two) for one, two in zip(first, other, strict=True))


def test_what_is_wrong_is_wrong_in_its_time_only() -> None:
    """Covered pictures have next to nothing in them; those before and after have the room."""
    made = list(film(frames_of(ROOM.path()), 1, 12, Wrong(PictureFault.BLACK, (4, 8))))
    assert [at_s for at_s, _ in made] == [number * STEP_S for number in range(6)]
    assert {picture.shape for _, picture in made} == {(SIZE_PX[1], SIZE_PX[0], 3)}
    assert [float(picture.mean()) < 30 for _, picture in made] == [False, False, True, True, False, False]


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    """By its name, and with what it takes."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"no video")
    with pytest.raises(ValueError, match=r"clip\.mp4: 0 pictures; a clip needs 12"):
        frames_of(path)
