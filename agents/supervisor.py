"""What a supervisor is: a pure fold over one station's events.

A supervisor knows no Kafka, clock, randomness or I/O. All it sees is its state, one event, the log's
time and the rules, so it does the same thing live, after a crash, in a replay and in a backtest.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec import Struct

from models.rules import RuleBook

Out = TypeVar("Out", covariant=True)


class StationState(Struct, kw_only=True):
    """What a fold knows of one station. Changed in place by ``step``, and by nothing else."""

    station: str
    due: datetime | None = None
    """When the state wants to be stepped with a ``Clock``; cleared before that step, which sets it anew."""
    position: int = -1
    """The offset of the last log block that this state includes; kept by whoever stores it."""


Step = Callable[[Any, Any, datetime, RuleBook], Sequence[Out]]
"""``step(state, event, now, rules)`` changes ``state``, sets ``state.due``, and returns what it found.

``event`` is one of the types in ``takes``, or ``Clock`` when ``state.due`` has come. Events come
duplicated and out of order; ``now`` never goes back.
"""


class Supervisor(Struct, Generic[Out], frozen=True):
    """A named fold: which events it takes, what its state is, and how it steps."""

    name: str
    takes: frozenset[type]
    state_type: type[StationState]
    step: Step[Out]
