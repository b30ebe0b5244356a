"""From polled messages to runs of the log and dead letters. Pure; the loop around it is intake."""

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from msgspec import Struct, field

from models.ids import EVERYWHERE
from models.log import DeadLetter
from streams.blocks import RawRun
from streams.codecs import UNREADABLE
from streams.topics import Topic
from streams.validation import STRICT, Limits, Objection, examine, window

KEEP_ORIGINAL_BYTES = 512 * 1024
"""E: a dead letter with its original, base64 in the worst case, fits in Kafka's default of 1 MiB."""

HEAD_BYTES = 1024
"""E: enough of a message that is too large to see what it is."""


class Message(Protocol):
    """What admission needs of a polled message."""

    @property
    def offset(self) -> int:
        """Return its offset in the input partition."""

    @property
    def value(self) -> bytes | None:
        """Return its bytes; None for a message without value."""


class Batch(Struct):
    """What one poll makes: runs for each log partition, dead letters, and counts."""

    runs: dict[int, list[RawRun]] = field(default_factory=dict)
    dead: list[DeadLetter] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class Route(Struct, frozen=True):
    """Stations to log partitions: a station's records are totally ordered."""

    partition_of: dict[str, int]

    def of(self, topic: Topic) -> dict[str, int]:
        """Return where a topic's records go, by station; actions may concern the whole room."""
        return self.partition_of | {EVERYWHERE: 0} if topic is Topic.ACTIONS else self.partition_of


def admit(
    topic: Topic,
    partition: int,
    messages: Sequence[Message],
    at: datetime,
    limits: Limits,
    route: Route,
    batch: Batch,
) -> None:
    """Admit messages of one input partition, all logged at ``at``, into the batch, in their order."""
    decode = STRICT[topic].decode
    partition_of = route.of(topic)
    most = limits.largest_message_bytes
    earliest, latest = window(limits, at)
    current: dict[int, RawRun] = {}
    for message in messages:
        raw = message.value or b""
        try:
            record = decode(raw)
            place = partition_of[record.station]
            if not earliest <= record.occurred_at <= latest or len(raw) > most:
                place = -1
        except (*UNREADABLE, KeyError):
            place = -1
        if place < 0:
            admitted = _look_closely(topic, partition, message.offset, raw, at, limits, batch)
            if admitted is None:
                continue
            raw, station = admitted
            place = partition_of[station]
        run = current.get(place)
        if run is None:
            run = current[place] = RawRun(topic, partition, at, [], [])
            batch.runs.setdefault(place, []).append(run)
        run.offsets.append(message.offset)
        run.records.append(raw)
        run.size_bytes += len(raw)
    batch.counts[f"records.{topic}"] += sum(len(run.records) for run in current.values())


def _look_closely(
    topic: Topic,
    partition: int,
    offset: int,
    raw: bytes,
    at: datetime,
    limits: Limits,
    batch: Batch,
) -> tuple[bytes, str] | None:
    verdict = examine(topic, raw, limits, at)
    if verdict.unknown_fields:
        batch.counts[f"unknown_fields.{topic}"] += verdict.unknown_fields
    if verdict.objection is not None:
        original = verdict.set_aside if verdict.set_aside is not None else raw
        batch.dead.append(dead_letter(at, topic, partition, offset, verdict.objection, original))
        batch.counts[f"dead_letters.{topic}"] += 1
    if verdict.accepted is None or verdict.station is None:
        return None
    return verdict.accepted, verdict.station


def dead_letter(
    at: datetime, topic: str, partition: int, offset: int, objection: Objection, original: bytes
) -> DeadLetter:
    """Return the dead letter of a message: the original, or its hash and head when it is too large."""
    letter = DeadLetter(
        at=at,
        topic=topic,
        partition=partition,
        offset=offset,
        reason=objection.reason,
        wrong=objection.wrong,
        size_bytes=len(original),
        sha256=hashlib.sha256(original).hexdigest(),
    )
    if len(original) > KEEP_ORIGINAL_BYTES:
        head = base64.b64encode(original[:HEAD_BYTES]).decode()
        return msgspec.structs.replace(letter, head=head)
    try:
        return msgspec.structs.replace(letter, original=original.decode())
    except UnicodeDecodeError:
        text = base64.b64encode(original).decode()
        return msgspec.structs.replace(letter, original=text, encoding="base64")
