"""What a projection tells of itself, and whether it still comes on."""

from collections.abc import Iterable

from prometheus_client.core import Metric

from streams.figures import Values, counter, gauge
from streams.liveness import Place
from streams.projection import Projection
from streams.readiness import Hindered, Hindrance

MOST_BEHIND = 1000
"""E: messages; a second or two of a busy bureau's log."""


class ProjectionStatus:
    """A projection's inside, as it is when asked."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection

    def problems(self) -> list[Hindered]:
        """Return why it is not ready."""
        if not self._projection.lag:
            return [Hindered(Hindrance.STORE_NOT_HEARD)]
        found = [
            Hindered(Hindrance.ROWS_BEHIND, {"messages": lag, "topic": topic, "partition": number})
            for (topic, number), lag in self._projection.lag.items()
            if lag > MOST_BEHIND
        ]
        return [*found, Hindered(Hindrance.STORE_AWAY)] if self._projection.waits_for_store else found

    def places(self) -> dict[str, Place]:
        """Return what must come on; a store that is away is waited for, however long."""
        waits = self._projection.waits_for_store
        positions = self._projection.positions()
        return {
            f"{topic}/{number}": Place(positions.get((topic, number)), lag > 0 and not waits)
            for (topic, number), lag in self._projection.lag.items()
        }

    def metrics(self) -> Iterable[Metric]:
        """Return the figures."""
        counts = self._projection.counts
        for name, text in (
            ("records", "Records of the log that were projected."),
            ("records_repeated", "Records that were in the log already."),
            ("alert_repeats", "Versions of alerts that came again."),
            ("alert_repeats_differing", "Of these, those that differ: a broken promise."),
            ("unreadable", "Messages that could not be read."),
            ("transactions", "Transactions made."),
            ("store_away", "Times that the store did not answer."),
        ):
            yield counter(f"projection_{name}", text, (), {(): counts[name]})
        lag: Values = {
            (topic, str(number)): behind for (topic, number), behind in self._projection.lag.items()
        }
        yield gauge("projection_lag_messages", "Messages not yet projected.", ("topic", "partition"), lag)
