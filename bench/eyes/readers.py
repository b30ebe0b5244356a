"""What many readers of live video cost, and whether they go on whatever their servers do.

python -m bench.eyes.readers [--readers N] [--minutes M] [--clip FILE] [--seed N] [--json FILE]
reads so many cameras, 720p unless a clip is named, from real RTSP servers in one process, as the vision role
does, but without looking at the pictures. At moments of the seed a server is killed and started again, or
somebody else sends junk in its place, or its camera sends wrong bytes. Compared is the memory in use at the end
with what was in use after ten minutes, or a third of the time if that is less, each the mean of a minute, or a
sixth of the time.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import structlog
from msgspec import Struct

from bench.eyes.servers import NoPrograms, Streams, look_for_programs, make_streams
from bench.eyes.troubles import Planned, Server, plan
from bench.memory import resident_mb
from bench.telling import tell
from models.observations import StreamState
from vision.sources.reader import Reader

SERVERS = 3
LOOK_EVERY_S = 2.0
POLL_S = 0.1
SETTLED_AFTER_S = 600.0
MOST_GROWTH = 1.05


class Readings(Struct, frozen=True):
    """What came of it."""

    readers: int
    minutes: float
    cores: float
    """CPU time of the reading process a second."""
    started_mb: float
    settled_mb: float
    ended_mb: float
    growth: float
    """From settled to ended."""
    first_picture_p50_s: float
    first_picture_max_s: float
    troubles: dict[str, int]
    reconnects: int
    pictures: int
    damaged: int
    states: dict[str, float]
    """Share of the time, all readers together."""
    threads: int
    """Most at any time, all of the process's."""
    live_at_end: int


class Measuring:
    """Readers at work, and what is noted of them."""

    def __init__(self, readers: list[Reader]) -> None:
        self.readers = readers
        self.first_s: dict[int, float] = {}
        self.states: Counter[StreamState] = Counter()
        self.threads = 0
        self.resident: list[tuple[float, float]] = []
        self._next_look_s = 0.0

    def poll(self, at_s: float) -> None:
        """Note who has a picture; every two seconds, all else."""
        for number, reader in enumerate(self.readers):
            if number not in self.first_s and reader.newest() is not None:
                self.first_s[number] = at_s
        if at_s >= self._next_look_s:
            self._next_look_s += LOOK_EVERY_S
            self.states.update(reader.status().state for reader in self.readers)
            self.resident.append((at_s, resident_mb(os.getpid())))
            self.threads = max(self.threads, len(list(Path("/proc/self/task").iterdir())))

    def mean_mb(self, from_s: float, to_s: float) -> float:
        """Return the memory in use between two moments."""
        return statistics.mean(mb for at_s, mb in self.resident if from_s <= at_s <= to_s)


def measure(count: int, seconds: float, streams: Streams, seed: int) -> Readings:
    """Run it."""
    servers = [Server(streams) for _ in range(SERVERS)]
    readers = [Reader(f"camera-{n:02}", servers[n % SERVERS].address) for n in range(count)]
    planned = plan(seconds, SERVERS, seed)
    started_mb = resident_mb(os.getpid())
    measuring = Measuring(readers)
    began_s, cpu_s = time.monotonic(), time.process_time()
    try:
        for reader in readers:
            reader.start()
        _watch(measuring, servers, planned, seconds)
        cores = (time.process_time() - cpu_s) / (time.monotonic() - began_s)
        statuses = [reader.status() for reader in readers]
    finally:
        # All at once: a reader may wait for two seconds until its server answers.
        stopping = [threading.Thread(target=reader.stop) for reader in readers]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()
        for server in servers:
            server.stop()
    settled_s = min(SETTLED_AFTER_S, seconds / 3)
    span_s = min(60.0, seconds / 6)
    settled_mb = measuring.mean_mb(settled_s - span_s, settled_s)
    ended_mb = measuring.mean_mb(seconds - span_s, seconds)
    firsts = list(measuring.first_s.values()) or [seconds]
    return Readings(
        readers=count,
        minutes=round(seconds / 60, 1),
        cores=round(cores, 3),
        started_mb=round(started_mb, 1),
        settled_mb=round(settled_mb, 1),
        ended_mb=round(ended_mb, 1),
        growth=round(ended_mb / settled_mb, 3),
        first_picture_p50_s=round(statistics.median(firsts), 2),
        first_picture_max_s=round(max(firsts), 2),
        troubles=dict(Counter(str(each.trouble) for each in planned)),
        reconnects=sum(status.connects for status in statuses) - count,
        pictures=sum(status.frames for status in statuses),
        damaged=sum(status.damaged for status in statuses),
        states={
            str(state): round(seen / measuring.states.total(), 3)
            for state, seen in measuring.states.most_common()
        },
        threads=measuring.threads,
        live_at_end=sum(status.state is StreamState.LIVE for status in statuses),
    )


def _watch(measuring: Measuring, servers: list[Server], planned: list[Planned], seconds: float) -> None:
    began_s = time.monotonic()
    due = sorted(
        [(each.at_s, True, each) for each in planned] + [(each.until_s, False, each) for each in planned],
        key=lambda each: each[0],
    )
    while (at_s := time.monotonic() - began_s) < seconds:
        while due and due[0][0] <= at_s:
            _, begins, each = due.pop(0)
            server = servers[each.server]
            (server.begin if begins else server.end)(each.trouble)
            print(
                f"{at_s:.0f} s: server {each.server} {each.trouble}{'' if begins else ' is over'}", flush=True
            )
        measuring.poll(at_s)
        time.sleep(POLL_S)


def main() -> None:
    """Measure, print, and say by the status whether memory stayed flat and every reader is live at the end."""
    parser = argparse.ArgumentParser(prog="python -m bench.eyes.readers", description=__doc__)
    parser.add_argument("--readers", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--clip", type=Path, help="an H.264 file; made where none is named")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    order = parser.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    try:
        look_for_programs()
    except NoPrograms as error:
        sys.exit(str(error))
    with tempfile.TemporaryDirectory(prefix="jingjian-readers-") as folder:
        streams = make_streams(Path(folder), order.clip)
        measured = measure(order.readers, order.minutes * 60, streams, order.seed)
    tell(measured, order.json)
    sys.exit(0 if measured.growth <= MOST_GROWTH and measured.live_at_end == order.readers else 1)


if __name__ == "__main__":
    main()
