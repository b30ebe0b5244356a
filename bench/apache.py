"""The Apache Kafka of measurements and tests: its jars, fetched once."""

from pathlib import Path

from streams.broker.jars import fetch_jars

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache"
"""For what takes long to fetch or to build."""


def kafka_jars() -> Path:
    """Return the folder with its jars."""
    return fetch_jars(ROOT / "tests" / "kafka" / "pom.xml", CACHE)
