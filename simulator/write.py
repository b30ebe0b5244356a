"""Write a simulated day to a folder: what happens, what is true of it, where it happens, what it is."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import yaml

from simulator.about import ABOUT, SAMPLE_SOURCES, Source, about, write_about
from simulator.day import Day
from simulator.lines import Line, lines
from simulator.make import make_day
from simulator.plan import Plan
from simulator.truth import write_truth

EVENTS, TRUTH, STATIONS = "events.jsonl", "truth.jsonl", "stations.yaml"
_ENCODER = msgspec.json.Encoder()


def write(
    plan: Plan,
    out_dir: Path,
    sources: Sequence[Source] = SAMPLE_SOURCES,
    progress: Callable[[datetime], None] | None = None,
) -> Day:
    """Write the day of a plan; the same plan gives the same bytes.

    ``progress`` is told the time of each line.
    """
    day = make_day(plan)
    write_day(day, out_dir, sources, progress)
    return day


def write_day(
    day: Day,
    out_dir: Path,
    sources: Sequence[Source] = SAMPLE_SOURCES,
    progress: Callable[[datetime], None] | None = None,
) -> None:
    """Write a day that is decided."""
    out_dir.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    count = 0
    with (out_dir / EVENTS).open("wb") as file:
        for line in lines(day):
            data = encode(line)
            digest.update(data)
            file.write(data)
            count += 1
            if progress is not None:
                progress(line.at)
    write_truth(out_dir / TRUTH, day.truth)
    stations = [msgspec.to_builtins(station) for station in day.plan.stations]
    text = yaml.safe_dump(stations, allow_unicode=True, sort_keys=False)
    (out_dir / STATIONS).write_text(text, encoding="utf-8")
    write_about(out_dir / ABOUT, about(day.plan, sources, count, digest.hexdigest()))


def encode(line: Line) -> bytes:
    """Return a line as it stands in the file."""
    head = f'{{"topic":"{line.topic}","key":"{line.key}","at":"{_stamp(line.at)}","value":'
    return head.encode() + _ENCODER.encode(line.value) + b"}\n"


def _stamp(at: datetime) -> str:
    """Return an instant with milliseconds, always as long."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
