"""The roll-call check and the look with a detector, as they are run from the command line."""

from pathlib import Path

import cv2
import pytest
from click.testing import Result
from typer.testing import CliRunner

from jingjian.cli import app
from jingjian.roll_call import STATUS
from models.observations import Look, Observation, Seen
from tests.onnx_files import write
from tests.pictures import NAVY, YELLOW_GREEN, officer
from vision.stills import Stills

WHOSE = ["--station", "gucheng", "--camera", "gate", "--badge", "017913"]
FRAME = ["--frame", "0.4167,0.074,0.1667,0.8889"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of its own to run in, with a stations file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stations.yaml").write_text(
        "- {station: gucheng, name_zh: 古城派出所, name_en: Gucheng, call_zh: 古城所}\n", encoding="utf-8"
    )
    (tmp_path / "jingjian.toml").write_text('[bureau]\nstations = "stations.yaml"\n', encoding="utf-8")
    return tmp_path


def picture_of(folder: Path, shirt: tuple[int, int, int]) -> str:
    """Write a picture of an officer; return its name."""
    file = folder / "gate.png"
    cv2.imwrite(str(file), officer(shirt))
    return str(file)


def run(*arguments: str) -> Result:
    """Run a command about pictures."""
    return CliRunner().invoke(app, ["vision", *arguments])


@pytest.mark.parametrize(
    ("shirt", "more", "verdict", "says"),
    [
        (YELLOW_GREEN, (), Seen.WELL, "017913 岗前检查：合格"),
        (NAVY, (), Seen.UNKNOWN, "017913 岗前检查：无法判定，请人工检查"),
        (NAVY, ("--present",), Seen.FAULT, "017913 岗前检查：不合格（待人工确认）"),
        (YELLOW_GREEN, ("--require", "vest,dress"), Seen.UNKNOWN, "着装：看不清，没有检测器，未检查"),
    ],
)
def test_the_check_is_told_and_its_still_kept(
    folder: Path, shirt: tuple[int, int, int], more: tuple[str, ...], verdict: Seen, says: str
) -> None:
    """In Chinese first, with a note of whom it is; the exit status says what came of it."""
    result = run("roll-call", picture_of(folder, shirt), *WHOSE, *FRAME, *more)
    assert result.exit_code == STATUS[verdict]
    assert says in result.output
    assert result.output.index("岗前检查") < result.output.index("roll-call check")
    still = result.output.strip().rpartition(" ")[2]
    stills = Stills(folder / "stills")
    note = stills.noted(still, Look.ROLL_CALL)
    assert (note.badge, note.camera, note.station) == ("017913", "gate", "gucheng")
    assert note.marked is not None
    assert stills.read(still) != stills.read(note.marked)
    assert (folder / "stills" / still[:2] / f"{still}.vest.json").exists() is (verdict is Seen.FAULT)


def test_what_is_sent_is_of_the_officer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The verdict and each part that failed, and only where that was asked for."""
    told: list[Observation] = []

    async def send(_settings: object, seen: list[Observation]) -> None:
        told.extend(seen)

    monkeypatch.setattr("jingjian.roll_call.send", send)
    picture = picture_of(folder, NAVY)
    run("roll-call", picture, *WHOSE, *FRAME, "--present")
    assert told == []
    result = run("roll-call", picture, *WHOSE, *FRAME, "--present", "--send")
    assert "已发送 2 条观察" in result.output
    assert [(one.kind, one.seen, one.badge) for one in told] == [
        (Look.ROLL_CALL, Seen.FAULT, "017913"),
        (Look.VEST, Seen.FAULT, "017913"),
    ]
    assert {one.picture for one in told} < {path.stem for path in (folder / "stills").glob("*/*.jpg")}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--frame", "1,2,3"), "x,y,w,h"),
        (("--frame", "0.5,0,0.6,1"), "in the picture"),
        (("--frame", "0,0,0,1"), "in the picture"),
        (("--frame", "nan,0,1,1"), "in the picture"),
        (("--require", "shoes"), "badge,dress,headgear,vest"),
        (("--require", ""), "badge,dress,headgear,vest"),
        (("--station", "nowhere", "--send"), "stations file"),
    ],
)
def test_a_wrong_order_is_refused_in_words(folder: Path, more: tuple[str, ...], says: str) -> None:
    """With how to give it; nothing is kept and nothing sent."""
    result = run("roll-call", picture_of(folder, NAVY), *WHOSE, *more)
    assert result.exit_code == 2
    assert says in result.output.replace("\n", " ").replace("│", "")
    assert not (folder / "stills").exists()


def test_without_a_picture_it_is_not_known(folder: Path) -> None:
    """A source that is none is named."""
    result = run("roll-call", str(folder / "nowhere.jpg"), *WHOSE)
    assert result.exit_code == STATUS[Seen.UNKNOWN]
    assert "there is no file" in result.output
    (folder / "junk.png").write_bytes(b"junk")
    result = run("roll-call", str(folder / "junk.png"), *WHOSE)
    assert result.exit_code == STATUS[Seen.UNKNOWN]
    assert "no picture" in result.output


def test_a_look_without_a_detector_says_so(folder: Path) -> None:
    """Uniforms are not checked, which is neither well nor wrong."""
    result = run("look", picture_of(folder, NAVY))
    assert result.exit_code == 0
    assert "uniform: not checked, no detector" in result.output


def test_a_look_with_a_detector_says_what_it_found_and_draws_it(folder: Path) -> None:
    """With how long it took."""
    file = write(folder, means={"red": {"look": "vest", "seen": "fault"}}, threshold=0.2)
    red = officer((0, 0, 255))
    red[:, 160:480] = (0, 0, 255)
    cv2.imwrite(str(folder / "red.png"), red)
    result = run("look", str(folder / "red.png"), "--detector", str(file), "--show", str(folder / "show"))
    assert result.exit_code == 0
    assert "uniform: FAULT vest" in result.output
    assert "found red" in result.output
    assert " ms" in result.output
    assert (folder / "show" / "0001-uniform.jpg").is_file()
