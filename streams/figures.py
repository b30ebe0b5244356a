"""Metrics as Prometheus wants them, made from counts that roles keep anyway."""

from collections.abc import Iterable, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

Values = Mapping[tuple[str, ...], float]


def counter(name: str, help_text: str, labels: tuple[str, ...], values: Values) -> Metric:
    """Return a count that only goes up."""
    family = CounterMetricFamily(f"jingjian_{name}", help_text, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def gauge(name: str, help_text: str, labels: tuple[str, ...], values: Values) -> Metric:
    """Return a value that goes up and down."""
    family = GaugeMetricFamily(f"jingjian_{name}", help_text, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def below(counts: Mapping[str, float], head: str) -> dict[tuple[str, ...], float]:
    """Return the counts whose names begin with a head and a dot, by the rest."""
    return {
        (name.removeprefix(f"{head}."),): value
        for name, value in counts.items()
        if name.startswith(f"{head}.")
    }


def plain(counts: Mapping[str, float], names: Iterable[str]) -> dict[tuple[str, ...], float]:
    """Return some counts by their names; what was never counted is 0."""
    return {(name,): counts.get(name, 0) for name in names}
