"""The plain driver: the same supervisors and desk over a recording, without Kafka."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from agents.fold import Failure
from agents.supervisor import Supervisor
from models.alerts import Alert
from models.findings import Finding
from models.log import Block, DeadLetter
from models.rules import RuleBook
from streams.admission import Batch, admit
from streams.blocks import encode_runs
from streams.codecs import decode_block
from streams.intake import route_of
from streams.logged import LogFold
from streams.recorded import Line
from streams.validation import Limits


class _Message(Struct):
    offset: int
    value: bytes


class Outcome(Struct):
    """What a recording led to."""

    alerts: dict[str, Alert] = field(default_factory=dict)
    """Each alert's final state by its id."""
    versions: int = 0
    records: int = 0
    dead: list[DeadLetter] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


class Driver:
    """Fold recorded lines as intake, supervisors and desk would, one log partition, no waiting."""

    def __init__(
        self,
        rules: RuleBook,
        stations: Mapping[str, object],
        limits: Limits,
        supervisors: Sequence[Supervisor[Finding]],
        desk: Supervisor[Alert],
    ) -> None:
        self.outcome = Outcome()
        self._limits = limits
        self._route = route_of(stations, 1)
        self._log = LogFold(rules, supervisors, desk)

    def run(self, lines: Iterable[tuple[int, Line]]) -> Outcome:
        """Fold all lines and return what they led to."""
        last: datetime | None = None
        for number, line in lines:
            self._take(number, line)
            last = line.at
        if last is not None:
            self._fold(Block(clock=last))
        self.outcome.failures.extend(self._log.failures)
        return self.outcome

    def _take(self, number: int, line: Line) -> None:
        batch = Batch()
        message = _Message(number, bytes(line.value))
        admit(line.topic, 0, [message], line.at, self._limits, self._route, batch)
        self.outcome.dead.extend(batch.dead)
        for runs in batch.runs.values():
            self.outcome.records += len(runs)
            self._fold(decode_block(encode_runs(runs)))

    def _fold(self, block: Block) -> None:
        for version in self._log.take_block(self._log.position + 1, block):
            self.outcome.versions += 1
            self.outcome.alerts[version.alert.alert] = version.alert
