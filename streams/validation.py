"""What may enter the log: the strict way that nearly all records take, and a close look at the rest.

Pure: bytes and a moment in, bytes for the log or a reason out.
"""

from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Raw, Struct

from config.settings import Settings
from models.actions import Action
from models.ids import EVERYWHERE
from models.incidents import IncidentEvent
from models.log import Record, Wrong
from models.observations import Observation
from models.roster import RosterEntry
from models.telemetry import CameraRecord, Telemetry
from models.times import Instant
from streams.topics import Topic


class Objection(Struct, frozen=True):
    """Why a message, or a part of it, cannot be used."""

    wrong: Wrong
    reason: str
    """What is wrong, where, and how to mend it."""


class _StrictCamera(CameraRecord, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    pass


class _StrictTelemetry(Telemetry, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    cameras: list[_StrictCamera]  # type: ignore[assignment]  # narrower, and only read


class _StrictIncident(IncidentEvent, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _StrictObservation(Observation, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _StrictRoster(RosterEntry, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _StrictAction(Action, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _LooseTelemetry(Struct, frozen=True):
    """A telemetry message whose camera records are looked at one by one."""

    station: str
    occurred_at: Instant
    cameras: list[Raw]


STRICT: dict[Topic, msgspec.json.Decoder[Any]] = {
    Topic.INCIDENTS: msgspec.json.Decoder(_StrictIncident),
    Topic.TELEMETRY: msgspec.json.Decoder(_StrictTelemetry),
    Topic.OBSERVATIONS: msgspec.json.Decoder(_StrictObservation),
    Topic.ROSTER: msgspec.json.Decoder(_StrictRoster),
    Topic.ACTIONS: msgspec.json.Decoder(_StrictAction),
}
"""The way of nearly all records: known fields only, right types, nothing missing."""

TYPES: dict[Topic, type[Record]] = {
    Topic.INCIDENTS: IncidentEvent,
    Topic.TELEMETRY: Telemetry,
    Topic.OBSERVATIONS: Observation,
    Topic.ROSTER: RosterEntry,
    Topic.ACTIONS: Action,
}
LENIENT: dict[Topic, msgspec.json.Decoder[Any]] = {
    topic: msgspec.json.Decoder(kind) for topic, kind in TYPES.items()
}
_LOOSE_TELEMETRY = msgspec.json.Decoder(_LooseTelemetry)
_CAMERA = msgspec.json.Decoder(CameraRecord)
_ANYTHING = msgspec.json.Decoder()
_TOO_DEEP = Objection(
    Wrong.TOO_DEEP, "lists and objects lie too deep in each other; send flat records, see docs/events.md"
)
_ENCODER = msgspec.json.Encoder()


MOST_LEVELS = 64
"""E: our own records have five. Decoders stop near a thousand, and a worker must read what intake took."""


class Limits(Struct, frozen=True):
    """What a record must keep to, besides its schema."""

    stations: Container[str]
    farthest_past_s: float
    farthest_future_s: float
    largest_message_bytes: int


class Verdict(Struct):
    """What becomes of one message that did not go the strict way, or of a part of it."""

    accepted: bytes | None = None
    station: str | None = None
    objection: Objection | None = None
    """Why the message, or a part of it, goes to dead-letters."""
    set_aside: bytes | None = None
    """The part, where only a part does."""
    unknown_fields: int = 0


def limits_of(settings: Settings, stations: Container[str]) -> Limits:
    """Return the limits that the settings name, for a bureau with these stations."""
    limits = settings.limits
    return Limits(
        stations,
        limits.farthest_past_s,
        limits.farthest_future_s,
        limits.largest_message_bytes,
    )


def window(limits: Limits, at: datetime) -> tuple[datetime, datetime]:
    """Return the earliest and latest time that a record logged at ``at`` may speak of."""
    return (
        at - timedelta(seconds=limits.farthest_past_s),
        at + timedelta(seconds=limits.farthest_future_s),
    )


def out_of_bounds(
    station: str, occurred_at: datetime, limits: Limits, at: datetime, *, known: bool = False
) -> Objection | None:
    """Return what is wrong with a record's station or time, None where they will do."""
    if not known and station not in limits.stations:
        reason = f"station: {station!r} is unknown; add it to the stations file or correct the sender"
        return Objection(Wrong.UNKNOWN_STATION, reason)
    earliest, latest = window(limits, at)
    if occurred_at < earliest:
        return Objection(Wrong.TOO_EARLY, _off(occurred_at, at, "before", "farthest_past_s"))
    if occurred_at > latest:
        return Objection(Wrong.TOO_LATE, _off(occurred_at, at, "after", "farthest_future_s"))
    return None


def examine(topic: Topic, raw: bytes, limits: Limits, at: datetime) -> Verdict:
    """Look closely at a message that the strict way refused."""
    if len(raw) > limits.largest_message_bytes:
        most = limits.largest_message_bytes
        reason = f"{len(raw)} bytes is over the limit of {most}; send smaller batches"
        return Verdict(objection=Objection(Wrong.TOO_LARGE, reason))
    anything, objection = _opened(raw)
    if objection is not None:
        return Verdict(objection=objection)
    try:
        record = LENIENT[topic].decode(raw)
    except (msgspec.ValidationError, OverflowError) as error:
        if topic is Topic.TELEMETRY:
            return _examine_telemetry(raw, str(error), limits, at)
        return Verdict(objection=_not_by_schema(str(error), topic))
    everywhere = topic is Topic.ACTIONS and record.station == EVERYWHERE
    objection = out_of_bounds(record.station, record.occurred_at, limits, at, known=everywhere)
    if objection is not None:
        return Verdict(objection=objection)
    return Verdict(accepted=raw, station=record.station, unknown_fields=_unknown(topic, anything))


def _examine_telemetry(raw: bytes, error: str, limits: Limits, at: datetime) -> Verdict:
    """Set the broken camera records aside and keep the rest of the message."""
    try:
        message = _LOOSE_TELEMETRY.decode(raw)
    except (msgspec.ValidationError, OverflowError):
        return Verdict(objection=_not_by_schema(error, Topic.TELEMETRY))
    objection = out_of_bounds(message.station, message.occurred_at, limits, at)
    if objection is not None:
        return Verdict(objection=objection)
    good: list[Raw] = []
    broken: list[Raw] = []
    reasons: list[str] = []
    for index, camera in enumerate(message.cameras):
        try:
            _CAMERA.decode(camera)
            good.append(camera)
        except (msgspec.ValidationError, OverflowError) as camera_error:
            broken.append(camera)
            reasons.append(f"cameras[{index}]: {camera_error}")
    parts = {"station": message.station, "occurred_at": message.occurred_at}
    return Verdict(
        accepted=_ENCODER.encode(parts | {"cameras": good}) if good else None,
        station=message.station,
        objection=_not_by_schema("; ".join(reasons[:20]), Topic.TELEMETRY),
        set_aside=_ENCODER.encode(parts | {"cameras": broken}),
    )


def _not_by_schema(what: str, topic: Topic) -> Objection:
    return Objection(Wrong.NOT_BY_SCHEMA, f"{what}; see docs/events.md, section {topic}")


def _opened(raw: bytes) -> tuple[Any, Objection | None]:
    """Return what a message holds, and why it is not even looked at."""
    try:
        anything = _ANYTHING.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return None, Objection(Wrong.NOT_JSON, f"not JSON: {error}")
    except RecursionError:
        return None, _TOO_DEEP
    return anything, _TOO_DEEP if _levels(anything) > MOST_LEVELS else None


def _levels(anything: Any) -> int:
    """Return how deep lists and objects lie in each other, no deeper than is asked for."""
    level, inside = 0, [anything]
    while inside and level <= MOST_LEVELS:
        inside = [each for one in inside for each in _within(one)]
        level += 1
    return level


def _within(one: Any) -> Iterable[Any]:
    if isinstance(one, dict):
        return one.values()
    return one if isinstance(one, list) else ()


def _unknown(topic: Topic, anything: Any) -> int:
    """Return how many fields of a message we do not know: producers grow."""
    known = set(TYPES[topic].__struct_fields__)
    count = len(set(anything) - known)
    if topic is Topic.TELEMETRY:
        cameras = set(CameraRecord.__struct_fields__)
        count += sum(len(set(camera) - cameras) for camera in anything["cameras"])
    return count


def _off(occurred_at: datetime, at: datetime, side: str, setting: str) -> str:
    return (
        f"occurred_at: {occurred_at.isoformat()} lies too far {side} the time it came ({at.isoformat()}); "
        f"correct the sender's clock, or change limits.{setting}"
    )
