"""What a table holds for one agent and partition: a record for each station, and the mark that closes them.

A record is whole in itself: a station's state, and where, when and after which inputs it was so. The
mark says which record each station must have. So whatever subset of the writes there is in the end – a
crash cut them short, or a worker that had lost the partition wrote once more over newer ones – is seen
when it is read: a record that is newer than the mark leaves out what it includes already, one that is
older is folded on from where it was, while the others wait for it. docs/guarantee.md has the argument.
"""

from collections.abc import Callable, Iterable, MutableMapping
from datetime import datetime
from typing import Any

import msgspec
import structlog
from msgspec import Raw, Struct, field

from agents.fold import Fold
from agents.supervisor import StationState
from models.times import EPOCH
from streams.blocks import Taken
from streams.codecs import UNREADABLE
from streams.position import NOWHERE

Table = MutableMapping[bytes, bytes]
"""A Faust table; its changelog is a compacted topic, so it can be rebuilt on any worker."""


class Place(Struct, frozen=True):
    """How far something has been folded."""

    position: int = NOWHERE
    """The last offset of the agent's topic that is included."""
    log_position: int = NOWHERE
    """The last offset of the log that is included; for a supervisor the same."""
    now: datetime = EPOCH
    """The log's time then."""
    taken: dict[str, int] = {}
    """The highest offset taken from each input partition."""


class Record(Place, frozen=True, kw_only=True):
    """One station."""

    state: Raw


class Mark(Place, frozen=True):
    """The record that closes a checkpoint of one partition."""

    stations: dict[str, int] = {}
    """The position of the record that each station must have."""


class Restored(Struct, frozen=True):
    """Where a fold stands after it was restored."""

    start: Place
    """Where to fold on from: the mark's place, or that of the oldest record behind it."""
    delivered: int
    """All that was found up to this position was delivered: the mark's own position."""
    behind: list[str] = field(default_factory=list)
    """Stations whose records are older than the mark says."""


log = structlog.get_logger(__name__)

_mark = msgspec.json.Decoder(Mark)
_record = msgspec.json.Decoder(Record)
_encode = msgspec.json.Encoder().encode


def mark_key(partition: int) -> bytes:
    """Return the key of a partition's mark; no station's name begins with a tab."""
    return b"\t%d" % partition


def is_mark(key: bytes) -> bool:
    """Say whether a key is a mark's and not a station's."""
    return key.startswith(b"\t")


class UnreadableRecord(Exception):
    """What a table holds cannot be read; says of which partition and key."""


class Checkpoint:
    """One partition of one agent's table."""

    def __init__(self, table: Table, partition: int) -> None:
        self._table = table
        self._partition = partition
        self._written: dict[str, int] = {}

    def restore(self, fold: Fold[Any], stations: Iterable[str]) -> Restored:
        """Bring a fold to what the table holds of these stations."""
        mark = self._read(mark_key(self._partition), _mark) or Mark()
        records = self._records(stations)
        expected = {name: at for name, at in mark.stations.items() if name in records}
        behind = [name for name, at in expected.items() if _position(records[name]) < at]
        start = min([mark, *(records[name] or _NOTHING for name in behind)], key=lambda each: each.position)
        decode = msgspec.json.Decoder(fold.supervisor.state_type).decode
        states: list[StationState] = []
        for name, record in records.items():
            if record is None:
                continue
            state: StationState = self._decoded(name.encode(), record.state, decode)
            # A record that the mark knows of has not changed up to the mark.
            known = record.log_position if name in behind else max(record.log_position, mark.log_position)
            state.position = known
            states.append(state)
        fold.restore(states, start.now, start.log_position)
        self._written = {name: record.position for name, record in records.items() if record is not None}
        return Restored(start, mark.position, behind)

    def write(self, fold: Fold[Any], position: int, taken: Taken) -> None:
        """Write what changed: first the stations, then the mark. Nothing here waits."""
        place = Place(position, fold.position, fold.now, taken.highest)
        for station in fold.changed():
            self._written[station] = position
            record = Record(
                place.position,
                place.log_position,
                place.now,
                place.taken,
                state=Raw(_encode(fold.states[station])),
            )
            self._table[station.encode()] = _encode(record)
        mark = Mark(place.position, place.log_position, place.now, place.taken, self._written)
        self._table[mark_key(self._partition)] = _encode(mark)

    def _records(self, stations: Iterable[str]) -> dict[str, Record | None]:
        return {name: self._read(name.encode(), _record) for name in stations}

    def _read(self, key: bytes, decoder: msgspec.json.Decoder[Any]) -> Any:
        raw = self._table.get(key)
        return None if raw is None else self._decoded(key, raw, decoder.decode)

    def _decoded(self, key: bytes, raw: bytes | Raw, decode: Callable[[bytes | Raw], Any]) -> Any:
        try:
            return decode(raw)
        except UNREADABLE as error:
            raise UnreadableRecord(
                f"partition {self._partition}, key {key!r}: {error}; the table was written by another version or "
                "damaged: begin anew under another topics.prefix, or empty the table's changelog"
            ) from error


def tell_overwritten(agent: str, partition: int, restored: Restored) -> None:
    """Say that records were older than their mark: rare, healed, and worth knowing."""
    if restored.behind:
        log.warning(
            "records were overwritten by a worker that had lost the partition; folded again from theirs",
            agent=agent,
            partition=partition,
            stations=restored.behind,
            start=restored.start.position,
            mark=restored.delivered,
        )


_NOTHING = Place()


def _position(record: Record | None) -> int:
    return NOWHERE if record is None else record.position
