"""Real data in files of one's own: what they hold, what of them could not be used, and why."""

import hashlib
from pathlib import Path
from typing import Any

from msgspec import Struct

from simulator.calls import Call, read_calls
from simulator.clips import Clip, read_clips
from simulator.made_shifts import LOCATION, shifts_of
from simulator.rows import BadFile, BadRow, Rows
from simulator.shifts import Shift, read_shifts


class DataFile(Struct, frozen=True):
    """One file as it was read."""

    what: str
    path: Path
    used: int
    """How many of its rows can be used."""
    bad: tuple[BadRow, ...]

    def source(self) -> dict[str, str]:
        """Return it as ``about.json`` names it."""
        digest = hashlib.sha256(self.path.read_bytes()).hexdigest()
        return {
            "what": self.what,
            "from": self.path.name,
            "sha256": digest,
            "rows": f"{self.used} used, {len(self.bad)} left out",
        }


class Data(Struct, frozen=True, kw_only=True):
    """What a day is made from."""

    calls: tuple[Call, ...]
    clips: tuple[Clip, ...]
    shifts: tuple[Shift, ...]
    files: tuple[DataFile, ...]

    def sources(self) -> list[dict[str, str]]:
        """Return where it comes from."""
        named = [file.source() for file in self.files]
        if all(file.what != "shifts" for file in self.files):
            named.append({"what": "shifts", "from": LOCATION})
        return named


def read_data(calls: Path, clips: Path, shifts: Path | None) -> Data:
    """Read the files; without a roster, shifts are made from the clips.

    Raises ``BadFile`` where a file cannot be read or none of its rows can be used.
    """
    called, recorded = read_calls(calls), read_clips(clips)
    files = [_file("calls", calls, called), _file("clips", clips, recorded)]
    if shifts is None:
        worked = shifts_of(recorded.good)
    else:
        roster = read_shifts(shifts)
        files.append(_file("shifts", shifts, roster))
        worked = roster.good
    if not worked:
        raise BadFile(f"{clips}: no clip says who recorded it, so there are no shifts; name a roster's file")
    return Data(calls=called.good, clips=recorded.good, shifts=worked, files=tuple(files))


def _file(what: str, path: Path, rows: Rows[Any]) -> DataFile:
    if not rows.good:
        why = f"line {rows.bad[0].line}: {rows.bad[0].reason}" if rows.bad else "there are none"
        raise BadFile(f"{path}: none of its rows can be used; {why}")
    return DataFile(what, path, len(rows.good), rows.bad)
