"""Rows of real data files: read what can be read, and say what could not and why."""

import csv
import gzip
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Generic, TextIO, TypeVar

from msgspec import Struct

Row = TypeVar("Row")

_ENCODING = "utf-8-sig"
"""UTF-8, with the mark at its beginning that spreadsheets write, or without."""


class BadFile(ValueError):
    """A file cannot be used at all; says which, where, and how to mend it."""


class BadRow(Struct, frozen=True):
    """A row that was left out."""

    line: int
    """Counted from 1, the header included."""
    reason: str


class Rows(Struct, Generic[Row], frozen=True):
    """What a file held."""

    good: tuple[Row, ...]
    bad: tuple[BadRow, ...]


def read_rows(path: Path, columns: tuple[str, ...], parse: Callable[[dict[str, str]], Row]) -> Rows[Row]:
    """Read a CSV file, gzipped if its name says so; rows that ``parse`` refuses are set aside.

    Raises ``BadFile`` where the file itself cannot be read, or lacks a column.
    """
    good: list[Row] = []
    bad: list[BadRow] = []
    line = 1
    try:
        with _opened(path) as text:
            reader = csv.DictReader(text, restkey="", restval="")
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise BadFile(f"{path}: no column {', '.join(missing)}; it needs {', '.join(columns)}")
            for fields in reader:
                line = reader.line_num
                try:
                    good.append(parse({column: fields[column].strip() for column in columns}))
                except ValueError as problem:
                    bad.append(BadRow(line, str(problem)))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise BadFile(f"{path}:{line}: {error}; it must be CSV in UTF-8, or that as .gz") from error
    return Rows(tuple(good), tuple(bad))


def wall_clock(text: str) -> datetime:
    """Read a time as the clock on the wall showed it; an offset says where, and is dropped.

    Both sources give local times (the roster marks them Z, but its shifts begin at 6, 14 and 22).
    """
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding=_ENCODING, newline="")
    return path.open(encoding=_ENCODING, newline="")
