"""Stills are named by what is in them, kept whole, and go when their time is over."""

import errno
import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.observations import Look
from vision.stills import NoStill, Note, Stills

JPEG = b"\xff\xd8 not much of a picture \xff\xd9"


def note(**changed: object) -> Note:
    """Return a note."""
    values: dict[str, object] = {
        "station": "s",
        "camera": "c",
        "taken_at": datetime(2026, 11, 2, 8, 0, tzinfo=UTC),
        "kind": Look.COVERED,
    }
    return Note(**(values | changed))  # type: ignore[arg-type]


def files(stills: Stills) -> list[str]:
    """Return the names of all files, hidden ones too."""
    return sorted(file.name for file in stills.folder.rglob("*") if file.is_file())


def test_a_still_is_named_by_its_content(tmp_path: Path) -> None:
    """The same twice is one file; another is another."""
    stills = Stills(tmp_path)
    name = stills.put(JPEG)
    assert name == hashlib.sha256(JPEG).hexdigest()
    assert stills.put(JPEG) == name
    assert stills.put(JPEG + b".") != name
    assert stills.read(name) == JPEG
    assert len(files(stills)) == 2


def test_its_note_comes_back_and_may_be_replaced(tmp_path: Path) -> None:
    """As when the still after it has come."""
    stills = Stills(tmp_path)
    name = stills.put(JPEG)
    stills.note(name, note(before="b"))
    stills.note(name, note(before="b", after="a", measures={"flat": 0.9}))
    assert stills.noted(name, Look.COVERED) == note(before="b", after="a", measures={"flat": 0.9})
    stills.note(name, note(kind=Look.DARK))
    assert stills.noted(name, Look.COVERED).after == "a"
    assert len(files(stills)) == 3


def test_what_is_older_goes(tmp_path: Path) -> None:
    """What is put again is as new."""
    stills = Stills(tmp_path)
    old, again, new = (stills.put(JPEG + number) for number in (b"1", b"2", b"3"))
    stills.note(old, note())
    long_ago = (datetime.now(UTC) - timedelta(days=200)).timestamp()
    for file in tmp_path.rglob("*.*"):
        if new not in file.name:
            os.utime(file, (long_ago, long_ago))
    stills.put(JPEG + b"2")
    assert stills.sweep(datetime.now(UTC) - timedelta(days=180)) == 2
    assert stills.read(again)
    assert stills.read(new)
    with pytest.raises(NoStill, match="its time is over"):
        stills.read(old)


@pytest.mark.parametrize("name", ["", "x" * 64, "../../etc/passwd", "A" * 64, "0" * 63, "/" * 64])
def test_a_name_that_is_none_leads_nowhere(tmp_path: Path, name: str) -> None:
    """Neither out of the folder nor to anything in it."""
    with pytest.raises(NoStill, match="no still's name"):
        Stills(tmp_path).read(name)
    with pytest.raises(NoStill):
        Stills(tmp_path).note(name, note())


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error comes through; there is no half of a file."""

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    stills = Stills(tmp_path)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        stills.put(JPEG)
    assert files(stills) == []
