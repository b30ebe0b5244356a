"""Recordings: what a line is, and what is said of one that is none."""

from pathlib import Path

import pytest

from models.times import from_ms, to_ms
from streams.recorded import BadRecording, Line, end_of, read
from streams.topics import INPUTS, Topic
from tests.factories import START

GOOD = '{"topic":"roster","key":"S1","at":"2026-05-04T08:00:00Z","value":{"a":[1, 2]}}'


def write(folder: Path, *lines: str | bytes) -> Path:
    """Write a recording."""
    path = folder / "events.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return path


def line_of(topic: str = "roster", at: str = "2026-05-04T08:00:00Z") -> str:
    """Return a line of a recording."""
    return f'{{"topic":"{topic}","at":"{at}","value":1}}'


def test_lines_come_with_their_numbers_and_values_as_they_are(tmp_path: Path) -> None:
    """Blank lines count as lines and say nothing; a value keeps its very bytes; a key may be absent."""
    path = write(tmp_path, GOOD, "", "  ", line_of("telemetry", "2026-05-04T16:00:01+08:00"), "")
    (first, one), (second, two) = read(path)
    assert (first, one.topic, one.key, one.at, bytes(one.value)) == (
        1,
        Topic.ROSTER,
        "S1",
        START,
        b'{"a":[1, 2]}',
    )
    assert (second, two.topic, two.key, to_ms(two.at)) == (4, Topic.TELEMETRY, None, to_ms(START) + 1000)


def test_times_are_cut_to_what_a_player_can_tell(tmp_path: Path) -> None:
    """A backtest must not see times finer than those that the live system is told."""
    path = write(
        tmp_path, *(line_of(at=f"2026-05-04T08:00:00.{digits}Z") for digits in ("000400", "0009", "001999"))
    )
    moments = [line.at for _, line in read(path)]
    assert moments == [START, START, from_ms(to_ms(START) + 1)]
    assert end_of(path) == (3, moments[0], moments[-1])


BAD = [
    ("not json", "{", "truncated"),
    ("not utf-8", b'{"topic":"\xff"}', "line is"),
    ("no topic", '{"at":"2026-05-04T08:00:00Z","value":1}', "topic"),
    ("no time", '{"topic":"roster","value":1}', "at"),
    ("a time without its offset", line_of(at="2026-05-04T08:00:00"), "at"),
    ("no value", '{"topic":"roster","at":"2026-05-04T08:00:00Z"}', "value"),
    ("an unknown topic", line_of("weather"), "weather"),
    ("a topic that is no input", line_of("alerts"), "alerts takes no input; known: incidents"),
    ("back in time", line_of(at="2026-05-04T07:59:59.999Z"), "sort the recording by at"),
]


@pytest.mark.parametrize(("line", "says"), [pytest.param(*case[1:], id=case[0]) for case in BAD])
def test_a_bad_line_is_named(tmp_path: Path, line: str | bytes, says: str) -> None:
    """File, line, and what is wrong; what stood above was read."""
    path = write(tmp_path, GOOD, "", line)
    seen: list[tuple[int, Line]] = []
    with pytest.raises(BadRecording, match=says) as raised:
        seen.extend(read(path))
    assert str(raised.value).startswith(f"{path}:3: ")
    with pytest.raises(BadRecording):
        end_of(path)


@pytest.mark.parametrize("name", ["nothing.jsonl", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    """A slip of the pen in the path gets an answer, not a traceback."""
    path = tmp_path / name
    with pytest.raises(BadRecording, match=r"name an events\.jsonl"):
        end_of(path)


def test_every_input_topic_can_be_recorded(tmp_path: Path) -> None:
    """What producers write, a recording may hold."""
    path = write(tmp_path, *(line_of(topic) for topic in INPUTS))
    assert [line.topic for _, line in read(path)] == list(INPUTS)


def test_an_empty_recording_has_no_times(tmp_path: Path) -> None:
    """Nothing is there to be played."""
    assert end_of(write(tmp_path, "", " ")) == (0, None, None)
