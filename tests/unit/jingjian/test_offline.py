"""The commands that make and score a day: what they write, what they say, and what they refuse."""

import gzip
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from config.loader import load_stations
from jingjian import __main__
from jingjian.cli import app
from jingjian.files import write_alerts
from jingjian.offline import LEFT_OUT
from models.alerts import Alert
from models.roster import RosterEntry
from models.rules import Rule
from simulator.about import ABOUT, read_about
from simulator.plan import SAMPLE
from simulator.rows import BadFile
from simulator.truth import Kind, Truth, write_truth
from simulator.write import EVENTS, TRUTH
from streams.recorded import read
from tests.factories import BADGE, CAMERA, INCIDENT, STATION, alert, at

(CALLS,) = SAMPLE.glob("calls-*")
(CLIPS,) = SAMPLE.glob("clips-*")
(SHIFTS,) = SAMPLE.glob("shifts-*")
CALLS_HEAD = "item,type,created,dispatched,closed,disposition\n"
CLIPS_HEAD = "camera,wearer,started,ended\n"
CLIP = "C1,W1,2019-04-02T07:00:00,2019-04-02T07:30:00\n"


def run(*words: object) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, [str(word) for word in words])


def simulate(out: Path, *words: object, calls: Path = CALLS, clips: Path = CLIPS) -> Result:
    """Make a short day of a few cameras."""
    files = "--calls", calls, "--clips", clips, "--out", out
    small = "--hours", 1, "--tick-s", 30, "--cameras", 6, "--stations", 3
    return run("simulate", *files, *small, *words)


def text_file(folder: Path, name: str, text: str) -> Path:
    """Write a small file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def shifts_told(out: Path) -> set[tuple[str, str, str | None]]:
    """Return who has which camera, at which station."""
    entries = [
        msgspec.json.decode(line.value, type=RosterEntry)
        for _, line in read(out / EVENTS)
        if line.topic == "roster"
    ]
    return {(entry.station, entry.badge, entry.camera) for entry in entries}


def test_a_day_has_the_stations_and_cameras_that_were_asked_for(tmp_path: Path) -> None:
    """Cameras are shared out evenly, and every station tells something."""
    result = simulate(tmp_path, "--shifts", SHIFTS)

    assert result.exit_code == 0, result.output
    stations = load_stations(tmp_path / "stations.yaml")
    assert len(stations) == 3
    assert {line.key for _, line in read(tmp_path / EVENTS)} == set(stations)
    assert len({camera for _, _, camera in shifts_told(tmp_path)}) == 6
    about = read_about(tmp_path / ABOUT)
    assert (about.stations, about.cameras, about.hours, about.tick_s) == (3, 6, 1, 30)
    assert [source["from"] for source in about.sources] == [CALLS.name, CLIPS.name, SHIFTS.name]


def test_the_seed_decides(tmp_path: Path) -> None:
    """The same seed writes the same bytes, another one another day."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        simulate(tmp_path / name, "--shifts", SHIFTS, "--seed", seed, "--faults", 30)
    first, same, other = (
        [(tmp_path / name / file).read_bytes() for file in (EVENTS, TRUTH, ABOUT)] for name in "abc"
    )
    assert first == same
    assert first[0] != other[0]


def test_the_day_is_summed_up_and_said_to_be_simulated(tmp_path: Path) -> None:
    """Whoever makes a day is told what it holds, that it is made up, and how to go on."""
    said = simulate(tmp_path, "--shifts", SHIFTS, "--traps", 30).output
    rows = [json.loads(line) for line in (tmp_path / TRUTH).read_text(encoding="utf-8").splitlines()]
    traps = sum(row["kind"] == "trap" for row in rows)

    assert traps > 0
    assert f"3 stations, 6 cameras, 0 incidents, {len(rows) - traps} faults, {traps} traps" in said
    assert "synthetic link" in said
    assert f"jingjian backtest {tmp_path / EVENTS}" in said


def test_rows_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    """Each has its file, its line and the reason: by reason on the screen, one by one in a file."""
    rows = (
        "A1,21,2016-01-01T00:01:00,2016-01-01T00:02:00,2016-01-01T00:40:00,NAT\nA2,21,soon,,,NAT\nA3,21,,,,\n"
    )
    calls = text_file(tmp_path, "calls.csv", CALLS_HEAD + rows + "A4,21,,,,\n")

    result = simulate(tmp_path / "day", "--shifts", SHIFTS, calls=calls)

    assert result.exit_code == 0, result.output
    assert f"calls: 1 rows of {calls}" in result.output
    assert f"{calls}:4: no created; left out: 2, in lines 4, 5" in result.output
    left_out = (tmp_path / "day" / LEFT_OUT).read_text(encoding="utf-8").splitlines()
    assert left_out[0].startswith(f"{calls}:3: no closed")
    assert left_out[1:3] == [f"{calls}:4: no created", f"{calls}:5: no created"]
    assert f"all {len(left_out)} rows" in result.output
    assert read_about(tmp_path / "day" / ABOUT).sources[0]["rows"] == "1 used, 3 left out"


