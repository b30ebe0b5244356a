"""Recorded events: JSON lines of topic, key, time and value, as `events.jsonl` has them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from models.times import Instant
from streams.codecs import UNREADABLE
from streams.topics import INPUTS, Topic


class Line(Struct, frozen=True, kw_only=True):
    """One recorded message of an input topic."""

    topic: Topic
    key: str | None = None
    at: Instant
    """When it reached the system: the log's time, in whole milliseconds. Lines come in the order of it."""
    value: Raw


class BadRecording(Exception):
    """A recording cannot be read; says file, line and what is wrong."""


_line = msgspec.json.Decoder(Line)


def read(path: Path) -> Iterator[tuple[int, Line]]:
    """Yield the lines of a recording with their numbers, counted from 1.

    Raises ``BadRecording`` for a line that is none, or that goes back in time.
    """
    latest = None
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if not raw.strip():
                    continue
                line = _decode(path, number, raw)
                if latest is not None and line.at < latest:
                    raise BadRecording(
                        f"{path}:{number}: at: {line.at.isoformat()} is before the line above it "
                        f"({latest.isoformat()}); sort the recording by at"
                    )
                latest = line.at
                yield number, line
    except OSError as error:
        raise BadRecording(f"{path}: {error.strerror}; name an events.jsonl") from error


def _decode(path: Path, number: int, raw: bytes) -> Line:
    try:
        line = _line.decode(raw)
    except UNREADABLE as error:
        raise BadRecording(f"{path}:{number}: {error}; a line is {{topic, key, at, value}}") from error
    if line.topic not in INPUTS:
        known = ", ".join(INPUTS)
        raise BadRecording(f"{path}:{number}: topic: {line.topic} takes no input; known: {known}")
    finer_us = line.at.microsecond % 1000
    if finer_us:
        # The player's headers tell milliseconds: a backtest must not know more than the live system.
        return replace(line, at=line.at - timedelta(microseconds=finer_us))
    return line


def end_of(path: Path) -> tuple[int, Instant | None, Instant | None]:
    """Return how many lines a recording has, and its first and last time."""
    count, first, last = 0, None, None
    for _, line in read(path):
        count += 1
        first = line.at if first is None else first
        last = line.at
    return count, first, last
