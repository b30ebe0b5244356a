"""From decisions in a real store, and stills of faults made by program, to a set and to figures that are known."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import pytest
import yaml
from msgspec.structs import replace
from rich.console import Console
from typer.testing import CliRunner

from config.settings_file import load_settings
from jingjian.cli import app
from jingjian.learning_evaluate import evaluate
from jingjian.look_numbers import numbers_from
from models.alerts import Alert, Decision
from models.observations import Look, Seen
from models.rules import Rule
from streams.store.connect import STORE, StoreProblem, database
from streams.store.rows import Rows
from streams.store.write import write_rows
from tests.factories import BADGE, alert, at
from tests.onnx_files import write
from tests.pictures import HEIGHT_PX, WIDTH_PX, noisy, room
from vision.learning.problems import SetProblem
from vision.learning.split import Split, split_of
from vision.look import Lens, Sight
from vision.picture import Picture
from vision.stills import Note, Region, Stills
from vision.watch import Subject, Watch

STATIONS = """
- {station: gucheng, name_zh: 古城派出所, name_en: Gucheng station, call_zh: 古城所, pictures_for_learning: true}
- {station: baiban, name_zh: 柏板派出所, name_en: Baiban station, call_zh: 柏板所}
"""
SETTINGS = """
[store]
url = "sqlite+aiosqlite:///{folder}/store.db"
[bureau]
stations = "stations.yaml"
[vision]
stills_dir = "{folder}/stills"
"""
YES, NO = Decision.CONFIRMED, Decision.DISMISSED


class Bureau(NamedTuple):
    """A bureau's files: settings, store and stills."""

    folder: Path

    @property
    def config(self) -> str:
        """Return the settings file."""
        return str(self.folder / "jingjian.toml")

    @property
    def stills(self) -> Stills:
        """Return its stills."""
        return Stills(self.folder / "stills")

    def store(self, alerts: Sequence[Alert]) -> None:
        """Write alerts into the store, as the projection does."""
        asyncio.run(self._store(alerts))

    async def _store(self, alerts: Sequence[Alert]) -> None:
        rows = Rows()
        for each in alerts:
            rows.add_alert(each, past=False)
        async with (
            database(load_settings(Path(self.config)).store, STORE) as engine,
            engine.begin() as connection,
        ):
            await write_rows(connection, rows)


def founded(folder: Path) -> Bureau:
    """Return a bureau of two stations, of which one consents."""
    (folder / "stations.yaml").write_text(STATIONS, encoding="utf-8")
    (folder / "jingjian.toml").write_text(SETTINGS.format(folder=folder), encoding="utf-8")
    return Bureau(folder)


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    """Return a bureau in which nothing has happened."""
    return founded(tmp_path)


def camera(number: int) -> str:
    """Return a camera's id."""
    return f"3402000000132{number:07}"


def covered(seed: int) -> Picture:
    """Return what is seen from under a jacket."""
    return noisy(np.full((HEIGHT_PX, WIDTH_PX, 3), 70, np.uint8), seed, sigma=1.0)


def wall(seed: int) -> Picture:
    """Return a wall, which nobody covered: a picture cannot tell."""
    return noisy(np.full((HEIGHT_PX, WIDTH_PX, 3), 140, np.uint8), seed, sigma=1.0)


def watched(bureau: Bureau, number: int, picture: Picture, kind: Look) -> str:
    """Let a camera see a picture as the vision role does, and return the still that it told of."""
    subject = Subject("gucheng", camera(number), Lens(fov_deg=100), "DSJ-1" if number % 2 else "DSJ-2")
    told = Watch(subject, numbers_from(), bureau.stills).look(picture, at(0))
    (still,) = [each.picture for each in told if each.kind is kind and each.seen is Seen.FAULT]
    assert still is not None
    return still


def by_hand(bureau: Bureau, picture: Picture) -> str:
    """Keep a picture that a person saw something in; it has no note."""
    return bureau.stills.put(cv2.imencode(".jpg", picture)[1].tobytes())


