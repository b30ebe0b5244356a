"""What a worker tells of itself, and whether it still comes on."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from prometheus_client.core import Metric

from streams.app import Pipeline
from streams.figures import Values, below, counter, gauge
from streams.liveness import Place
from streams.readiness import Hindered, Hindrance
from streams.share import Standing


class WorkerStatus:
    """A worker's inside, as it is when asked."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._share = pipeline.share
        self._settings = pipeline.settings

    def problems(self) -> list[Hindered]:
        """Return why it is not ready."""
        if self._share.sharing_out():
            return [Hindered(Hindrance.SHARING_OUT)]
        if self._share.recovering():
            return [Hindered(Hindrance.RECOVERING, {"messages": self._share.remaining()})]
        standing = self._share.standing()
        unrecovered = [each for each in standing if each.position is None]
        if unrecovered:
            return [Hindered(Hindrance.NOT_RECOVERED, _where(each)) for each in unrecovered]
        most_s = self._settings.health.most_behind_s
        behind = [(each, self._behind_s(each)) for each in standing]
        return [
            Hindered(
                Hindrance.AGENT_BEHIND,
                {**_where(each), "behind_s": round(behind_s), "messages": each.behind},
            )
            for each, behind_s in behind
            if behind_s is not None and behind_s > most_s
        ]

    def places(self) -> dict[str, Place]:
        """Return what must come on: the group, the tables, and each agent in each partition."""
        share = self._share
        remaining = share.remaining() if share.recovering() else 0
        places = {
            "sharing out": Place(self._pipeline.generation.number, share.sharing_out()),
            "recovery": Place(remaining, share.recovering()),
        }
        if not share.sharing_out() and not share.recovering():
            places |= {
                f"{each.agent} in {_place(each)}": Place(each.position, each.behind > 0)
                for each in share.standing()
            }
        return places

    def _behind_s(self, standing: Standing) -> float | None:
        """Return how much older than now the log's time is that was reached; None where that says nothing."""
        if standing.now is None or self._settings.time.is_played:
            return None
        return max(0.0, (datetime.now(UTC) - standing.now).total_seconds())

    def metrics(self) -> Iterable[Metric]:
        """Return the figures."""
        yield from self._of_agents()
        yield from self._of_the_desk()
        by_place = {(each.agent, str(each.partition)): each for each in self._share.standing()}
        labels = ("agent", "partition")
        behind: Values = {place: float(each.behind) for place, each in by_place.items()}
        yield gauge("lag_messages", "Messages not yet folded.", labels, behind)
        seconds: Values = {
            place: behind_s
            for place, each in by_place.items()
            if (behind_s := self._behind_s(each)) is not None
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
        agents = [(name, each) for name, _, each in self._share.agents]
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


def _where(standing: Standing) -> dict[str, str | int]:
    return {"agent": standing.agent, "topic": standing.topic.value, "partition": standing.partition}


def _place(standing: Standing) -> str:
    return f"{standing.topic}/{standing.partition}"
