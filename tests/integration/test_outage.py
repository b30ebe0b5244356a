"""Intake is away while the cameras go on: afterwards the log goes by as if it had been there."""

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.processes import role
from config.settings import Settings
from models.log import Block, TelemetryRun
from models.rules import Rule
from models.telemetry import CameraRecord
from streams.codecs import decode_block
from streams.follow import alerts
from streams.topics import Topic
from tests.integration.live_system import first_alert, message, reading, send, settings_of
from tests.integration.scenes import STATION, Scene, quick_bureau, tick

SILENT_S = 4
OUTAGE_S = 12


def bureau(folder: Path) -> dict[str, Path]:
    """Return a bureau where a station is silent after some seconds."""
    own = quick_bureau(folder)
    file = own["rules_dir"] / "recording.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("silent_s: {value: 900,") == 1
    file.write_text(
        text.replace("silent_s: {value: 900,", f"silent_s: {{value: {SILENT_S},"), encoding="utf-8"
    )
    return own


async def telemetry(settings: Settings, scene: Scene, seconds: float) -> None:
    """Let the camera speak each second; it records, all is well."""
    record = CameraRecord(camera=scene.camera, online=True, recording=True)
    for _ in range(round(seconds)):
        await send(settings, message(Topic.TELEMETRY, tick(record)))
        await asyncio.sleep(1)


async def logged_ticks(settings: Settings, since: datetime) -> list[timedelta]:
    """Return how much later than it happened each tick since then was logged."""
    late: list[timedelta] = []
    async with reading(settings, Topic.LOG) as consumer:
        while polled := await consumer.getmany(timeout_ms=1000):
            for block in [decode_block(one.value) for messages in polled.values() for one in messages]:
                late += _late(block, since)
    return late


def _late(block: Block, since: datetime) -> list[timedelta]:
    return [
        run.at - record.occurred_at
        for run in block.runs
        if isinstance(run, TelemetryRun)
        for record in run.records
        if record.occurred_at >= since
    ]


@pytest.mark.parametrize("silent", [False, True])
async def test_what_happened_meanwhile_is_found_and_nothing_else(
    apache_kafka: str, prefix: str, tmp_path: Path, silent: bool
) -> None:
    """A station that spoke all the time was never silent; one that did not was, and at the right time."""
    settings = settings_of(apache_kafka, prefix, bureau=bureau(tmp_path))
    scene = Scene()
    with role(settings, "worker", tmp_path) as worker:
        with role(settings, "intake", tmp_path) as intake:
            await worker.says("role started")
            await send(settings, scene.roster(), scene.arrival())
            await telemetry(settings, scene, 3)
            assert await intake.ends(signal.SIGKILL) == -signal.SIGKILL
        gone = datetime.now(UTC)
        if silent:
            await asyncio.sleep(OUTAGE_S)
        await telemetry(settings, scene, 3 if silent else OUTAGE_S)
        with role(settings, "intake", tmp_path):
            back = datetime.now(UTC)
            after = Scene()
            await after.begin(settings)
            await send(settings, after.telemetry())
            await telemetry(settings, scene, 3)
            await first_alert(settings, lambda alert: alert.subject == after.subject)
        told = [alert async for alert in alerts(settings, follow=False)]
        late = await logged_ticks(settings, gone)
    assert len(late) >= (6 if silent else OUTAGE_S + 3)
    # A second's records are logged at one moment; what was there when intake came back is caught up with.
    assert max(late) < timedelta(seconds=1.5)
    silences = [alert for alert in told if alert.rule is Rule.STATION_SILENT]
    assert {alert.station for alert in silences} == ({STATION} if silent else set())
    assert all(gone <= alert.raised_at <= back for alert in silences)