def file_of(bureau: Bureau, still: str) -> Path:
    """Return where a still lies."""
    return bureau.stills.folder / still[:2] / f"{still}.jpg"


def decided(number: int, decision: Decision, kind: Look, still: str, station: str = "gucheng") -> Alert:
    """Return an alert about a still, decided by somebody."""
    rule = Rule.UNIFORM if kind is Look.VEST else Rule.ANGLE_PICTURE
    made = alert(number, name=f"{kind}-{number}", rule=rule, station=station, camera=camera(number))
    return replace(made, decision=decision, kind=kind.value, pictures=(still,))


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """Return a bureau whose people have decided: 32 covers and 8 walls that were none, and what goes wrong."""
    bureau = founded(tmp_path_factory.mktemp("bureau"))
    cover = Look.COVERED
    alerts = [decided(n, YES, cover, watched(bureau, n, covered(n), cover)) for n in range(32)]
    alerts += [decided(n, NO, cover, watched(bureau, n, wall(n), cover)) for n in range(32, 40)]
    alerts += [decided(n, YES, Look.BLURRED, by_hand(bureau, room(n))) for n in (40, 41)]
    alerts += [decided(42, YES, Look.GROUND, by_hand(bureau, room(42)))]
    alerts += [decided(43, YES, Look.VEST, by_hand(bureau, room(43)))]
    gone, cut, another = stills = [by_hand(bureau, room(n)) for n in (44, 45, 46)]
    alerts += [decided(44 + place, YES, cover, still) for place, still in enumerate(stills)]
    # Of the other station, not decided, and of no picture.
    alerts += [decided(n, YES, cover, by_hand(bureau, room(n)), "baiban") for n in (50, 51, 52)]
    alerts += [decided(53, Decision.OPEN, cover, by_hand(bureau, room(53)))]
    alerts += [replace(decided(54, YES, cover, by_hand(bureau, room(54))), rule=Rule.RECORDING_INTERRUPTED)]
    file_of(bureau, gone).unlink()
    file_of(bureau, cut).write_bytes(bureau.stills.read(cut)[:20000])
    file_of(bureau, another).write_bytes(bureau.stills.read(alerts[0].pictures[0]))
    bureau.store(alerts)
    return bureau


