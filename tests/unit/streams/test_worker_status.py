"""A worker is ready when each agent has its state in each partition that is ours, and not before."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from faust.types import TP

from config.settings import Settings
from streams.position import Generation, Positions
from streams.share import Share
from streams.topics import Topic, topics_of
from streams.worker_status import WorkerStatus

SETTINGS = Settings()
END = 5


class Agent:
    """A supervisor or the desk, by what is asked of it."""

    def __init__(self, name: str, generation: Generation) -> None:
        self.supervisor = self.desk = SimpleNamespace(name=name)
        self.generation = generation
        self.counts: Counter[str] = Counter()
        self.table: dict[bytes, bytes] = {}
        self.now = datetime.now(UTC)
        self.positions = Positions(generation, self._recover, self._read)

    def recovered(self, *partitions: int) -> None:
        """Stand before the last message of some partitions, in this generation."""
        self.positions._number = self.generation.number
        self.positions._at = dict.fromkeys(partitions, END - 2)

    def nows(self) -> dict[int, datetime]:
        """Return how far it has come."""
        return dict.fromkeys(self.positions._at, self.now)

    async def _recover(self, _partition: int) -> int:
        raise NotImplementedError

    def _read(self, *_range: int) -> Any:
        raise NotImplementedError


class Consumer:
    """Has two partitions of each topic; all ends are known or none is."""

    def __init__(self) -> None:
        names = [topics_of(SETTINGS).name(topic) for topic in (Topic.LOG, Topic.FINDINGS)]
        self.owned = {TP(name, number) for name in names for number in (0, 3)}
        self.end: int | None = END

    def assignment(self) -> set[TP]:
        """Return what is ours."""
        return self.owned

    def highwater(self, place: TP) -> int | None:
        """Return a partition's end."""
        assert place in self.owned
        return self.end


class Worker:
    """A pipeline by what is asked of it."""

    def __init__(self) -> None:
        self.settings = SETTINGS
        self.topics = topics_of(SETTINGS)
        self.generation = Generation()
        self.bound = [Agent(name, self.generation) for name in ("recording", "angle")]
        self.desk = Agent("desk", self.generation)
        self.recovery = SimpleNamespace(in_recovery=False, active_remaining_total=lambda: 7)
        self.consumer = Consumer()
        self.app = SimpleNamespace(
            rebalancing=False, tables=SimpleNamespace(recovery=self.recovery), consumer=self.consumer
        )
        agents: Any = [(each.supervisor.name, Topic.LOG, each) for each in self.bound]
        agents.append(("desk", Topic.FINDINGS, self.desk))
        app: Any = self.app
        self.share = Share(app, self.topics, self.generation, agents)
        self.status = WorkerStatus(self)  # type: ignore[arg-type]


def ready_worker() -> Worker:
    """Return a worker that has all it needs."""
    worker = Worker()
    worker.generation.turn()
    for agent in (*worker.bound, worker.desk):
        agent.recovered(0, 3)
    return worker


def said(worker: Worker) -> list[str]:
    """Return what it says is in the way."""
    return [str(each) for each in worker.status.problems()]


def test_one_that_has_its_states_and_is_not_behind_is_ready() -> None:
    """Nothing is in the way."""
    worker = ready_worker()
    assert worker.status.problems() == []
    assert {(each.agent, each.partition, each.behind) for each in worker.share.standing()} == {
        (name, number, 1) for name in ("recording", "angle", "desk") for number in (0, 3)
    }


def test_before_partitions_are_given_it_is_not() -> None:
    """Faust's consumer is not even asked."""
    assert said(Worker()) == ["the group shares out what each has to do"]


def test_while_tables_are_rebuilt_it_is_not() -> None:
    """It says how much there is to go."""
    worker = ready_worker()
    worker.recovery.in_recovery = True
    assert said(worker) == ["tables are being recovered: 7 messages to go"]


def test_an_agent_without_its_state_in_one_partition_is_named() -> None:
    """Also where no end is known yet, as right after an assignment."""
    worker = ready_worker()
    worker.bound[1].recovered(0)
    assert said(worker) == ["angle has not recovered log/3"]
    worker.consumer.end = None
    assert said(worker) == ["angle has not recovered log/3"]


def test_a_new_assignment_makes_all_states_old() -> None:
    """What was recovered under the last one does not count."""
    worker = ready_worker()
    worker.generation.turn()
    assert len(worker.status.problems()) == 6


def test_one_that_is_far_behind_is_not() -> None:
    """It says who, how far, and where."""
    worker = ready_worker()
    worker.desk.now -= timedelta(seconds=SETTINGS.health.most_behind_s + 10)
    problems = said(worker)
    assert len(problems) == 2
    # Seventy, and what the test itself took.
    assert all(re.match(r"desk is [7-9]\d s behind ", problem) for problem in problems)
    assert problems[0].endswith("in findings/0 (1 messages)")
