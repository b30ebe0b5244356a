"""What a peer is told to do, and what it reports. No more than msgspec is needed: see rule.py."""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

Form = Literal["single", "batched"]

WARM_UP_SHARE = 0.2
"""The first fifth is not measured: joining the group, first fetches, a JIT compiler."""


class Job(Struct, frozen=True, kw_only=True):
    """One run of one peer; its only argument, as JSON."""

    peer: str
    bootstrap: str
    topic: str
    output: str
    """Where alerts go; also the consumer group and whatever else needs a name of its own."""
    form: Form
    records: int
    """How many camera records the topic holds: the peer ends after so many."""
    on_incident: str
    """A file with the ids of the cameras on an incident, a JSON list."""
    state: str
    """A folder for what the peer keeps on disk."""


class Result(Struct, frozen=True, kw_only=True):
    """What a peer measured after its warm-up; one line of JSON on its standard output."""

    peer: str
    records: int
    seconds: float
    records_per_second: int
    cpu_s: float
    rss_mb: int
    """The most memory it had in use at any time."""
    alerts: int
    """Of the whole run, warm-up included: all peers must find the same."""


class Meter:
    """Counts records; starts its clock after the warm-up, and reports when all have come."""

    def __init__(self, job: Job, when_done: Callable[[], object] | None = None) -> None:
        self.done = False
        self.alerts = 0
        self._job = job
        self._when_done = when_done
        self._seen = 0
        self._warm_up = int(job.records * WARM_UP_SHARE)
        self._start: tuple[float, float, int] | None = None

    def count(self, records: int, alerts: int) -> None:
        """Take note that so many more records are done and brought so many alerts."""
        self._seen += records
        self.alerts += alerts
        if self._start is None and self._seen >= self._warm_up:
            self._start = time.perf_counter(), time.process_time(), self._seen
        if self._seen >= self._job.records and not self.done:
            self.done = True
            self._report()
            if self._when_done is not None:
                self._when_done()

    def _report(self) -> None:
        if self._start is None:
            raise ValueError("there were no records to measure")
        wall, cpu, seen = self._start
        seconds, records = time.perf_counter() - wall, self._seen - seen
        result = Result(
            peer=self._job.peer,
            records=records,
            seconds=round(seconds, 3),
            records_per_second=round(records / seconds),
            cpu_s=round(time.process_time() - cpu, 3),
            rss_mb=peak_rss_mb(),
            alerts=self.alerts,
        )
        print(msgspec.json.encode(result).decode(), flush=True)


def job_from_arguments() -> Job:
    """Return the job that is this program's only argument."""
    return msgspec.json.decode(sys.argv[1], type=Job)


def on_incident_of(job: Job) -> frozenset[str]:
    """Return the cameras on an incident."""
    return msgspec.json.decode(Path(job.on_incident).read_bytes(), type=frozenset[str])


def peak_rss_mb() -> int:
    """Return the most memory that this process had in use at any time."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes on macOS, KiB elsewhere.
    return round(peak / 2**20 if sys.platform == "darwin" else peak / 2**10)
