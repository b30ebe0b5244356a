"""A vision process tells whether uniforms are looked at, and does not start with a detector that cannot be used."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from config.settings import Settings
from jingjian.eyes import Eyes, EyesStatus
from models.observations import Look
from streams.health import application
from tests.onnx_files import write
from tests.pictures import room
from vision.detector.problems import DetectorProblem

STATIONS = "- {station: gucheng, name_zh: 古城派出所, name_en: Gucheng, call_zh: 古城所}\n"


def eyes(folder: Path, detector: Path | None) -> Eyes:
    """Return a process with one camera."""
    (folder / "stations.yaml").write_text(STATIONS, encoding="utf-8")
    (folder / "cameras.yaml").write_text(
        "- {camera: gate, station: gucheng, address: 'rtsp://10.0.0.5/live'}\n"
    )
    vision = {"cameras_file": folder / "cameras.yaml", "stills_dir": folder / "stills", "detector": detector}
    return Eyes(Settings.model_validate({"bureau": {"stations": folder / "stations.yaml"}, "vision": vision}))


def figures(of: Eyes) -> dict[str, float]:
    """Return its figures that have no label."""
    return {
        sample.name: sample.value
        for metric in EyesStatus(of).metrics()
        for sample in metric.samples
        if not sample.labels
    }


def test_without_a_detector_it_says_that_uniforms_are_not_checked(tmp_path: Path) -> None:
    """In words and in its figures; no camera's watch looks at them."""
    without = eyes(tmp_path, None)
    assert without.uniform() == "uniform: not checked, no detector"
    assert figures(without)["jingjian_vision_uniform_checked"] == 0
    assert without._eye("gate").watch.uniform is None


def test_with_a_detector_all_cameras_share_it(tmp_path: Path) -> None:
    """Its looks are counted, with how long they took."""
    with_one = eyes(tmp_path, write(tmp_path, means={"red": {"look": "vest", "seen": "fault"}}))
    assert with_one.uniform().startswith("uniform: checked with detector.onnx (")
    one, other = with_one._eye("gate"), with_one._eye("gate")
    for eye in (one, other):
        told = eye.watch.look(room(), datetime(2026, 11, 2, 8, 0, tzinfo=UTC))
        assert told[-1].kind in {Look.DARK, Look.VEST}
    told_of = figures(with_one)
    assert told_of["jingjian_vision_uniform_checked"] == 1
    assert told_of["jingjian_vision_detector_looks_total"] == 2
    assert told_of["jingjian_vision_detector_seconds_total"] > 0
    assert told_of["jingjian_vision_detector_failed_total"] == 0


def test_a_detector_that_cannot_be_used_stops_it_before_it_starts(tmp_path: Path) -> None:
    """With what is wrong."""
    with pytest.raises(DetectorProblem, match="no such file"):
        eyes(tmp_path, tmp_path / "nowhere.onnx")


async def test_its_health_page_says_so(tmp_path: Path) -> None:
    """Beside whether it is ready; other roles have no such notes."""
    of = eyes(tmp_path, None)
    for notes in ([of.uniform()], []):
        async with TestClient(TestServer(application("vision", EyesStatus(of), notes))) as client:
            told = await (await client.get("/ready")).json()
        assert told.get("notes", []) == notes
