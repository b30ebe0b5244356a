"""Blocks: written from bytes, read back, each record counted once."""

import msgspec
import pytest

from models.incidents import IncidentEvent, Stage
from models.log import Block
from models.telemetry import Telemetry
from streams import blocks
from streams.blocks import RawRun, Taken, encode_blocks, encode_clock, encode_runs
from streams.codecs import decode_block
from tests.factories import at, camera_record, incident_event, telemetry


def raw_run(topic: str, offsets: list[int], *records: object) -> RawRun:
    """Return a run of records as intake would make it."""
    encoded = [msgspec.json.encode(record) for record in records]
    return RawRun(topic, 2, at(0), offsets, encoded, sum(map(len, encoded)))


def test_a_block_says_what_went_in() -> None:
    """Records, where they came from and when they were logged come back as they were."""
    tick = telemetry(0, camera_record())
    arrived = incident_event(Stage.ARRIVED, 0)
    raw = encode_runs([raw_run("telemetry", [4, 6], tick, tick), raw_run("incidents", [1], arrived)], at(3))
    block = decode_block(raw)
    assert [(run.partition, run.offsets, run.at) for run in block.runs] == [
        (2, [4, 6], at(0)),
        (2, [1], at(0)),
    ]
    assert list(block.runs[0].records) == [tick, tick]
    assert list(block.runs[1].records) == [arrived]
    assert isinstance(block.runs[0].records[0], Telemetry)
    assert isinstance(block.runs[1].records[0], IncidentEvent)
    assert block.end() == at(3)
    assert decode_block(encode_clock(at(9))) == Block(clock=at(9))


def test_records_that_come_again_are_left_out() -> None:
    """After intake has appended twice, a reader takes only what lies above the highest offset it took."""
    tick = telemetry(0, camera_record())
    taken = Taken()

    def fresh(*offsets: int) -> tuple[int, int]:
        run = decode_block(encode_runs([raw_run("telemetry", list(offsets), *[tick] * len(offsets))])).runs[0]
        left_out, records = taken.fresh(run)
        return left_out, len(records)

    assert fresh(1, 2, 3) == (0, 3)
    assert fresh(1, 2, 3) == (3, 0)
    assert fresh(2, 3, 5, 8) == (2, 2)
    assert fresh(9) == (0, 1)
    assert taken.highest == {"telemetry/2": 9}


def test_large_runs_are_cut_into_blocks_that_the_log_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No block is much larger than the limit, no record is lost, and the order stays."""
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 500)
    tick = telemetry(0, camera_record())
    made = encode_blocks(
        [raw_run("telemetry", list(range(40)), *[tick] * 40), raw_run("telemetry", [40], tick)]
    )
    offsets = [offset for raw in made for run in decode_block(raw).runs for offset in run.offsets]
    assert offsets == list(range(41))
    assert len(made) > 5
    assert max(map(len, made)) < 1000


def test_the_last_block_of_a_poll_says_that_its_moment_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time stands on the last block only: until then more of the same moment may follow."""
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 500)
    tick = telemetry(0, camera_record())
    made = encode_blocks([raw_run("telemetry", list(range(20)), *[tick] * 20)], at(1))
    assert [decode_block(raw).clock for raw in made] == [None] * (len(made) - 1) + [at(1)]
    assert len(made) > 1
