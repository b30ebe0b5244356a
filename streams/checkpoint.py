"""What a table holds for one agent: each station's state, and the position that all of them include."""

from collections.abc import Iterable, MutableMapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from agents.fold import Fold
from agents.supervisor import StationState
from models.times import EPOCH
from streams.blocks import Taken
from streams.position import NOWHERE

Table = MutableMapping[bytes, bytes]
"""A Faust table; its changelog is a compacted topic, so it can be rebuilt on any worker."""


class Mark(Struct, frozen=True):
    """The record that closes a checkpoint of one partition."""

    position: int = NOWHERE
    """The offset of the agent's topic that the states include."""
    log_position: int = NOWHERE
    """The offset of the log that they include; for a supervisor the same."""
    now: datetime = EPOCH
    taken: dict[str, int] = {}
    """The highest offset taken from each input partition."""


_mark = msgspec.json.Decoder(Mark)
_encode = msgspec.json.Encoder().encode


def mark_key(partition: int) -> bytes:
    """Return the key of a partition's mark; no station's name begins with a tab."""
    return b"\t%d" % partition


def read_mark(table: Table, partition: int) -> Mark:
    """Return a partition's mark; one that says nowhere if there is none."""
    raw = table.get(mark_key(partition))
    return Mark() if raw is None else _mark.decode(raw)


def is_mark(key: bytes) -> bool:
    """Say whether a key is a mark's and not a station's."""
    return key.startswith(b"\t")


def restore(table: Table, fold: Fold[Any], partition: int, stations: Iterable[str]) -> tuple[Mark, Taken]:
    """Bring a fold to what the table holds of one partition's stations."""
    mark = read_mark(table, partition)
    decode = msgspec.json.Decoder(fold.supervisor.state_type).decode
    states: list[StationState] = []
    for station in stations:
        raw = table.get(station.encode())
        if raw is not None:
            states.append(decode(raw))
    fold.restore(states, mark.now, mark.log_position)
    return mark, Taken(dict(mark.taken))


def write(table: Table, fold: Fold[Any], partition: int, position: int, taken: Taken) -> None:
    """Write what changed: first the stations, each with its own position, then the mark.

    A crash in between leaves stations ahead of the mark; they leave out what they already include.
    Nothing here waits, so nothing can come in between within the process.
    """
    for station in fold.changed():
        state = fold.states[station]
        state.position = fold.position
        table[station.encode()] = _encode(state)
    mark = Mark(position, fold.position, fold.now, taken.highest)
    table[mark_key(partition)] = _encode(mark)
