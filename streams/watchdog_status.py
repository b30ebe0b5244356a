"""What a watchdog tells of itself."""

from collections.abc import Iterable

from prometheus_client.core import Metric

from streams.figures import Values, counter, gauge
from streams.readiness import Hindered, Hindrance
from streams.watchdog import Watchdog


class WatchdogStatus:
    """A watchdog's inside, as it is when asked."""

    def __init__(self, watchdog: Watchdog) -> None:
        self._watchdog = watchdog

    def problems(self) -> list[Hindered]:
        """Return why it is not ready."""
        return [] if self._watchdog.started else [Hindered(Hindrance.NOT_BEGUN)]

    def metrics(self) -> Iterable[Metric]:
        """Return the figures."""
        blind: Values = {(part,): 1.0 for part in self._watchdog.blind_parts()}
        yield gauge("blind", "1 for each part that stands still.", ("part",), blind)
        alerts = self._watchdog.counts["alerts"]
        yield counter("watchdog_alert_versions", "Versions of alerts told.", (), {(): alerts})
