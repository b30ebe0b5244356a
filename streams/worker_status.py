"""What a worker tells of itself, and whether it still comes on."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from faust.types import TP
from msgspec import Struct
from prometheus_client.core import Metric

from config.settings import TimeSource
from streams.app import Pipeline
from streams.binding import Bound
from streams.desk import BoundDesk
from streams.figures import Values, below, counter, gauge
from streams.liveness import Place
from streams.topics import Topic


class Standing(Struct, frozen=True):
    """One agent in one partition of its topic."""

    agent: str
    topic: Topic
    partition: int
    behind: int
    """Messages that are there and not folded."""
    position: int | None
    """None before it has recovered."""
    behind_s: float | None
    """How much older than now the log's time is that it has reached; None where that says nothing."""


class WorkerStatus:
    """A worker's inside, as it is when asked."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._settings = pipeline.settings

    @property
    def _recovery(self) -> Any:
        tables: Any = self._pipeline.app.tables
        return tables.recovery

    def problems(self) -> list[str]:
        """Return why it is not ready."""
        if self._sharing_out():
            return ["the group shares out its partitions"]
        if self.recovering():
            return [f"tables are being recovered: {self._remaining()} messages to go"]
        unrecovered = self._unrecovered()
        if unrecovered:
            return [f"{agent} has not recovered {place}" for agent, place in unrecovered]
        most_s = self._settings.health.most_behind_s
        found = []
        for each in self.standing():
            if each.behind_s is not None and each.behind_s > most_s:
                place = f"{each.topic}/{each.partition}"
                found.append(
                    f"{each.agent} is {each.behind_s:.0f} s behind in {place} ({each.behind} messages)"
                )
        return found

    def _sharing_out(self) -> bool:
        """Say whether partitions are being given out; the first time begins with the first generation."""
        return bool(self._pipeline.app.rebalancing) or not self._pipeline.generation.began()

    def recovering(self) -> bool:
        """Say whether tables are being rebuilt."""
        return bool(self._recovery.in_recovery)

    def _remaining(self) -> int:
        return int(self._recovery.active_remaining_total())

    def places(self) -> dict[str, Place]:
        """Return what must come on: the group, the tables, and each agent in each partition."""
        remaining = self._remaining() if self.recovering() else 0
        places = {
            "sharing out": Place(self._pipeline.generation.number, self._sharing_out()),
            "recovery": Place(remaining, self.recovering()),
        }
        if not self._sharing_out() and not self.recovering():
            places |= {
                f"{each.agent} in {each.topic}/{each.partition}": Place(each.position, each.behind > 0)
                for each in self.standing()
            }
        return places

    def standing(self) -> list[Standing]:
        """Return where each agent stands in each partition that is ours and whose end is known."""
        found: list[Standing] = []
        ends = self._ends()
        for agent, topic, bound in self._agents():
            nows = bound.nows()
            for partition, end in ends[topic].items():
                position = bound.positions.at(partition)
                behind = end if position is None else end - 1 - position
                behind_s = self._behind_s(nows.get(partition))
                found.append(Standing(agent, topic, partition, behind, position, behind_s))
        return found

    def _unrecovered(self) -> list[tuple[str, str]]:
        """Return each agent and partition where its state is not there yet: a knock is always there to bring it."""
        owned = self._owned()
        return [
            (agent, f"{topic}/{partition}")
            for agent, topic, bound in self._agents()
            for partition in owned[topic]
            if bound.positions.at(partition) is None
        ]

    def _agents(self) -> list[tuple[str, Topic, Bound | BoundDesk]]:
        """Return each agent with the topic that it reads."""
        supervisors = [(each.supervisor.name, Topic.LOG, each) for each in self._pipeline.bound]
        desk = self._pipeline.desk
        return [*supervisors, (desk.desk.name, Topic.FINDINGS, desk)]

    def _behind_s(self, now: datetime | None) -> float | None:
        if now is None or self._settings.time.source is not TimeSource.WALL:
            return None
        return max(0.0, (datetime.now(UTC) - now).total_seconds())

    def _owned(self) -> dict[Topic, list[int]]:
        """Return which partitions are ours."""
        owned: dict[Topic, list[int]] = {Topic.LOG: [], Topic.FINDINGS: []}
        if not self._pipeline.generation.began():
            # Faust's consumer has no thread yet that could be asked.
            return owned
        names = {self._pipeline.topics.name(topic): topic for topic in owned}
        for place in sorted(self._pipeline.app.consumer.assignment()):
            if place.topic in names:
                owned[names[place.topic]].append(place.partition)
        return owned

    def _ends(self) -> dict[Topic, dict[int, int]]:
        """Return the ends, as far as they are known, of the partitions that are ours."""
        ends: dict[Topic, dict[int, int]] = {}
        for topic, partitions in self._owned().items():
            name = self._pipeline.topics.name(topic)
            ends[topic] = {}
            for partition in partitions:
                end: int | None = self._pipeline.app.consumer.highwater(TP(name, partition))
                if end is not None:
                    ends[topic][partition] = end
        return ends

    def metrics(self) -> Iterable[Metric]:
        """Return the figures."""
        yield from self._of_agents()
        yield from self._of_the_desk()
        by_place = {(each.agent, str(each.partition)): each for each in self.standing()}
        labels = ("agent", "partition")
        behind: Values = {place: float(each.behind) for place, each in by_place.items()}
        yield gauge("lag_messages", "Messages not yet folded.", labels, behind)
        seconds: Values = {
            place: each.behind_s for place, each in by_place.items() if each.behind_s is not None
        }
        yield gauge("lag_seconds", "How far the log's time that was reached is behind now.", labels, seconds)

    def _of_agents(self) -> Iterator[Metric]:
        bound = self._pipeline.bound
        of = ("agent",)
        for name, key, text in (
            ("records", "records", "Records folded."),
            ("findings", "findings", "Findings made."),
            ("checkpoints", "checkpoints", "Checkpoints written."),
            ("failures", "failures", "Records that a supervisor could not take."),
        ):
            yield counter(name, text, of, {(each.supervisor.name,): each.counts[key] for each in bound})
        agents = [(name, each) for name, _, each in self._agents()]
        recoveries: Values = {(name,): each.counts["recoveries"] for name, each in agents}
        yield counter("recoveries", "Partitions recovered from their tables.", of, recoveries)
        skipped: Values = {(name,): each.positions.skipped for name, each in agents}
        yield counter("skipped_messages", "Messages that the state included already.", of, skipped)
        filled: Values = {(name,): each.positions.backfilled for name, each in agents}
        yield counter("backfilled_messages", "Messages read to fill a gap.", of, filled)
        sizes: Values = {(name,): len(each.table) for name, each in agents}
        yield gauge("table_records", "Records in a table.", of, sizes)

    def _of_the_desk(self) -> Iterator[Metric]:
        counts = self._pipeline.desk.counts
        text = "Versions of alerts told, by the state that they tell."
        yield counter("alert_versions", text, ("state",), below(counts, "state"))
        yield counter("past_alert_versions", "Told when they were over.", (), {(): counts["past"]})
        yield counter(
            "repeated_positions", "Findings that came again after a crash.", (), {(): counts["repeats"]}
        )
        yield from self._pipeline.published.collect()
