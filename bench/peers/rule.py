"""The rule that all peers work out, and the JSON that they read. Their environments have msgspec, not us.

A camera on an incident that has not recorded for 60 s raises an alert; recording again for 5 s clears it.
"""

from collections.abc import Container, Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

OFF_S = 60
"""As recording_stopped_early has it."""

BACK_S = 5


class CameraRecord(Struct, gc=False):
    """One camera at one tick, with all fields that ours has, and none of the limits on their values."""

    camera: str
    online: bool | None = None
    recording: bool | None = None
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    speed_kmh: float | None = None
    heading_deg: float | None = None
    battery_pct: float | None = None
    storage_free_pct: float | None = None
    signal_dbm: float | None = None
    pitch_deg: float | None = None
    roll_deg: float | None = None
    muted: bool | None = None


class Telemetry(Struct, gc=False):
    """One message: one camera, or the 50 of a station."""

    station: str
    occurred_at: datetime
    cameras: list[CameraRecord]


class Alert(Struct):
    """What comes out."""

    camera: str
    kind: str
    at_s: float


State = list[float]
"""Of one camera: last heard at, not recording since, recording again since, whether alerted; 0 is none."""

Book = dict[str, State]
"""The state of many cameras."""

decode_telemetry = msgspec.json.Decoder(Telemetry).decode
encode_alert = msgspec.json.Encoder().encode
encode_state = msgspec.msgpack.Encoder().encode
decode_state = msgspec.msgpack.Decoder(State).decode
decode_book = msgspec.msgpack.Decoder(Book).decode


def new_state() -> State:
    """Return the state of a camera never heard."""
    return [0.0, 0.0, 0.0, 0.0]


def fold(state: State, at_s: float, recording: bool | None) -> str | None:
    """Take one record of a camera on an incident; return "raise", "clear" or nothing."""
    if at_s <= state[0]:
        return None
    state[0] = at_s
    if recording:
        state[1] = 0.0
        if state[3]:
            if not state[2]:
                state[2] = at_s
            elif at_s - state[2] >= BACK_S:
                state[2] = state[3] = 0.0
                return "clear"
        return None
    state[2] = 0.0
    if not state[1]:
        state[1] = at_s
    elif not state[3] and at_s - state[1] >= OFF_S:
        state[3] = 1.0
        return "raise"
    return None


def step(state: State, record: CameraRecord, at_s: float, on_incident: Container[str]) -> Alert | None:
    """Take one camera's record; the state of one on no incident only says when it was heard."""
    if record.camera not in on_incident:
        state[0] = max(state[0], at_s)
        return None
    kind = fold(state, at_s, record.recording)
    return None if kind is None else Alert(record.camera, kind, at_s)


def step_all(book: Book, message: Telemetry, on_incident: Container[str]) -> Iterator[Alert]:
    """Take a whole message."""
    at_s = message.occurred_at.timestamp()
    for record in message.cameras:
        state = book.get(record.camera)
        if state is None:
            state = book[record.camera] = new_state()
        alert = step(state, record, at_s, on_incident)
        if alert is not None:
            yield alert
