"""What a vision role costs before live cameras: cores, memory, and whether it keeps up.

python -m bench.eyes.role CLIP [--cameras N] [--seconds S] [--height PX] [--json FILE]
plays the clip, scaled and at a keyframe every two seconds, from an RTSP server as so many cameras, each from a
moment of its own, and lets a vision role look at every one each two seconds, every look through all stages and every
observation sent to an Apache Kafka. CPU time is the role's alone. The server and Kafka run on the same machine.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

import msgspec
from aiokafka import AIOKafkaConsumer
from msgspec import Struct

from bench.eyes.running import Running, cpu_s, vision_role
from bench.eyes.servers import run_ffmpeg
from bench.memory import resident_mb
from bench.telling import tell
from models.observations import Look, Observation, StreamState
from streams.kafka import client_options
from streams.topics import Topic, topics_of

SETTLE_S = 20.0
"""Until all are open."""
READ_S = 5.0
"""For reading what was sent meanwhile."""
RATE_BITS = {720: "2M", 1080: "4M"}
"""E: what body cameras send."""


class Costs(Struct, frozen=True):
    """What was measured."""

    cameras: int
    live: int
    """Whose video came at the end."""
    seconds: float
    cores: float
    """The role's CPU time a second."""
    cameras_a_core: float
    looks_a_second: float
    """Wanted: half the cameras."""
    mb: float
    mb_a_camera: float


def prepare(clip: Path, height: int, seconds: float, file: Path) -> None:
    """Write a clip, over and over, as a camera would send it."""
    run_ffmpeg(
        *(
            "-stream_loop",
            "-1",
            "-i",
            str(clip),
            "-t",
            str(seconds),
            "-an",
            "-vf",
            f"scale=-2:{height},fps=25",
        ),
        *("-c:v", "libx264", "-preset", "veryfast", "-b:v", RATE_BITS[height], "-g", "50", "-bf", "0"),
        *("-sc_threshold", "0", "-pix_fmt", "yuv420p", str(file)),
    )


async def measure(clip: Path, cameras: int, seconds: float, height: int) -> Costs:
    """Run the role and measure it for so long."""
    with tempfile.TemporaryDirectory(prefix="jingjian-bench-") as name:
        video = Path(name) / "camera.mp4"
        await asyncio.to_thread(prepare, clip, height, seconds + 4 * SETTLE_S, video)
        async with vision_role(video, cameras) as running:
            return await _measured(running, seconds)


async def _measured(running: Running, seconds: float) -> Costs:
    topic = topics_of(running.settings).name(Topic.OBSERVATIONS)
    seen: set[tuple[str, float]] = set()
    live: dict[str, bool] = {}
    consumer = AIOKafkaConsumer(topic, auto_offset_reset="earliest", **client_options(running.settings))
    async with consumer:
        await asyncio.sleep(SETTLE_S)
        began_s, used_s = time.monotonic(), cpu_s(running.role.pid)
        from_ms = time.time() * 1000
        await asyncio.sleep(seconds)
        took_s, cpu = time.monotonic() - began_s, cpu_s(running.role.pid) - used_s
        mb, until_ms = resident_mb(running.role.pid), time.time() * 1000
        while time.time() * 1000 < until_ms + READ_S * 1000:
            for messages in (await consumer.getmany(timeout_ms=200)).values():
                for message in messages:
                    said = msgspec.json.decode(message.value, type=Observation)
                    if said.kind is Look.STREAM:
                        live[said.camera] = said.stream is StreamState.LIVE
                    elif from_ms <= message.timestamp < until_ms:
                        seen.add((said.camera, said.occurred_at.timestamp()))
    cameras = len(running.addresses)
    return Costs(
        cameras=cameras,
        live=sum(live.values()),
        seconds=round(took_s, 1),
        cores=round(cpu / took_s, 3),
        cameras_a_core=round(cameras * took_s / cpu, 1),
        looks_a_second=round(len(seen) / took_s, 2),
        mb=round(mb, 1),
        mb_a_camera=round(mb / cameras, 2),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.eyes.role", description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--cameras", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--height", type=int, choices=sorted(RATE_BITS), default=720)
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    tell(asyncio.run(measure(order.clip, order.cameras, order.seconds, order.height)), order.json)


if __name__ == "__main__":
    main()