def test_without_a_roster_shifts_are_made_from_the_clips(tmp_path: Path) -> None:
    """Whoever recorded has a shift at that time; the day says that its shifts are made."""
    clips = text_file(tmp_path, "clips.csv", CLIPS_HEAD + CLIP + CLIP.replace("W1", "W2"))

    result = simulate(tmp_path / "day", "--hours", 6, clips=clips)

    assert result.exit_code == 0, result.output
    assert "no roster: each wearer of a clip has the 8-hour shift" in result.output
    sources = read_about(tmp_path / "day" / ABOUT).sources
    assert sources[2] == {"what": "shifts", "from": "made from the clips"}
    assert len(shifts_told(tmp_path / "day")) == 3 * 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("clips.csv", b"camera,wearer\n", "clips.csv: no column started, ended"),
        ("clips.csv", b"", "clips.csv: no column camera"),
        ("clips.csv", CLIPS_HEAD.encode(), "clips.csv: none of its rows can be used; there are none"),
        ("clips.csv", (CLIPS_HEAD + "C1,W1,,\n").encode(), "none of its rows can be used; line 2: Invalid"),
        ("clips.csv", (CLIPS_HEAD + CLIP.replace("W1", "")).encode(), "no clip says who recorded it"),
        ("clips.csv", CLIPS_HEAD.encode() + b"\xff\xfe\n", "it must be CSV in UTF-8"),
        ("clips.csv.gz", CLIPS_HEAD.encode(), "clips.csv.gz:1: Not a gzipped file"),
        (
            "clips.csv.gz",
            gzip.compress((CLIPS_HEAD + CLIP).encode())[:-9],
            "it must be CSV in UTF-8, or that as .gz",
        ),
    ],
)
def test_files_that_cannot_be_used_are_refused(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    """The file is named with what is wrong with it, and nothing is written."""
    clips = tmp_path / name
    clips.write_bytes(content)

    result = simulate(tmp_path / "day", clips=clips)

    assert isinstance(result.exception, BadFile)
    assert says in str(result.exception)
    assert not (tmp_path / "day").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--stations", 7), "7 stations need at least as many cameras"),
        (("--stations", 0), "--stations"),
        (("--hours", 25), "--hours"),
        (("--tick-s", 60), "--tick-s"),
        (("--shifts", "nowhere.csv"), "'nowhere.csv' does not exist"),
    ],
)
def test_orders_that_make_no_sense_are_refused(tmp_path: Path, words: tuple[object, ...], says: str) -> None:
    """The option is named, and nothing is written."""
    result = simulate(tmp_path / "day", *words)

    assert result.exit_code == 2
    assert says in result.output
    assert not (tmp_path / "day").exists()


