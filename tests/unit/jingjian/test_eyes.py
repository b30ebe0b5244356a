"""What a vision process tells of itself is true: whether it is ready, and figures that never fall."""

import asyncio
from pathlib import Path

import pytest

from config.settings import Settings
from jingjian import eyes as module
from jingjian.eyes import Eyes, EyesStatus
from models.observations import Look
from streams.readiness import Hindered, Hindrance
from tests.factories import observation

STATION = "610102480000"


@pytest.fixture
def eyes(tmp_path: Path) -> Eyes:
    """Return the role on two cameras, before it runs."""
    (tmp_path / "stations.yaml").write_text(
        f"- {{station: '{STATION}', name_zh: 古城派出所, name_en: Gucheng station, call_zh: 古城所}}\n",
        encoding="utf-8",
    )
    (tmp_path / "cameras.yaml").write_text(
        "".join(
            f"- {{camera: {name}, station: '{STATION}', address: 'rtsp://127.0.0.1:9/'}}\n" for name in "ab"
        )
    )
    return Eyes(
        Settings.model_validate(
            {
                "bureau": {"stations": tmp_path / "stations.yaml"},
                "vision": {"cameras_file": tmp_path / "cameras.yaml", "stills_dir": tmp_path / "stills"},
            }
        )
    )


def figures(eyes: Eyes) -> dict[str, float]:
    """Return the figures that have no labels."""
    samples = [sample for metric in EyesStatus(eyes).metrics() for sample in metric.samples]
    return {sample.name: sample.value for sample in samples if not sample.labels}


class Kafka:
    """A broker that takes nothing until it is told to."""

    def __init__(self) -> None:
        self.takes = asyncio.Event()

    async def send_and_wait(self, *_message: object, **_key: object) -> None:
        """Wait."""
        await self.takes.wait()


async def test_it_is_not_ready_while_kafka_takes_nothing(eyes: Eyes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor before it knows which cameras are its own; a short wait is nothing."""
    observing, status, kafka = eyes.observing, EyesStatus(eyes), Kafka()
    monkeypatch.setattr(observing, "_producer", kafka, raising=False)
    assert status.problems() == [Hindered(Hindrance.SHARING_OUT)]
    observing.sharing_out = False
    sending = asyncio.create_task(observing._send("a", [observation(0, Look.DARK)]))
    await asyncio.sleep(0)
    assert status.problems() == []
    monkeypatch.setattr(module, "MOST_WAITING_S", -1.0)
    await asyncio.sleep(0.01)
    (problem,) = status.problems()
    assert problem.by is Hindrance.KAFKA_SLOW
    assert "Kafka has not taken what was seen" in str(problem)
    monkeypatch.setattr(module, "MOST_WAITING_S", 0.0)
    kafka.takes.set()
    await sending
    assert status.problems() == []
    assert figures(eyes)["jingjian_vision_observations_total"] == 1


def test_figures_do_not_fall_when_a_camera_is_given_away(eyes: Eyes) -> None:
    """Another process watches it now; what this one did it has done."""
    observing = eyes.observing
    for place, name in enumerate(("a", "b")):
        eye = observing.eyes[name] = eyes._eye(name)
        tally = eye.watch.tally
        tally.looks, tally.damaged, tally.stills_lost, tally.latest_lost = 10, 3, 2, 1 + place
    before = figures(eyes)
    del observing.eyes["a"]
    assert figures(eyes) == before
    observing.eyes["a"] = eyes._eye("a")
    assert figures(eyes) == before
    assert {name: value for name, value in before.items() if value} == {
        "jingjian_vision_looks_total": 20,
        "jingjian_vision_damaged_pictures_total": 6,
        "jingjian_vision_stills_lost_total": 4,
        "jingjian_vision_latest_lost_total": 3,
    }
