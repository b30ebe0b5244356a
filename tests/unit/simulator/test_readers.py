"""Readers of the real data: what can be used is read, what cannot is set aside with a reason."""

import gzip
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from simulator.calls import Call, read_calls
from simulator.clips import Clip, read_clips
from simulator.plan import SAMPLE, made_plan
from simulator.rows import Rows
from simulator.shifts import Shift, read_shifts

CALLS = "item,type,created,dispatched,closed,disposition\n"
CLIPS = "clip,camera,wearer,started,ended\n"
SHIFTS = "employee,location,job,type,started,ended\n"

Read = Callable[[Path], Rows[Any]]


def _file(folder: Path, text: str) -> Path:
    path = folder / "data.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (read_calls, CALLS + ",21,2016-01-01T00:01:02,,2016-01-01T00:02:00,NAT\n", "no item"),
        (read_calls, CALLS + "A1,21,,,2016-01-01T00:02:00,NAT\n", "no created"),
        (read_calls, CALLS + "A1,21,2016-01-01T00:01:02,,,NAT\n", "no closed"),
        (read_calls, CALLS + "A1,21,yesterday,,2016-01-01T00:02:00,NAT\n", "Invalid isoformat"),
        (read_calls, CALLS + "A1,21,2016-01-01T00:03:00,,2016-01-01T00:02:00,NAT\n", "closed before"),
        (read_calls, CALLS + "A1,21\n", "no created"),
        (read_clips, CLIPS + "1,,W,2019-04-02T00:00:00,2019-04-02T00:01:00\n", "no camera"),
        (read_clips, CLIPS + "1,C,W,2019-04-02T00:01:00,2019-04-02T00:01:00\n", "no later than"),
        (read_clips, CLIPS + "1,C,W,2019-04-02T00:01:00,\n", "Invalid isoformat"),
        (
            read_shifts,
            SHIFTS + ",Alpha,J,Scheduled,2019-04-02T06:00:00Z,2019-04-02T14:00:00Z\n",
            "no employee",
        ),
        (read_shifts, SHIFTS + "E,Alpha,J,Time Off,2019-04-02T06:00:00Z,2019-04-02T14:00:00Z\n", "Time Off"),
        (read_shifts, SHIFTS + "E,Alpha,J,Scheduled,2019-04-02T06:00:00Z,2019-04-03T06:00:00Z\n", "16 hours"),
    ],
)
def test_bad_rows_are_set_aside(tmp_path: Path, read: Read, text: str, reason: str) -> None:
    """A row that cannot be used is left out, with its line and why."""
    rows = read(_file(tmp_path, text))
    assert rows.good == ()
    assert [bad.line for bad in rows.bad] == [2]
    assert reason in rows.bad[0].reason


def test_a_bad_row_spoils_no_other(tmp_path: Path) -> None:
    """The rows around a bad one are read."""
    good = "A{0},21,2016-01-01T00:01:02,2016-01-01T00:01:40,2016-01-01T00:02:00,NAT\n"
    rows = read_calls(_file(tmp_path, CALLS + good.format(1) + "A2,21,,,,\n" + good.format(3)))
    assert [call.item for call in rows.good] == ["A1", "A3"]
    assert rows.good[0] == Call(
        "A1",
        "21",
        datetime(2016, 1, 1, 0, 1, 2),  # noqa: DTZ001  the clock on the wall
        datetime(2016, 1, 1, 0, 1, 40),  # noqa: DTZ001
        datetime(2016, 1, 1, 0, 2),  # noqa: DTZ001
        "NAT",
    )


def test_times_are_the_clock_on_the_wall(tmp_path: Path) -> None:
    """An offset is dropped, not converted: the day's rhythm is what counts."""
    text = CLIPS + "1,C,,2019-04-02T07:01:00.000-05:00,2019-04-02T07:02:00.000-05:00\n"
    assert read_clips(_file(tmp_path, text)).good == (
        Clip("C", None, datetime(2019, 4, 2, 7, 1), datetime(2019, 4, 2, 7, 2)),  # noqa: DTZ001
    )


def test_gzipped_files_are_read(tmp_path: Path) -> None:
    """A name that ends in .gz is unpacked."""
    path = tmp_path / "shifts.csv.gz"
    row = "E,Alpha,J,Scheduled,2019-04-02T06:00:00Z,2019-04-02T14:00:00Z\n"
    path.write_bytes(gzip.compress((SHIFTS + row).encode()))
    moments = datetime(2019, 4, 2, 6), datetime(2019, 4, 2, 14)  # noqa: DTZ001
    assert read_shifts(path).good == (Shift("E", "Alpha", "J", *moments),)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """A file of something else is refused as a whole."""
    with pytest.raises(ValueError, match="no column disposition"):
        read_calls(_file(tmp_path, "item,type,created,dispatched,closed\n"))


def test_the_sample_is_small_and_whole() -> None:
    """The sample that is shipped has calls of all dispositions, and says where it comes from."""
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 400_000
    plan = made_plan()
    assert len(plan.calls) == 300
    assert {call.disposition for call in plan.calls} >= {"NAT", "RTF", "GOA", "VOI", "DUP"}
    assert any(call.dispatched is None for call in plan.calls)
    assert any(clip.wearer is None for clip in plan.clips)
    assert "CC BY 4.0" in (SAMPLE / "ATTRIBUTION.md").read_text(encoding="utf-8")


def test_a_folder_without_the_data_says_what_is_missing(tmp_path: Path) -> None:
    """Whoever names a folder of their own is told which file it lacks."""
    with pytest.raises(ValueError, match=r"calls-\*\.csv"):
        made_plan(data=tmp_path)