def test_a_file_that_cannot_be_used_is_told_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program ends with status 2 and one line on standard error."""
    bad = text_file(tmp_path, "alerts.jsonl", "{}\n")
    truth = text_file(tmp_path, "truth.jsonl", "")
    words = ["jingjian", "score", "--alerts", str(bad), "--truth", str(truth)]
    monkeypatch.setattr("sys.argv", words)

    with pytest.raises(SystemExit) as ended:
        __main__.main()

    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{bad}:1: ")


def fault(due: float, end: float, subject: str = f"{INCIDENT}/{BADGE}") -> Truth:
    """Return a fault of recording."""
    return Truth(
        kind=Kind.FAULT,
        rule=Rule.RECORDING_NEVER_STARTED,
        station=STATION,
        subject=subject,
        start=at(due - 60),
        due=at(due),
        end=at(end),
        note="told apart by this",
    )


def trap(start: float, end: float) -> Truth:
    """Return a trap about the camera."""
    return Truth(
        kind=Kind.TRAP,
        trap="blip",
        station=STATION,
        subject=CAMERA,
        camera=CAMERA,
        start=at(start),
        end=at(end),
    )


TOLD = (alert(70, name="right"), alert(2000, name="wrong", subject="I9/017913"))
ROWS = [fault(60, 600), fault(5000, 5400, subject="I3/017913"), trap(1900, 2100)]


def score(folder: Path, *words: str, told: tuple[Alert, ...] = TOLD) -> Result:
    """Score alerts against three rows of truth: one found, one missed, and a trap."""
    write_alerts(folder / "alerts.jsonl", {one.alert: one for one in told})
    write_truth(folder / TRUTH, ROWS)
    return run("score", "--alerts", folder / "alerts.jsonl", "--truth", folder / TRUTH, *words)


def scored(folder: Path) -> dict[str, Any]:
    """Return the JSON object that a score prints."""
    result = score(folder, "--json")
    assert result.exit_code == 0, result.output
    (line,) = result.output.splitlines()
    decoded: dict[str, Any] = json.loads(line)
    return decoded


def test_a_score_as_json_has_all_figures(tmp_path: Path) -> None:
    """One object: by rule, in all, traps, what was false, what was missed, and the load."""
    figures = scored(tmp_path)

    assert figures["simulated"] is True
    assert "do not say how good the rules are in a real bureau" in figures["note"]
    (rule,) = figures["rules"]
    assert (rule["rule"], rule["faults"], rule["alerts"], rule["found"]) == (
        "recording_never_started",
        2,
        2,
        1,
    )
    assert (rule["precision"], rule["recall"]) == (0.5, 0.5)
    assert (rule["delay_p50_s"], rule["delay_p99_s"]) == (10.0, 10.0)
    totals = {"faults": 2, "alerts": 2, "found": 1, "precision": 0.5, "recall": 0.5}
    assert figures["totals"] == {**totals, "traps": 1, "alerts_in_traps": 1}
    assert figures["traps"] == [{"trap": "blip", "laid": 1, "alerts": 1}]
    assert [(one["alert"], one["trap"]) for one in figures["false"]] == [("wrong", "blip")]
    assert [row["subject"] for row in figures["missed"]] == ["I3/017913"]
    assert figures["load"]["alerts"] == 2
    assert figures["load_exceeds"] == []
    assert figures["load_limits"]["most_an_hour"] == 12


def test_without_a_day_beside_it_the_span_is_that_of_truth_and_alerts(tmp_path: Path) -> None:
    """From the first fault's beginning to the last one's end."""
    span = scored(tmp_path)["span"]
    assert span == {"starts_at": "2026-05-04T08:00:00Z", "ends_at": "2026-05-04T09:30:00Z"}


def test_a_score_for_people_says_that_the_day_is_simulated(tmp_path: Path) -> None:
    """The tables come with what they mean, and name what was false and what was missed."""
    said = score(tmp_path).output

    assert "The day is simulated" in said
    assert "do not say how good the rules are in a real bureau" in said
    rows = [" ".join(line.split()) for line in said.splitlines()]
    assert "recording_never_started 2 2 1 50.0 % 50.0 % 10.0 10.0" in rows
    assert "blip 1 1" in rows
    assert "most in ten minutes 1 10" in rows
    assert "false: recording_never_started I9/017913 at 2026-05-04T08:33:20+00:00, in the trap blip" in said
    assert "missed: recording_never_started I3/017913 from 2026-05-04T09:22:20+00:00 told apart" in said


def test_a_day_is_made_played_and_scored(tmp_path: Path) -> None:
    """The three commands fit together, and the load is counted over the whole day."""
    hours = "--hours", 2, "--faults", 100
    simulate(tmp_path, "--shifts", SHIFTS, *hours, "--cameras", 40)
    told = tmp_path / "alerts.jsonl"
    assert run("backtest", tmp_path / EVENTS, "--alerts", told).exit_code == 0

    result = run("score", "--alerts", told, "--truth", tmp_path / TRUTH, "--json")

    figures = json.loads(result.output)
    assert figures["totals"]["faults"] > 0
    assert figures["totals"]["recall"] == 1
    assert figures["false"] == []
    assert figures["load"]["hours"] == 2


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        (TRUTH, '{"kind":"fault"}\n', f"{TRUTH}:1: Object missing required field"),
        (TRUTH, "\n[]\n", f"{TRUTH}:2: Expected `object`"),
        ("alerts.jsonl", "", "no fault, trap or alert"),
        (ABOUT, "{}", f"{ABOUT}: Object missing required field"),
    ],
)
def test_files_that_cannot_be_scored_are_refused(tmp_path: Path, file: str, content: str, says: str) -> None:
    """The file and the line are named."""
    for name in ("alerts.jsonl", TRUTH):
        text_file(tmp_path, name, "")
    text_file(tmp_path, file, content)

    result = run("score", "--alerts", tmp_path / "alerts.jsonl", "--truth", tmp_path / TRUTH)

    assert isinstance(result.exception, BadFile)
    assert says in str(result.exception)


def test_alerts_of_another_day_are_refused(tmp_path: Path) -> None:
    """Alerts that have nothing to do with the truth would all count as false."""
    simulate(tmp_path, "--shifts", SHIFTS)

    result = score(tmp_path)

    assert isinstance(result.exception, BadFile)
    assert "no alert is from the day of" in str(result.exception)
