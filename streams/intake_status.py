"""What an intake tells of itself, and whether it still comes on."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from prometheus_client.core import Metric

from streams.figures import Values, below, counter, gauge
from streams.intake import Intake
from streams.liveness import Place
from streams.readiness import Hindered, Hindrance


class IntakeStatus:
    """An intake's inside, as it is when asked."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def problems(self) -> list[Hindered]:
        """Return why it is not ready."""
        sources = self._intake.sources
        if sources is None:
            return [] if self._intake.started else [Hindered(Hindrance.NOT_BEGUN)]
        if not sources.standing():
            return [Hindered(Hindrance.NO_PARTITION)]
        behind_s = self._behind_s()
        most_s = self._intake.settings.health.most_behind_s
        if behind_s > most_s:
            return [Hindered(Hindrance.LOG_BEHIND, {"behind_s": round(behind_s)})]
        return []

    def places(self) -> dict[str, Place]:
        """Return what must come on: each input partition that has more to read."""
        sources = self._intake.sources
        if sources is None:
            return {}
        return {
            f"{topic}/{partition}": Place(position, not paused and behind > 0)
            for (topic, partition), (position, behind, paused) in sources.standing().items()
        }

    def metrics(self) -> Iterable[Metric]:
        """Return the figures."""
        counts = self._intake.counts
        yield counter("intake_records", "Records put into the log.", ("topic",), below(counts, "records"))
        yield counter("dead_letters", "Records set aside.", ("topic",), below(counts, "dead_letters"))
        unknown = below(counts, "unknown_fields")
        yield counter("unknown_fields", "Records with fields that we do not know.", ("topic",), unknown)
        if self._intake.sources is not None:
            yield from self._of_sources()

    def _of_sources(self) -> Iterator[Metric]:
        sources = self._intake.sources
        if sources is None:
            return
        standing = sources.standing()
        lag: Values = {(topic, str(number)): behind for (topic, number), (_, behind, _) in standing.items()}
        yield gauge("intake_lag_messages", "Messages not yet polled.", ("topic", "partition"), lag)
        held: Values = {
            (topic, str(number)): size for (topic, number), size in sources.arrivals.held_bytes().items()
        }
        yield gauge("intake_held_bytes", "Polled, and waiting for others.", ("topic", "partition"), held)
        yield gauge("intake_lag_seconds", "How far the log's time is behind now.", (), {(): self._behind_s()})

    def _behind_s(self) -> float:
        sources = self._intake.sources
        if sources is None:
            return 0.0
        return max(0.0, (datetime.now(UTC) - sources.arrivals.clock).total_seconds())
