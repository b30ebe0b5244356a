"""From a camera's video to the alert with its picture: the vision role beside intake and worker on a real Kafka."""

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.eyes.servers import run_ffmpeg
from bench.processes import WITHIN_S, role
from config.settings import Settings
from models.alerts import Alert
from models.observations import Look, StreamState
from models.rules import Rule
from streams.broker.process import free_ports
from tests.integration.live_system import first_alert, page, settings_of, with_health
from tests.integration.scenes import STATION, Scene, quick_bureau
from tests.pictures import HEIGHT_PX, WIDTH_PX, noisy
from vision.latest import Latest
from vision.stills import Stills

PASSWORD = "open-sesame"  # noqa: S105  of no camera anywhere


pytestmark = pytest.mark.usefixtures("video_programs")


def covered_video(folder: Path) -> Path:
    """Return some seconds from under a jacket."""
    pictures = folder / "pictures"
    pictures.mkdir()
    for number in range(6):
        dark = np.full((HEIGHT_PX, WIDTH_PX, 3), 70, np.uint8)
        cv2.imwrite(str(pictures / f"{number}.png"), noisy(dark, number, sigma=2.0))
    file = folder / "covered.mp4"
    run_ffmpeg(
        "-framerate", "1", "-i", str(pictures / "%d.png"), "-r", "10", "-pix_fmt", "yuv420p", str(file)
    )
    return file


def settings_for(bootstrap: str, prefix: str, folder: Path, cameras: str) -> Settings:
    """Return a bureau with these cameras, looked at each second."""
    (folder / "cameras.yaml").write_text(cameras, encoding="utf-8")
    (port,) = free_ports(1)
    return settings_of(
        bootstrap,
        prefix,
        bureau=quick_bureau(folder),
        health={"port": port},
        vision={
            "cameras_file": folder / "cameras.yaml",
            "stills_dir": folder / "stills",
            "latest_dir": folder / "latest",
            "look_every_s": 1,
        },
    )


async def test_a_covered_lens_becomes_an_alert_with_its_picture(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """On an incident, a candidate for a person to decide; its stills are where it says."""
    scene = Scene()
    camera = f"- {{camera: {scene.camera}, station: '{STATION}', address: {covered_video(tmp_path)}}}\n"
    settings = settings_for(apache_kafka, prefix, tmp_path, camera)
    others = with_health(settings, 0)
    with role(others, "intake", tmp_path), role(others, "worker", tmp_path):
        await scene.begin(others)
        with role(settings, "vision", tmp_path) as vision:

            def is_it(alert: Alert) -> bool:
                return alert.rule is Rule.ANGLE_PICTURE and alert.kind == Look.COVERED

            alert, _ = await first_alert(settings, is_it)
            assert await vision.ends(signal.SIGTERM) == 0
            assert "Traceback" not in vision.said()
    assert (alert.camera, alert.badge, alert.candidate) == (scene.camera, scene.badge, True)
    stills = Stills(settings.vision.stills_dir)
    for picture in alert.pictures:
        assert stills.noted(picture, Look.COVERED).camera == scene.camera
        assert stills.read(picture)
    assert alert.pictures
    taken_at, _ = Latest(settings.vision.latest_dir).read(scene.camera)
    assert timedelta(0) <= datetime.now(UTC) - taken_at < timedelta(seconds=WITHIN_S)


async def test_cameras_without_a_picture_are_told_with_the_reason(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """In its figures, without their passwords anywhere; the role goes on."""
    (tmp_path / "secret").write_text(PASSWORD)
    (port,) = free_ports(1)
    cameras = (
        f"- {{camera: gone, station: '{STATION}', address: 'rtsp://127.0.0.1:{port}/live', user: viewer, "
        "password_file: secret}\n"
    )
    settings = settings_for(apache_kafka, prefix, tmp_path, cameras)
    wanted = f'jingjian_vision_cameras{{state="{StreamState.REFUSED}"}} 1.0'
    with role(settings, "vision", tmp_path) as vision:
        figures = ""
        await vision.says("watching")
        async with asyncio.timeout(WITHIN_S):
            while wanted not in figures:
                await asyncio.sleep(0.1)
                figures = (await page(settings.health.port, "metrics"))[1]
        assert PASSWORD not in vision.said() + figures
        assert await vision.ends(signal.SIGTERM) == 0


async def test_a_wrong_cameras_file_is_named_before_anything_starts(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """With its line, and how to mend it."""
    settings = settings_for(
        apache_kafka, prefix, tmp_path, "- {camera: one, station: nowhere, address: x.mp4}\n"
    )
    with role(settings, "vision", tmp_path) as vision:
        assert await vision.ends() == 2
        assert "cameras.yaml:1" in vision.said()
        assert "Traceback" not in vision.said()
