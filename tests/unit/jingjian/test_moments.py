"""Moments on the command line: local time, or with an offset; anything else is refused with a reason."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from jingjian.moments import BadMoment, parse_moment, say

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02T20:00",
        "2026-11-02 20:00:00",
        "2026-11-02T20:00+08:00",
        "2026-11-02T12:00Z",
        "2026-11-02T13:00:00.000+01:00",
    ],
)
def test_a_moment_is_local_or_has_its_offset(text: str) -> None:
    """All of these are eight in the evening in Shanghai."""
    moment = parse_moment(text, SHANGHAI)
    assert moment == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert say(moment, SHANGHAI) == "2026-11-02 20:00:00"


@pytest.mark.parametrize("text", ["", "yesterday", "20:00", "2026-13-01T00:00", "2026-11-02T25:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    """With what was written, and how to write it."""
    with pytest.raises(BadMoment, match="is no time: write it as"):
        parse_moment(text, SHANGHAI)


@pytest.mark.parametrize("text", ["2026-10-25T02:30", "2026-03-29T02:30"])
def test_a_moment_that_is_there_twice_or_never_needs_its_offset(text: str) -> None:
    """When clocks are put back, or forward."""
    with pytest.raises(BadMoment, match="twice, or never, in Europe/Berlin"):
        parse_moment(text, BERLIN)
    assert parse_moment(f"{text}+01:00", BERLIN) == datetime.fromisoformat(f"{text}+01:00")


def test_the_end_of_all_time_is_refused() -> None:
    """It has no moment in UTC."""
    with pytest.raises(BadMoment, match="end of all time"):
        parse_moment("0001-01-01T00:00", SHANGHAI)
