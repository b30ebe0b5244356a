"""The peers' driver: what it reads from a peer's output, and what a peer measures."""

import msgspec
import pytest

from bench.peers.job import Job, Meter, Result
from bench.peers.run import result_of, table

JOB = Job(
    peer="bare",
    bootstrap="127.0.0.1:1",
    topic="telemetry",
    output="out",
    form="single",
    records=100,
    on_incident="cameras.json",
    state="state",
)

RESULT = Result(peer="bare", records=80, seconds=2.0, records_per_second=40, cpu_s=1.0, rss_mb=99, alerts=7)

LINE = msgspec.json.encode(RESULT).decode()


def test_the_result_is_found_among_other_lines() -> None:
    """Libraries talk on standard output too; a result is the last line that is an object."""
    assert result_of(f'starting {{up}}\n{{"level":"info"}}\n{LINE}\nWARN closing\n') == RESULT


def test_a_peer_without_a_result_is_an_error_that_shows_its_output() -> None:
    """A peer that ends without having finished is never counted."""
    with pytest.raises(RuntimeError, match="out of luck"):
        result_of("out of luck\n")


def test_the_meter_leaves_out_the_warm_up(capsys: pytest.CaptureFixture[str]) -> None:
    """It starts at a fifth of the records, counts all alerts, and reports once."""
    ends: list[str] = []
    meter = Meter(JOB, lambda: ends.append("end"))
    for records, alerts in ((15, 1), (10, 2), (60, 0)):
        meter.count(records, alerts)
    assert not meter.done
    for _ in range(2):
        meter.count(15, 3)
    result = msgspec.json.decode(capsys.readouterr().out, type=Result)
    assert meter.done
    assert ends == ["end"]
    assert (result.peer, result.records, result.alerts) == ("bare", 75, 6)
    assert result.rss_mb > 0


def test_the_table_names_every_peer() -> None:
    """One row a peer, with the processor's time for a million records."""
    rows = table("one record a message", [RESULT]).splitlines()
    assert rows[0].startswith("one record a message ")
    assert rows[0].split()[-5:] == ["records/s", "CPU", "s/million", "memory", "MB"]
    assert rows[1].split() == ["bare", "40", "12500.00", "99"]
