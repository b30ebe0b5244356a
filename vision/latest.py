"""The latest still of each camera, for the wall: one small JPEG a camera, written anew again and again.

When it was taken stands in the file itself, in the JPEG's comment: picture and moment are replaced together and
copied together, where a file's name or its own time could come to tell of another picture. Any program shows it.
"""

import contextlib
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from models.ids import CameraId
from models.times import Instant
from vision.stills import NoStill, write_whole

_BEGINS, _COMMENT = b"\xff\xd8", b"\xff\xfe"
"""ISO/IEC 10918-1: start of image; a comment, whose length in two bytes follows."""


class Shown(Struct, frozen=True):
    """What the comment says."""

    camera: CameraId
    taken_at: Instant


_shown = msgspec.json.Decoder(Shown)


class Wall(Protocol):
    """Where the stills for the wall go."""

    def put(self, camera: CameraId, taken_at: datetime, jpeg: bytes) -> None:
        """Take a camera's still; raises ``OSError`` where there is no room."""


class Latest:
    """A folder of its own with one still for each camera."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, camera: CameraId, taken_at: datetime, jpeg: bytes) -> None:
        """Put a camera's still in the place of the last; raises ``OSError`` where there is no room."""
        said = msgspec.json.encode(Shown(camera, taken_at))
        length = (len(said) + 2).to_bytes(2, "big")
        write_whole(self._path(camera), b"".join((_BEGINS, _COMMENT, length, said, jpeg[len(_BEGINS) :])))

    def read(self, camera: CameraId) -> tuple[datetime, bytes]:
        """Return when a camera's still was taken, and the JPEG; raises ``NoStill``."""
        try:
            jpeg = self._path(camera).read_bytes()
        except FileNotFoundError:
            raise NoStill(
                f"there is no still of {camera}: it has not been live lately, or never was"
            ) from None
        begins = len(_BEGINS + _COMMENT) + 2
        ends = begins + int.from_bytes(jpeg[begins - 2 : begins], "big") - 2
        try:
            return _shown.decode(jpeg[begins:ends]).taken_at, jpeg
        except msgspec.DecodeError:
            raise NoStill(
                f"{self._path(camera)} is no still of ours; keep nothing else in that folder"
            ) from None

    def drop(self, camera: CameraId) -> None:
        """Remove a camera's still, if there is one."""
        self._path(camera).unlink(missing_ok=True)

    def sweep(self, before: datetime) -> int:
        """Remove what was written before a moment, whoever wrote it; return how many files."""
        removed = 0
        for file in sorted(self.folder.glob("*")):
            with contextlib.suppress(FileNotFoundError):
                if file.stat().st_mtime < before.timestamp():
                    file.unlink()
                    removed += 1
        return removed

    def _path(self, camera: CameraId) -> Path:
        # A camera's id is any text; its hash leads nowhere else and is never too long.
        return self.folder / f"{hashlib.sha256(camera.encode()).hexdigest()}.jpg"
