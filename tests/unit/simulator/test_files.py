"""Files of one's own: one day of their calls counts, and clips can stand in for a roster."""

from datetime import datetime
from pathlib import Path

import pytest

from models.incidents import Stage
from simulator.clips import Clip
from simulator.files import read_data
from simulator.made_shifts import shifts_of
from simulator.make import make_day
from simulator.plan import Plan
from simulator.stations import made_stations

CALLS = "item,type,created,dispatched,closed,disposition\n"
CLIPS = "camera,wearer,started,ended\n"


def clip(wearer: str | None, start: str, end: str) -> Clip:
    """Return a clip of the second of April, or of the day that is named with the hour."""
    started, ended = (
        datetime.fromisoformat(text if "T" in text else f"2019-04-02T{text}") for text in (start, end)
    )
    return Clip("C1", wearer, started, ended)


@pytest.mark.parametrize(
    ("clips", "begins"),
    [
        ([("06:10", "06:20")], "2019-04-02T06"),
        ([("00:10", "00:20")], "2019-04-01T22"),
        ([("23:10", "2019-04-03T01:20")], "2019-04-02T22"),
        ([("13:30", "14:31")], "2019-04-02T14"),
        ([("08:00", "08:10"), ("15:00", "15:09"), ("16:00", "16:02")], "2019-04-02T14"),
    ],
)
def test_a_wearer_gets_the_shift_in_which_most_was_recorded(
    clips: list[tuple[str, str]], begins: str
) -> None:
    """Clips that lie across a change of shifts count for both, each for its part."""
    (shift,) = shifts_of([clip("W1", start, end) for start, end in clips])
    assert shift.started == datetime.fromisoformat(f"{begins}:00")
    assert (shift.ended - shift.started).total_seconds() == 8 * 3600


def test_only_those_who_recorded_on_the_day_of_most_clips_have_a_shift() -> None:
    """A clip of nobody gives nobody a shift, and other days are left alone."""
    clips = [
        clip("W1", "08:00", "08:10"),
        clip("W2", "09:00", "09:10"),
        clip(None, "10:00", "10:10"),
        clip("W3", "2019-04-05T08:00", "2019-04-05T08:10"),
    ]
    assert [shift.employee for shift in shifts_of(clips)] == ["W1", "W2"]
    assert shifts_of([]) == ()


def test_calls_of_other_days_are_left_alone(tmp_path: Path) -> None:
    """A day is made of the calls of one day: the one that has most of them."""
    days = ("2016-01-01", "2016-01-02", "2016-01-02", "2016-01-02", "2016-01-09")
    rows = [f"A{n},21,{day}T1{n}:00:00,,{day}T1{n}:30:00,NAT\n" for n, day in enumerate(days)]
    (tmp_path / "calls.csv").write_text(CALLS + "".join(rows), encoding="utf-8")
    (tmp_path / "clips.csv").write_text(
        CLIPS + "C,W,2019-04-02T08:00:00,2019-04-02T09:00:00\n", encoding="utf-8"
    )
    data = read_data(tmp_path / "calls.csv", tmp_path / "clips.csv", None)
    plan = Plan(
        calls=data.calls,
        clips=data.clips,
        shifts=data.shifts,
        stations=made_stations(1),
        incidents=9,
        traps=0,
        faults=0,
    )

    scenes = make_day(plan).scenes

    assert [scene.stages[Stage.RECEIVED] / 3600 for scene in scenes] == [11, 12, 13]


def test_a_spreadsheets_mark_at_the_beginning_is_no_part_of_a_column(tmp_path: Path) -> None:
    """Files that a spreadsheet has saved as UTF-8 are read."""
    for name, text in (
        ("calls.csv", CALLS + "A1,21,2016-01-01T00:01:00,,2016-01-01T00:40:00,NAT\n"),
        ("clips.csv", CLIPS + "C,W,2019-04-02T08:00:00,2019-04-02T09:00:00\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    data = read_data(tmp_path / "calls.csv", tmp_path / "clips.csv", None)
    assert [call.item for call in data.calls] == ["A1"]
