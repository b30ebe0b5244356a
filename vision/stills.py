"""Stills 静帧 as evidence: files named by what is in them, kept for a time.

A still is named by the SHA-256 of its bytes, so a reference in an observation can never come to mean another
picture, and nobody can change one unnoticed. Beside each still of a fault lies a note: which camera and when,
what was seen, and the stills before, after and with marks. Pictures never go through Kafka.
"""

import contextlib
import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

import cv2
import msgspec
from msgspec import Struct

from models.ids import Badge, CameraId, PictureRef, StationId
from models.observations import Look
from models.times import Instant
from vision.picture import Picture

NAME_LENGTH = 64
"""Hexadecimal digits of a SHA-256."""
JPEG_QUALITY = 80


class Region(Struct, frozen=True):
    """Something that was found in a still; its sides are shares of the still's width and height."""

    label: str
    """A look's name, or what it is: person, officer, head, face."""
    left: float
    top: float
    right: float
    bottom: float


class Note(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What lies beside the still of a fault."""

    station: StationId
    camera: CameraId
    taken_at: Instant
    kind: Look
    badge: Badge | None = None
    """Whom it shows, where whoever made the check said so."""
    measures: dict[str, float] = {}
    """What it was judged by, in the units of its stage."""
    model: str | None = None
    """The camera's model, as the cameras file names it."""
    fov_deg: float | None = None
    """The lens's horizontal field of view."""
    regions: tuple[Region, ...] = ()
    before: PictureRef | None = None
    after: PictureRef | None = None
    marked: PictureRef | None = None
    """The same with what was found drawn in."""


class NoStill(LookupError):
    """There is no such still: its time is over, or it never was."""


class Stills:
    """A folder of stills."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, jpeg: bytes) -> PictureRef:
        """Keep a still; the same again is kept once. Raises ``OSError`` where there is no room."""
        name = name_of(jpeg)
        path = self._path(name, ".jpg")
        if path.exists():
            # Kept from now on: it is evidence anew.
            path.touch()
        else:
            write_whole(path, jpeg)
        return name

    def note(self, still: PictureRef, note: Note) -> None:
        """Write the note of a still and of what it shows, in place of the one that is there."""
        write_whole(self._path(_checked(still), _suffix(note.kind)), msgspec.json.encode(note))

    def path(self, still: PictureRef) -> Path:
        """Return the file of a still; raises ``NoStill``."""
        path = self._path(_checked(still), ".jpg")
        if not path.exists():
            raise NoStill(f"there is no still {still}: its time is over, or it never was")
        return path

    def read(self, still: PictureRef) -> bytes:
        """Return a still's bytes; raises ``NoStill``."""
        return self._read(still, ".jpg")

    def noted(self, still: PictureRef, kind: Look) -> Note:
        """Return the note of a still and of what it shows; raises ``NoStill``."""
        return msgspec.json.decode(self._read(still, _suffix(kind)), type=Note)

    def sweep(self, before: datetime) -> int:
        """Remove what was kept before a moment; return how many files."""
        removed = 0
        for file in sorted(self.folder.glob("??/*")):
            with contextlib.suppress(FileNotFoundError):
                if file.stat().st_mtime < before.timestamp():
                    file.unlink()
                    removed += 1
        return removed

    def _read(self, still: PictureRef, suffix: str) -> bytes:
        try:
            return self._path(_checked(still), suffix).read_bytes()
        except FileNotFoundError:
            raise NoStill(f"there is no still {still}: its time is over, or it never was") from None

    def _path(self, name: str, suffix: str) -> Path:
        return self.folder / name[:2] / f"{name}{suffix}"


def name_of(content: bytes) -> PictureRef:
    """Return what a picture with these bytes is called."""
    return hashlib.sha256(content).hexdigest()


def jpeg(picture: Picture, quality: int = JPEG_QUALITY) -> bytes:
    """Return a picture's bytes as they are kept; ``quality`` is OpenCV's, 0 to 100."""
    done, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError(f"a picture of shape {picture.shape} could not be coded")
    return coded.tobytes()


def _suffix(kind: Look) -> str:
    """Return how a note's name ends: one picture may show two things."""
    return f".{kind}.json"


def _checked(still: PictureRef) -> str:
    """Return a reference if it is one of ours: a name from outside must never lead out of the folder."""
    if len(still) != NAME_LENGTH or not set(still) <= set("0123456789abcdef"):
        raise NoStill(f"{still!r} is no still's name: {NAME_LENGTH} hexadecimal digits are wanted")
    return still


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a full disk or a crash leaves no half of it under its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
