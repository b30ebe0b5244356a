"""Where the demo says that an alert's picture lies."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from jingjian.evidence import FilmOf, picture_lines
from models.alerts import Alert
from models.observations import Look
from tests.factories import CAMERA, STATION, alert
from vision.stills import Note, Stills

FILM = FilmOf(camera=CAMERA, clip="room.mp4", source="Somebody", licence="CC BY 4.0", fault="covered")


def kept(folder: Path) -> tuple[Stills, Alert]:
    """Return stills with a fault's and its marked copy, and the alert that names it."""
    stills = Stills(folder / "stills")
    still, marked = stills.put(b"still"), stills.put(b"marked")
    note = Note(
        station=STATION,
        camera=CAMERA,
        taken_at=datetime(2026, 11, 2, tzinfo=UTC),
        kind=Look.COVERED,
        marked=marked,
    )
    stills.note(still, note)
    return stills, replace(alert(0), camera=CAMERA, kind="covered", pictures=("older", still))


def test_the_newest_still_is_named_with_its_marked_copy_and_its_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By short paths from here that a shell completes, behind which the whole ones lie."""
    monkeypatch.chdir(tmp_path)
    stills, told = kept(tmp_path)
    lines = picture_lines(told, stills, {CAMERA: FILM})
    assert [line.plain.split(" ")[0] for line in lines] == ["静帧", "标注图", "视频素材"]
    for line, content in zip(lines, (b"still", b"marked"), strict=False):
        pattern = line.plain.split(" ")[-1]
        assert len(pattern) < 40
        (file,) = tmp_path.glob(pattern)
        assert file.read_bytes() == content
        assert file.as_uri() in str(line.spans)
    assert "room.mp4（Somebody，CC BY 4.0）" in lines[2].plain


def test_a_picture_of_another_folder_is_named_by_its_whole_path(tmp_path: Path) -> None:
    """A relative path would lead astray."""
    stills, told = kept(tmp_path)
    assert picture_lines(told, stills, {})[0].plain.startswith(f"静帧 still {tmp_path}/stills/")


def test_a_folder_named_from_here_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links are whole all the same."""
    monkeypatch.chdir(tmp_path)
    stills, told = kept(tmp_path)
    assert picture_lines(told, Stills(Path("stills")), {}) == picture_lines(told, stills, {})


@pytest.mark.parametrize("picture", ["simulated/angle/1-covered.jpg", "0" * 64])
def test_a_picture_that_is_not_there_is_not_named(tmp_path: Path, picture: str) -> None:
    """Made looks name pictures that never were."""
    stills, told = kept(tmp_path)
    assert picture_lines(replace(told, pictures=(picture,)), stills, {CAMERA: FILM}) == []


def test_an_alert_without_a_picture_names_none(tmp_path: Path) -> None:
    """Nor its clip: the film may have nothing to do with it."""
    stills, told = kept(tmp_path)
    assert picture_lines(replace(told, pictures=()), stills, {CAMERA: FILM}) == []
