"""Intake is away while the cameras go on: afterwards the log goes by as if it had been there."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from bench.processes import WITHIN_S, role
from config.settings import Settings
from models.log import Block, TelemetryRun
from models.rules import Rule
from models.telemetry import CameraRecord
from streams.codecs import decode_block, encode
from streams.follow import alerts
from streams.kafka import producer_options
from streams.topics import Topic, topics_of
from tests.integration.live_system import beside, first_alert, messages_of, send, settings_of
from tests.integration.scenes import STATION, Scene, quick_bureau, tick

SILENT_S = 10
"""Longer than a machine that stutters may keep a camera that speaks each second from being heard."""
OUTAGE_S = 20


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


@asynccontextmanager
async def speaking(settings: Settings, scene: Scene) -> AsyncIterator[list[datetime]]:
    """Let the camera speak each second, whatever else goes on; it records, all is well. Give when it spoke."""
    record = CameraRecord(camera=scene.camera, online=True, recording=True)
    spoke: list[datetime] = []

    async def speak() -> None:
        async with AIOKafkaProducer(**producer_options(settings)) as producer:
            while True:
                said = tick(record)
                await producer.send_and_wait(topics_of(settings).name(Topic.TELEMETRY), encode(said))
                spoke.append(said.occurred_at)
                await asyncio.sleep(1)

    async with beside(speak()):
        yield spoke


async def logged_ticks(settings: Settings, since: datetime, count: int) -> list[timedelta]:
    """Wait until so many ticks since then are in the log; return how much later than it happened each was logged."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            blocks = [decode_block(one.value) for one in await messages_of(settings, Topic.LOG)]
            late = [each for block in blocks for each in _late(block, since)]
            if len(late) >= count:
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
            async with speaking(settings, scene) as before:
                await asyncio.sleep(3)
                assert await intake.ends(signal.SIGKILL) == -signal.SIGKILL
                gone = datetime.now(UTC)
                await asyncio.sleep(0 if silent else OUTAGE_S)
        if silent:
            await asyncio.sleep(OUTAGE_S)
        async with speaking(settings, scene) as again:
            await asyncio.sleep(3)
            with role(settings, "intake", tmp_path):
                back = datetime.now(UTC)
                after = Scene()
                await after.begin(settings)
                await send(settings, after.telemetry())
                await first_alert(settings, lambda alert: alert.subject == after.subject)
                told = [alert async for alert in alerts(settings, follow=False)]
                late = await logged_ticks(settings, gone, sum(at >= gone for at in (*before, *again)))
    # When it came and not when intake came back; on a busy machine it comes later than it happened.
    assert max(late) < timedelta(seconds=OUTAGE_S / 2)
    silences = [alert for alert in told if alert.rule is Rule.STATION_SILENT]
    assert {alert.station for alert in silences} == ({STATION} if silent else set())
    assert all(gone <= alert.raised_at <= back for alert in silences)
