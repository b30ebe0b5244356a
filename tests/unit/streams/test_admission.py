"""What enters the log, what goes to dead letters, and why."""

import base64
import hashlib
from datetime import timedelta

import msgspec
import pytest

from models.log import Wrong
from models.telemetry import Telemetry
from streams.admission import KEEP_ORIGINAL_BYTES, Batch, Route, admit, dead_letter
from streams.blocks import RawRun
from streams.topics import Topic
from streams.validation import Limits, Objection
from tests.factories import INCIDENT, STATION, at

LIMITS = Limits({STATION, "S2"}, 7 * 86400, 600, 4096)
ROUTE = Route({STATION: 0, "S2": 1})
GOOD_CAMERA = {"camera": "C1", "online": True, "battery_pct": 50}


class Polled(msgspec.Struct):
    """A polled message."""

    offset: int
    value: bytes | None


def telemetry(**changed: object) -> dict[str, object]:
    """Return a good telemetry message as a producer would write it."""
    return {"station": STATION, "occurred_at": "2026-05-04T08:00:00Z", "cameras": [GOOD_CAMERA]} | changed


def admitted(topic: Topic, *values: object) -> Batch:
    """Admit messages, given as JSON or as bytes, logged at the start."""
    batch = Batch()
    messages = [
        Polled(offset, value if isinstance(value, bytes) else msgspec.json.encode(value))
        for offset, value in enumerate(values, 7)
    ]
    admit(topic, 3, messages, at(0), LIMITS, ROUTE, batch)
    return batch


def test_good_messages_go_in_as_they_came() -> None:
    """The log holds the producer's own bytes, in order, with where they came from."""
    first, second = (msgspec.json.encode(telemetry(station=name)) for name in (STATION, "S2"))
    batch = admitted(Topic.TELEMETRY, first, second, first)
    assert batch.runs == {
        0: [RawRun("telemetry", 3, at(0), [7, 9], [first, first], 2 * len(first))],
        1: [RawRun("telemetry", 3, at(0), [8], [second], len(second))],
    }
    assert batch.dead == []
    assert batch.counts["records.telemetry"] == 3


INCIDENT_EVENT = {
    "incident": INCIDENT,
    "station": STATION,
    "stage": "arrived",
    "occurred_at": "2026-05-04T08:00:00Z",
}
BAD = [
    (Topic.TELEMETRY, b"{not json", Wrong.NOT_JSON, "not JSON"),
    (Topic.TELEMETRY, b"", Wrong.NOT_JSON, "not JSON"),
    (Topic.TELEMETRY, b"\xff\xfe\x00", Wrong.NOT_JSON, "not JSON"),
    (Topic.TELEMETRY, b"[]", Wrong.NOT_BY_SCHEMA, "Expected `object`"),
    (Topic.TELEMETRY, b"7", Wrong.NOT_BY_SCHEMA, "Expected `object`"),
    (Topic.TELEMETRY, {"station": STATION}, Wrong.NOT_BY_SCHEMA, "missing required field"),
    (Topic.TELEMETRY, telemetry(station=7), Wrong.NOT_BY_SCHEMA, "$.station"),
    (Topic.TELEMETRY, telemetry(station="S9"), Wrong.UNKNOWN_STATION, "station: 'S9' is unknown"),
    (Topic.TELEMETRY, telemetry(occurred_at="2031-01-01T00:00:00Z"), Wrong.TOO_LATE, "too far after"),
    (Topic.TELEMETRY, telemetry(occurred_at="2016-01-01T00:00:00Z"), Wrong.TOO_EARLY, "too far before"),
    (Topic.TELEMETRY, telemetry(occurred_at="2026-05-04T08:00:00"), Wrong.NOT_BY_SCHEMA, "timezone"),
    (Topic.TELEMETRY, telemetry(cameras=[GOOD_CAMERA] * 200), Wrong.TOO_LARGE, "over the limit"),
    (Topic.INCIDENTS, INCIDENT_EVENT | {"stage": "vanished"}, Wrong.NOT_BY_SCHEMA, "$.stage"),
    (Topic.INCIDENTS, INCIDENT_EVENT | {"officers": "017913"}, Wrong.NOT_BY_SCHEMA, "$.officers"),
    (Topic.OBSERVATIONS, {"station": STATION, "camera": "C1"}, Wrong.NOT_BY_SCHEMA, "missing required field"),
    (Topic.ROSTER, INCIDENT_EVENT, Wrong.NOT_BY_SCHEMA, "missing required field"),
    (Topic.ACTIONS, INCIDENT_EVENT, Wrong.NOT_BY_SCHEMA, "missing required field"),
]


