"""How long from a fault in a live picture to the observation on its topic.

python -m bench.eyes.latency [--cameras N] [--seconds S] [--json FILE]
plays a video whose scene is covered for six seconds of each fourteen, 1280 x 720, 25 pictures a second, a keyframe
every two seconds, from an RTSP server as so many cameras, to a vision role that sends to an Apache Kafka. Beside it
the benchmark itself receives every camera's video and decodes all pictures: the delay is from the first picture of a
fault that comes there until the first observation of it has come to a consumer. The clocks are one.
"""

import argparse
import asyncio
import bisect
import statistics
import tempfile
import threading
import time
from pathlib import Path

import av
import msgspec
import numpy as np
from aiokafka import AIOKafkaConsumer
from msgspec import Struct

from bench.eyes.running import Running, vision_role
from bench.eyes.servers import run_ffmpeg
from bench.telling import tell
from models.observations import Look, Observation, Seen
from streams.kafka import client_options
from streams.topics import Topic, topics_of

EVERY_S, COVERED_S = 13.7, 6.0
"""Not a whole number of keyframes: faults begin at all moments between two."""
SETTLE_S = 20.0
COVER_SPREAD = 12.0
"""The standard deviation of luma that a covered picture stays below; the scene's is above 50."""


class Delays(Struct, frozen=True):
    """What was measured, in seconds."""

    faults: int
    told: int
    """Within the time that the fault lasted."""
    p50_s: float
    p95_s: float
    """Wanted: below 5."""
    max_s: float


class Reference(threading.Thread):
    """Decodes all pictures of one camera and notes when faults begin."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.began_s: list[float] = []
        self._address = address
        self._over = threading.Event()

    def run(self) -> None:
        """Receive until stopped."""
        covered = True
        options = {"rtsp_transport": "tcp", "fflags": "nobuffer"}
        with av.open(self._address, options=options, timeout=10) as container:
            container.streams.video[0].thread_count = 1
            for frame in container.decode(video=0):
                now_s = time.time()
                luma = np.frombuffer(bytes(frame.planes[0]), np.uint8)
                is_covered = float(luma[::97].std()) < COVER_SPREAD
                if is_covered and not covered:
                    self.began_s.append(now_s)
                covered = is_covered
                if self._over.is_set():
                    return

    def stop(self) -> None:
        """End."""
        self._over.set()
        self.join(10)


def make_video(file: Path, seconds: float) -> None:
    """Make the video."""
    scene = "testsrc2=size=1280x720:rate=25,noise=alls=6:allf=t"
    cover = "color=c=0x78706a:size=1280x720:rate=25,noise=alls=3:allf=t"
    enable = f"overlay=enable='lt(mod(t,{EVERY_S}),{COVERED_S})'"
    run_ffmpeg(
        *("-f", "lavfi", "-i", scene, "-f", "lavfi", "-i", cover, "-filter_complex", f"[0][1]{enable}"),
        *(
            "-t",
            str(seconds),
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-bf",
            "0",
            "-b:v",
            "2M",
        ),
        *("-g", "50", "-sc_threshold", "0", "-pix_fmt", "yuv420p", str(file)),
    )


async def measure(cameras: int, seconds: float) -> Delays:
    """Run the role and measure for so long."""
    with tempfile.TemporaryDirectory(prefix="jingjian-bench-") as name:
        video = Path(name) / "camera.mp4"
        await asyncio.to_thread(make_video, video, seconds + 3 * SETTLE_S)
        async with vision_role(video, cameras) as running:
            await asyncio.sleep(SETTLE_S)
            references = {camera: Reference(address) for camera, address in running.addresses.items()}
            for reference in references.values():
                reference.start()
            told = await _told(running, seconds)
            for reference in references.values():
                reference.stop()
    return delays({camera: reference.began_s for camera, reference in references.items()}, told)


async def _told(running: Running, seconds: float) -> dict[str, list[float]]:
    """Return when observations of a cover came, by camera."""
    came: dict[str, list[float]] = {camera: [] for camera in running.addresses}
    topic = topics_of(running.settings).name(Topic.OBSERVATIONS)
    consumer = AIOKafkaConsumer(topic, auto_offset_reset="latest", **client_options(running.settings))
    until_s = time.monotonic() + seconds
    async with consumer:
        while time.monotonic() < until_s:
            polled = await consumer.getmany(timeout_ms=200)
            now_s = time.time()
            for messages in polled.values():
                for message in messages:
                    said = msgspec.json.decode(message.value, type=Observation)
                    if said.kind is Look.COVERED and said.seen is Seen.FAULT:
                        came[said.camera].append(now_s)
    return came


def delays(began_s: dict[str, list[float]], came_s: dict[str, list[float]]) -> Delays:
    """Return the delays of all faults that were over before the end."""
    end_s = max((max(came) for came in came_s.values() if came), default=0.0)
    found: list[float] = []
    faults = 0
    for camera, begun in began_s.items():
        for at_s in begun:
            if at_s + EVERY_S > end_s:
                continue
            faults += 1
            place = bisect.bisect_left(came_s[camera], at_s)
            if place < len(came_s[camera]) and came_s[camera][place] < at_s + EVERY_S:
                found.append(came_s[camera][place] - at_s)
    if len(found) < 2:
        raise SystemExit(f"{len(found)} of {faults} faults were told: too few to measure")
    cuts = statistics.quantiles(found, n=20, method="inclusive")
    middle, high = (round(cut, 2) for cut in (cuts[9], cuts[18]))
    return Delays(faults, len(found), middle, high, round(max(found), 2))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.eyes.latency", description=__doc__)
    parser.add_argument("--cameras", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    tell(asyncio.run(measure(order.cameras, order.seconds)), order.json)


if __name__ == "__main__":
    main()
