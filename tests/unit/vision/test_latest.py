"""The wall's stills: one a camera, with its moment in it, gone when it is long over."""

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest
from structlog.testing import capture_logs

from jingjian.look_numbers import numbers_from
from models.observations import Look
from tests.pictures import room
from vision.latest import Latest
from vision.stills import NoStill, Stills
from vision.watch import BESIDE_PX, Subject, Tally, Watch

AT = datetime(2026, 11, 2, 8, 0, 0, 250_000, tzinfo=UTC)
APART = timedelta(seconds=4)


def watch(folder: Path, tally: Tally | None = None, camera: str = "camera") -> Watch:
    """Return a watch over one camera that writes to the wall."""
    latest = Latest(folder / "latest")
    return Watch(
        Subject("station", camera),
        numbers_from(),
        Stills(folder / "stills"),
        tally=tally,
        latest=(latest, APART),
    )


def test_a_still_is_a_small_jpeg_with_its_moment_in_it(tmp_path: Path) -> None:
    """Whoever reads it gets both of one writing; any program shows it."""
    watch(tmp_path).look(room(), AT)
    latest = Latest(tmp_path / "latest")
    taken_at, jpeg = latest.read("camera")
    assert taken_at == AT
    shown = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    assert shown.shape[1] == BESIDE_PX
    assert abs(shown.astype(int).mean() - room().astype(int).mean()) < 2


def test_it_is_written_anew_now_and_then(tmp_path: Path) -> None:
    """One file a camera, at each look that is far enough from the last still, also when the clock is set back."""
    watching, latest = watch(tmp_path), Latest(tmp_path / "latest")
    seconds = []
    for second in (0, 2, 4, 6, 9, -60):
        watching.look(room(), AT + timedelta(seconds=second))
        seconds.append((latest.read("camera")[0] - AT).total_seconds())
    assert seconds == [0, 0, 4, 4, 9, -60]
    watch(tmp_path, camera="another").look(room(), AT)
    assert len(list(latest.folder.iterdir())) == 2


@pytest.mark.parametrize("camera", ["../../etc/passwd", "..", "a/b", "执" * 64, "\x00", "C:\\x"])
def test_any_camera_has_its_file_in_the_folder(tmp_path: Path, camera: str) -> None:
    """Whatever its id, nothing is written elsewhere, and no other camera's is read."""
    latest = Latest(tmp_path / "latest")
    watch(tmp_path, camera=camera).look(room(), AT)
    assert latest.read(camera)[0] == AT
    assert [file.parent for file in tmp_path.rglob("*.jpg")] == [latest.folder]
    with pytest.raises(NoStill, match="not been live lately"):
        latest.read("another")


def test_one_that_is_long_over_goes(tmp_path: Path) -> None:
    """And halves of files with it; until then its age is true."""
    latest = Latest(tmp_path / "latest")
    watch(tmp_path).look(room(), AT)
    (latest.folder / ".part-x").write_bytes(b"half")
    now = datetime.now(UTC)
    assert latest.sweep(now - timedelta(minutes=10)) == 0
    long_ago = (now - timedelta(minutes=11)).timestamp()
    for file in latest.folder.iterdir():
        os.utime(file, (long_ago, long_ago))
    assert latest.read("camera")[0] == AT
    watch(tmp_path, camera="another").look(room(), AT)
    assert latest.sweep(now - timedelta(minutes=10)) == 2
    assert latest.read("another")
    with pytest.raises(NoStill):
        latest.read("camera")


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\xff\xd8\xff\xfe\x00\x06none"])
def test_what_is_no_still_of_ours_is_none(tmp_path: Path, content: bytes) -> None:
    """A moment is never made up."""
    latest = Latest(tmp_path / "latest")
    latest.put("camera", AT, b"\xff\xd8")
    (file,) = latest.folder.iterdir()
    file.write_bytes(content)
    with pytest.raises(NoStill, match="no still of ours"):
        latest.read("camera")


def test_a_full_disk_loses_the_still_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted each time, logged once; what was seen is told, and the last still tells its age."""
    tally, latest = Tally(), Latest(tmp_path / "latest")
    watching = watch(tmp_path, tally)
    watching.look(room(), AT)

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with capture_logs() as logs:
        for second in (4, 8):
            (told,) = watching.look(room(), AT + timedelta(seconds=second))
            assert Look.DARK in {told.kind, *told.also_well}
    assert (tally.latest_lost, tally.stills_lost, tally.looks) == (2, 0, 3)
    assert [entry["event"].split(":")[0] for entry in logs] == ["a still cannot be kept"]
    assert latest.read("camera")[0] == AT
    assert len(list(latest.folder.iterdir())) == 1


def test_the_still_of_one_camera_is_dropped_alone(tmp_path: Path) -> None:
    """Once; of one that has none there is nothing to drop."""
    latest = Latest(tmp_path)
    for camera in ("C1", "C2"):
        latest.put(camera, AT, b"\xff\xd8\xff")
    for _ in range(2):
        latest.drop("C1")
    with pytest.raises(NoStill):
        latest.read("C1")
    assert latest.read("C2")[0] == AT