@pytest.mark.parametrize(("topic", "value", "wrong", "reason"), BAD)
def test_bad_messages_are_set_aside_and_the_rest_goes_on(
    topic: Topic, value: object, wrong: Wrong, reason: str
) -> None:
    """Each bad message ends in dead letters with its reason and its original; the next one is fine."""
    good = INCIDENT_EVENT if topic is Topic.INCIDENTS else None
    values = [value] if good is None else [value, good]
    batch = admitted(topic, *values)
    assert len(batch.dead) == 1
    letter = batch.dead[0]
    assert letter.wrong is wrong
    assert reason in letter.reason
    assert (letter.topic, letter.partition, letter.offset) == (topic, 3, 7)
    raw = value if isinstance(value, bytes) else msgspec.json.encode(value)
    kept = (letter.original or "").encode()
    assert (base64.b64decode(kept) if letter.encoding == "base64" else kept) == raw
    assert batch.counts[f"dead_letters.{topic}"] == 1
    assert sum(len(run.records) for runs in batch.runs.values() for run in runs) == len(values) - 1


def test_only_the_broken_cameras_of_a_batch_are_set_aside() -> None:
    """Of a telemetry batch the good camera records stay, the broken ones go with the reason for each."""
    bad_battery = {"camera": "C2", "battery_pct": 140}
    no_name = {"online": True}
    other = {"camera": "C3", "online": False}
    batch = admitted(Topic.TELEMETRY, telemetry(cameras=[GOOD_CAMERA, bad_battery, other, no_name]))
    kept = msgspec.json.decode(batch.runs[0][0].records[0], type=Telemetry)
    assert [camera.camera for camera in kept.cameras] == ["C1", "C3"]
    letter = batch.dead[0]
    assert letter.wrong is Wrong.NOT_BY_SCHEMA
    assert "cameras[1]" in letter.reason
    assert "cameras[3]" in letter.reason
    assert msgspec.json.decode(letter.original or "")["cameras"] == [bad_battery, no_name]


def test_a_batch_of_nothing_but_broken_cameras_leaves_nothing() -> None:
    """Where no camera record is good, nothing enters the log."""
    batch = admitted(Topic.TELEMETRY, telemetry(cameras=[{"camera": ""}]))
    assert batch.runs == {}
    assert len(batch.dead) == 1


def test_unknown_fields_are_counted_and_ignored() -> None:
    """Producers grow: what we do not know is let in and counted, wherever it stands."""
    camera = GOOD_CAMERA | {"firmware": "2.1", "vendor": "x"}
    batch = admitted(Topic.TELEMETRY, telemetry(cameras=[camera, GOOD_CAMERA], sequence=9))
    assert batch.counts["unknown_fields.telemetry"] == 3
    assert batch.dead == []
    assert len(batch.runs[0][0].records) == 1


def test_ten_thousand_cameras_in_one_message_are_simply_handled() -> None:
    """The size limit is about bytes, not about cameras."""
    cameras = [{"camera": f"C{number}", "online": True} for number in range(10_000)]
    batch = Batch()
    limits = Limits({STATION}, 86400, 600, 4 << 20)
    raw = msgspec.json.encode(telemetry(cameras=cameras))
    admit(Topic.TELEMETRY, 0, [Polled(0, raw)], at(0), limits, ROUTE, batch)
    assert batch.dead == []
    assert batch.runs[0][0].records == [raw]


def test_a_dead_letter_keeps_head_and_hash_of_what_is_too_large() -> None:
    """An original that would not fit is named by its hash and shown by its head."""
    original = b"x" * (KEEP_ORIGINAL_BYTES + 1)
    letter = dead_letter(at(0), "telemetry", 0, 1, Objection(Wrong.TOO_LARGE, "too large"), original)
    assert letter.original is None
    assert base64.b64decode(letter.head or "") == original[:1024]
    assert letter.sha256 == hashlib.sha256(original).hexdigest()
    assert letter.size_bytes == len(original)


def test_the_window_of_times_is_inclusive() -> None:
    """A record exactly at the limit is let in; one microsecond beyond is not."""
    edge = at(600)
    values = [
        telemetry(occurred_at=moment.isoformat()) for moment in (edge, edge + timedelta(microseconds=1))
    ]
    batch = admitted(Topic.TELEMETRY, *values)
    assert [run.offsets for run in batch.runs[0]] == [[7]]
    assert [letter.offset for letter in batch.dead] == [8]


@pytest.mark.parametrize("levels", [100, 995, 100_000])
def test_depth_stops_nobody(levels: int) -> None:
    """What is nested deeper than a decoder follows is set aside: a worker must read what intake took."""
    good = msgspec.json.encode(telemetry())
    deep = good[:-1] + b',"new":' + b"[" * levels + b"]" * levels + b"}"
    batch = Batch()
    limits = Limits({STATION}, 86400, 600, 1 << 20)
    admit(Topic.TELEMETRY, 0, [Polled(0, deep), Polled(1, good)], at(0), limits, ROUTE, batch)
    assert [letter.offset for letter in batch.dead] == [0]
    assert batch.dead[0].wrong is Wrong.TOO_DEEP
    assert "too deep" in batch.dead[0].reason
    assert batch.runs[0][0].records == [good]
