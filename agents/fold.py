"""Run one supervisor over all stations of one log partition: time, deadlines and failures.

The same object runs under Faust and under the plain driver; that is why live equals replay.
"""

import heapq
import traceback
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic

from msgspec import Struct

from agents.supervisor import Out, StationState, Supervisor
from models.findings import Finding
from models.log import Clock, Record
from models.rules import RuleBook
from models.times import EPOCH

_MOST_DEADLINES_AT_ONCE = 1000
"""A supervisor whose deadline is never in the future would turn for ever; far above any honest use."""


Folded = Record | Finding
"""What is folded: records by the supervisors, findings and actions by the desk."""


class Failure(Struct, frozen=True):
    """A supervisor raised: a bug. Its record is set aside, the others go on."""

    supervisor: str
    station: str
    event: Folded | Clock
    trace: str


class Placed(Struct, Generic[Out], frozen=True):
    """What was found, and where in the block: the order that the desk sees, whoever found it."""

    at: datetime
    index: int
    """The place in the block of the record that brought it about."""
    by_deadline: bool
    """A deadline that fired before that record found it."""
    item: Out


class Fold(Generic[Out]):
    """One supervisor over the stations of one log partition."""

    def __init__(self, supervisor: Supervisor[Out], rules: RuleBook) -> None:
        self.supervisor = supervisor
        self.rules = rules
        self.now = EPOCH
        self.states: dict[str, StationState] = {}
        self.position = -1
        """The offset of the block that is being folded; set by whoever drives the fold."""
        self.failures: list[Failure] = []
        self._touched: set[str] = set()
        self._ahead: set[str] = set()
        """Stations whose stored state includes more than the others'."""
        self._armed: dict[str, datetime] = {}
        self._deadlines: list[tuple[datetime, str]] = []

    def restore(self, states: Iterable[StationState], now: datetime, position: int = -1) -> None:
        """Start from stored states that include all up to ``position``, when the log's time was ``now``.

        A state may include more: its checkpoint was written, but not the one that closes it.
        """
        self.now = max(self.now, now)
        self.position = position
        for state in states:
            self.states[state.station] = state
            if state.position > position:
                self._ahead.add(state.station)
            self._arm(state)

    def changed(self) -> list[str]:
        """Return the stations whose state may have changed since this was last asked."""
        changed = sorted(self._touched)
        self._touched.clear()
        return changed

    def advance(self, to: datetime, found: list[Placed[Out]], index: int = 0) -> None:
        """Let the log's time go on to ``to``; deadlines up to it fire first, each at its own time.

        ``index`` is the place in the block of the record that brings the time.
        """
        deadlines = self._deadlines
        while deadlines and deadlines[0][0] <= to:
            due, station = heapq.heappop(deadlines)
            if self._armed.get(station) == due:
                del self._armed[station]
            state = self.states[station]
            if state.due != due:
                continue
            self.now = max(self.now, due)
            state.due = None
            self._step(state, Clock(self.now), (index, True), found)
        self.now = max(self.now, to)

    def take(self, event: Folded, index: int, found: list[Placed[Out]]) -> None:
        """Fold one event, logged now, into its station's state."""
        station = event.station
        if self._ahead and self._includes_already(station):
            return
        state = self.states.get(station)
        if state is None:
            state = self.states[station] = self.supervisor.state_type(station=station)
        self._step(state, event, (index, False), found)

    def _step(
        self,
        state: StationState,
        event: Folded | Clock,
        place: tuple[int, bool],
        found: list[Placed[Out]],
    ) -> None:
        self._touched.add(state.station)
        outs = self._run(state, event)
        if outs:
            found.extend([Placed(self.now, *place, item) for item in outs])
        if state.due is None:
            return
        for _ in range(_MOST_DEADLINES_AT_ONCE):
            if state.due is None or state.due > self.now:
                break
            state.due = None
            outs = self._run(state, Clock(self.now))
            found.extend([Placed(self.now, *place, item) for item in outs])
        self._arm(state)

    def _includes_already(self, station: str) -> bool:
        if station not in self._ahead:
            return False
        if self.states[station].position >= self.position:
            return True
        self._ahead.discard(station)
        return False

    def _run(self, state: StationState, event: Folded | Clock) -> Sequence[Out]:
        try:
            return self.supervisor.step(state, event, self.now, self.rules)
        except Exception:  # noqa: BLE001  a bug in one supervisor must not stop the others
            self.failures.append(Failure(self.supervisor.name, state.station, event, traceback.format_exc()))
            return ()

    def _arm(self, state: StationState) -> None:
        due = state.due
        if due is not None and self._armed.get(state.station) != due:
            self._armed[state.station] = due
            heapq.heappush(self._deadlines, (due, state.station))