def export(bureau: Bureau, out: Path, *options: str) -> str:
    """Export without looking for faces, which takes long, and return what was said."""
    arguments = ["vision", "export", "--out", str(out), "--config", bureau.config]
    result = CliRunner().invoke(app, [*arguments, "--no-blur-faces", *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


class Exported(NamedTuple):
    """A set, and what was said when it was made."""

    folder: Path
    said: str


@pytest.fixture(scope="module")
def exported(history: Bureau) -> Exported:
    """Return all that there is to learn from the bureau's history."""
    folder = history.folder / "set"
    return Exported(folder, export(history, folder))


def read(file: Path) -> Any:
    """Return what a JSON file holds."""
    return json.loads(file.read_bytes())


def test_decisions_become_a_set_that_says_what_it_is(exported: Exported) -> None:
    """Who consents is in it, the others are counted; what could not be taken is named."""
    folder, said = exported
    manifest = read(folder / "manifest.json")
    assert manifest["labels"]["covered"] == {"confirmed": 32, "dismissed": 8, "with_regions": 0}
    assert {name: counts["confirmed"] for name, counts in manifest["labels"].items()} == {
        "covered": 32,
        "blurred": 2,
        "ground": 1,
        "vest": 1,
    }
    assert sum(manifest["pictures"].values()) == 44
    assert {name: count for name, count in manifest["left_out"].items() if count} == {
        "no_consent": 3,
        "gone": 1,
        "damaged": 2,
    }
    assert [(each["name_zh"], each["consents"], each["pictures"]) for each in manifest["attribution"]] == [
        ("古城派出所", True, 44),
        ("柏板派出所", False, 0),
    ]
    assert not manifest["looked_through_by_a_person"]
    assert not manifest["settings"]["faces_blurred"]
    assert "station baiban: 3 decided alerts left out" in said
    assert "pictures_for_learning: true" in said
    assert "left out, gone: 1" in said


def test_the_set_is_coco(exported: Exported) -> None:
    """Ids fit, boxes lie in their pictures, categories have the field's words, and the parts make the whole."""
    folder = exported.folder
    whole = read(folder / "annotations.json")
    images = {image["id"]: image for image in whole["images"]}
    categories = {category["id"]: category for category in whole["categories"]}
    assert (len(images), len(whole["annotations"])) == (44, 36)
    assert categories[4] == {
        "id": 4,
        "name": "covered",
        "name_zh": "镜头被遮挡",
        "name_en": "covered lens",
        "supercategory": "picture",
    }
    for box in whole["annotations"]:
        image = images[box["image_id"]]
        assert box["bbox"] == [0, 0, image["width"], image["height"]]
        assert box["whole_picture"]
        assert box["category_id"] in image["pos_category_ids"]
    for image in images.values():
        picture = cv2.imread(str(folder / "images" / image["file_name"]))
        assert picture is not None
        assert picture.shape[:2] == (image["height"], image["width"])
    assert sum(image["neg_category_ids"] == [4] for image in images.values()) == 8
    parts = [read(folder / f"annotations-{split}.json") for split in ("train", "val")]
    assert sorted(image["id"] for part in parts for image in part["images"]) == sorted(images)
    assert sum(len(part["annotations"]) for part in parts) == len(whole["annotations"])


def test_the_set_is_what_yolos_loaders_expect(exported: Exported) -> None:
    """They list the folders of data.yaml, put labels for the last images in a path, and read five numbers a line."""
    folder = exported.folder
    data = yaml.safe_load((folder / "data.yaml").read_text())
    assert list(data["names"]) == list(range(12))
    seen: Counter[str] = Counter()
    for split in ("train", "val"):
        files = sorted((folder / data[split]).glob("*.jpg"))
        assert files
        for file in files:
            label = Path("/labels/".join(str(file).rsplit("/images/", 1))).with_suffix(".txt")
            for line in label.read_text().splitlines():
                number, *sides = line.split()
                seen[data["names"][int(number)]] += 1
                assert [float(side) for side in sides] == [0.5, 0.5, 1, 1]
    assert seen == {"covered": 32, "blurred": 2, "ground": 1, "vest": 1}
    assert len(list(folder.rglob("*.txt"))) == len(list(folder.rglob("*.jpg"))) == 44


def test_a_camera_is_in_one_half_only_and_nobody_is_named(exported: Exported) -> None:
    """No camera's id, badge, operator, alert or incident is anywhere; pictures have no EXIF and no writing."""
    folder = exported.folder
    images = read(folder / "annotations.json")["images"]
    halves = {(image["camera"], image["split"]) for image in images}
    assert len(halves) == len({number for number, _ in halves}) == 44
    expected = Counter(split_of(camera(number)).value for number in range(44))
    assert Counter(image["split"] for image in images) == expected
    assert min(expected[split] for split in Split) > 0
    for file in (path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        for name in (b"3402000000132", BADGE.encode(), b'li"', b"covered-1", b"Exif"):
            assert name not in content, (file, name)
        if file.suffix == ".jpg":
            assert len(file.stem) == 64
            picture = cv2.imread(str(file))
            assert picture is not None
            assert picture[:40].max() < 24
            assert picture[-40:].max() < 24


def test_its_figures_are_the_right_ones(exported: Exported, tmp_path: Path) -> None:
    """All covers are found, and all walls taken for covers; a detector may be added."""
    file = tmp_path / "report.json"
    arguments = ["vision", "evaluate", "--set", str(exported.folder), "--json", str(file)]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    report = read(file)
    rows = {row["name"]: row for row in report["by_label"]}
    assert set(rows) == {"covered", "blurred", "ground"}
    counts = rows["covered"]["counts"]
    assert (counts["found"], counts["missed"], counts["false"]) == (32, 0, 8)
    assert (rows["covered"]["precision"], rows["covered"]["recall"], rows["covered"]["cameras"]) == (
        0.8,
        1,
        40,
    )
    assert rows["covered"]["precision_95"]["low"] == pytest.approx(0.6524, abs=5e-4)
    assert rows["blurred"]["counts"]["missed"] == 2
    assert rows["ground"]["counts"]["unknown_faults"] == 1
    assert report["not_checked"] == {"vest": 1}
    light = {row["name"]: row["counts"] for row in report["by_light"]}
    assert light["covered, day"]["found"] == 32
    models = {row["name"]: row["cameras"] for row in report["by_model"]}
    assert models == {
        "covered, DSJ-1": 20,
        "covered, DSJ-2": 20,
        "blurred, not named": 2,
        "ground, not named": 1,
    }
    for words in ("Every picture here was an alert", "vest: not checked in 1 pictures", "80 (65–90)"):
        assert words in result.output
    threshold = next(each for each in report["thresholds"] if each["name"] == "covered")
    assert threshold["too_little"] is (threshold["decisions"] < 30)


def test_a_detector_can_be_plugged_in(history: Bureau, tmp_path: Path) -> None:
    """Anything that takes a picture and tells looks."""

    def detector(picture: Picture, lens: Lens) -> dict[Look, Sight]:
        assert picture.shape[2] == 3
        return {Look.VEST: Sight(Seen.FAULT, 0.9)} if lens.fov_deg is None else {}

    export(history, tmp_path / "set", "--rule", "uniform")
    file = tmp_path / "report.json"
    evaluate(tmp_path / "set", 0.9, file, Console(quiet=True), [detector])
    assert [row["name"] for row in read(file)["by_label"]] == ["vest"]
    assert read(file)["not_checked"] == {}


def test_the_bureaus_detector_looks_at_uniforms(tmp_path: Path) -> None:
    """Where one is configured its labels are judged, and without it they are told as not checked."""
    detector = write(tmp_path, means={"red": {"look": "vest", "seen": "fault"}})
    file = tmp_path / "set" / "vest" / "c1" / "1.jpg"
    file.parent.mkdir(parents=True)
    cv2.imwrite(str(file), np.full((64, 96, 3), (0, 0, 250), np.uint8))
    report = tmp_path / "report.json"
    command = ["vision", "evaluate", "--set", str(tmp_path / "set"), "--json", str(report)]
    CliRunner().invoke(app, command, catch_exceptions=False)
    assert read(report)["not_checked"] == {"vest": 1}
    environment = {"JINGJIAN_VISION_DETECTOR": str(detector)}
    CliRunner().invoke(app, command, catch_exceptions=False, env=environment)
    assert read(report)["not_checked"] == {}
    assert [(row["name"], row["counts"]["found"]) for row in read(report)["by_label"]] == [("vest", 1)]


def test_plain_folders_need_no_history(tmp_path: Path) -> None:
    """Covers and rooms in folders are enough."""
    for number in range(6):
        for name, picture in (("covered", covered(number)), ("well", room(number))):
            file = tmp_path / name / f"c{number}" / "1.jpg"
            file.parent.mkdir(parents=True)
            cv2.imwrite(str(file), picture)
    (tmp_path / "well" / "c0" / "2.jpg").write_bytes(b"no picture")
    result = CliRunner().invoke(app, ["vision", "evaluate", "--set", str(tmp_path)], catch_exceptions=False)
    assert result.exit_code == 0
    assert "1 pictures could not be read" in result.output
    assert "covered: no score proposed" in result.output
    assert "100 (61–100)" in result.output
    assert "was an alert" not in result.output


def test_regions_of_a_note_become_boxes(bureau: Bureau) -> None:
    """And the heads of people are hidden; faces are looked for unless that is not wanted."""
    still = by_hand(bureau, room(1))
    regions = (Region("vest", 0.25, 0.25, 0.75, 0.75), Region("person", 0.2, 0.2, 0.8, 1))
    note = Note(station="gucheng", camera=camera(1), taken_at=at(0), kind=Look.VEST, regions=regions)
    bureau.stills.note(still, note)
    bureau.store([decided(1, YES, Look.VEST, still)])
    said = export(bureau, bureau.folder / "set", "--blur-faces")
    whole = read(bureau.folder / "set" / "annotations.json")
    (box,) = whole["annotations"]
    assert (box["bbox"], box["whole_picture"]) == (
        [WIDTH_PX / 4, HEIGHT_PX / 4, WIDTH_PX / 2, HEIGHT_PX / 2],
        False,
    )
    assert whole["images"][0]["heads_hidden"] >= 1
    assert "A person must look through all pictures" in said
    picture = cv2.imread(str(next((bureau.folder / "set").rglob("*.jpg"))))
    assert picture is not None
    head = picture[HEIGHT_PX // 4 : HEIGHT_PX // 3, WIDTH_PX // 3 : WIDTH_PX // 2]
    body = picture[HEIGHT_PX * 3 // 4 : HEIGHT_PX * 5 // 6, WIDTH_PX // 3 : WIDTH_PX // 2]
    assert cv2.Laplacian(head, cv2.CV_32F).var() * 20 < cv2.Laplacian(body, cv2.CV_32F).var()


MISTAKES: list[tuple[list[str], type[Exception], str]] = [
    (["--station", "guchen"], SetProblem, "did you mean gucheng"),
    (["--rule", "uniforms"], SetProblem, "did you mean uniform"),
    (["--from", "yesterday"], SetProblem, "is no time"),
    (["--from", "2026-11-03T00:00", "--to", "2026-11-02T00:00"], SetProblem, "exchange them"),
]


@pytest.mark.parametrize(("options", "error", "words"), MISTAKES)
def test_a_mistake_is_named(bureau: Bureau, options: list[str], error: type[Exception], words: str) -> None:
    """Before anything is written."""
    with pytest.raises(error, match=words):
        export(bureau, bureau.folder / "set", *options)
    assert not (bureau.folder / "set").exists()


def test_a_store_that_is_none_is_named(bureau: Bureau) -> None:
    """It has no tables: the projection writes elsewhere."""
    with pytest.raises(StoreProblem, match="name the store that the projection writes"):
        export(bureau, bureau.folder / "set")


def test_where_the_stills_are_elsewhere_no_empty_set_is_made(bureau: Bureau) -> None:
    """Neither without the folder nor without any still that is wanted."""
    bureau.store([decided(1, YES, Look.VEST, "0" * 64)])
    with pytest.raises(SetProblem, match=r"vision\.stills_dir: .* is no folder"):
        export(bureau, bureau.folder / "set")
    by_hand(bureau, room(1))
    with pytest.raises(SetProblem, match=r"no picture is left to export \(gone 1\)"):
        export(bureau, bureau.folder / "set")
    assert list((bureau.folder / "set").iterdir()) == []


def test_only_what_was_asked_for_is_taken(history: Bureau, tmp_path: Path) -> None:
    """By when it was raised, in the bureau's local time."""
    begin, end = (at(second).isoformat() for second in (10, 12))
    export(
        history,
        tmp_path / "set",
        "--from",
        begin,
        "--to",
        end,
        "--station",
        "gucheng",
        "--rule",
        "angle_picture",
    )
    manifest = read(tmp_path / "set" / "manifest.json")
    assert sum(manifest["pictures"].values()) == 2
    assert [each["station"] for each in manifest["attribution"]] == ["gucheng"]


def test_without_consent_nothing_is_exported(history: Bureau, tmp_path: Path) -> None:
    """The folder is not even made."""
    arguments = ["vision", "export", "--out", str(tmp_path / "set"), "--config", history.config]
    result = CliRunner().invoke(app, [*arguments, "--station", "baiban"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "nothing to export" in result.output
    assert not (tmp_path / "set").exists()
