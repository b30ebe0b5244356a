"""A vision role as a process of its own, before real RTSP cameras and beside a real Kafka."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

from bench.apache import kafka_jars
from bench.data import Plan
from bench.eyes.servers import H264, played, rtsp
from bench.own import stations
from bench.processes import Process, process
from config.settings import Settings
from jingjian.demo import environment_of
from jingjian.wiring import TABLES
from streams.broker.apache import ApacheKafka
from streams.topic_admin import create_topics

STATION_PLAN = Plan(stations=1, cameras=1, ticks=1)
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class Running(Struct):
    """What is being measured."""

    settings: Settings
    addresses: dict[str, str]
    """Of the video, by camera."""
    role: Process


@asynccontextmanager
async def vision_role(video: Path, cameras: int) -> AsyncIterator[Running]:
    """Run the role before so many cameras, each of which plays the video from when it is first asked for it."""
    jars = await asyncio.to_thread(kafka_jars)
    names = [f"camera-{number:03}" for number in range(cameras)]
    with (
        tempfile.TemporaryDirectory(prefix="jingjian-bench-") as name,
        rtsp(dict.fromkeys(names, played(video, H264))) as server,
    ):
        addresses = {camera: f"{server}/{camera}" for camera in names}
        folder = Path(name)
        async with ApacheKafka(jars) as kafka:
            settings = _settings(kafka.bootstrap, addresses, folder)
            await create_topics(settings, TABLES)
            command = [sys.executable, "-m", "jingjian", "vision"]
            with process(command, environment_of(settings), folder / "vision.log") as role:
                await role.says("watching")
                yield Running(settings, addresses, role)


def _settings(bootstrap: str, addresses: dict[str, str], folder: Path) -> Settings:
    directory = [msgspec.to_builtins(station) for station in stations(STATION_PLAN).values()]
    (folder / "stations.yaml").write_text(yaml.safe_dump(directory))
    station = directory[0]["station"]
    listed = [
        {"camera": camera, "station": station, "address": address} for camera, address in addresses.items()
    ]
    (folder / "cameras.yaml").write_text(yaml.safe_dump(listed))
    return Settings.model_validate(
        {
            "broker": {"bootstrap": bootstrap},
            "bureau": {"stations": folder / "stations.yaml"},
            "vision": {"cameras_file": folder / "cameras.yaml", "stills_dir": folder / "stills"},
        }
    )


def cpu_s(pid: int) -> float:
    """Return the CPU time that a process has used, all threads together, from Linux's /proc."""
    # After the name, which may hold spaces: user and system time are fields 14 and 15.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND
