"""Brokers for the tests that need one: real Apache Kafka once a session, the embedded broker once a session."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import structlog

from bench import apache
from bench.eyes.servers import NoPrograms, look_for_programs
from streams.broker.apache import ApacheKafka
from streams.broker.embedded import EmbeddedBroker
from streams.broker.jars import FETCH_WITHIN_S, missing_programs
from streams.broker.process import BrokerError
from tests.needed import give_up
from tests.postgres import NoPostgres, Postgres


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whatever asks for the real Kafka, so that ``-m 'not kafka'`` leaves it out."""
    for item in items:
        if "kafka_jars" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.kafka)
            # The first one waits for Maven, and every one for Java.
            item.add_marker(pytest.mark.timeout(FETCH_WITHIN_S))


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """Let no test's logging, which writes to what pytest closes after it, be the next one's."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def kafka_jars() -> Path:
    """Return the folder with Apache Kafka's jars; skip without Java or Maven, but fail in CI."""
    missing = missing_programs()
    if missing:
        give_up(f"a real Apache Kafka needs {' and '.join(missing)}, not installed here")
    return apache.kafka_jars()


@pytest.fixture(scope="session")
def apache_kafka(kafka_jars: Path) -> Iterator[str]:
    """Start one Apache Kafka for the whole session; return its bootstrap address."""
    kafka = ApacheKafka(kafka_jars)
    asyncio.run(kafka.start())
    yield kafka.bootstrap
    asyncio.run(kafka.stop())


@pytest.fixture(scope="session")
def embedded_broker() -> Iterator[str]:
    """Start one embedded broker for the whole session; return its bootstrap address."""
    broker = EmbeddedBroker()
    try:
        asyncio.run(broker.start())
    except BrokerError as error:
        give_up(str(error))
    yield broker.bootstrap
    asyncio.run(broker.stop())


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Start one PostgreSQL for the whole session; skip without it, but fail in CI."""
    try:
        server = Postgres(tmp_path_factory.mktemp("postgres"))
    except NoPostgres as error:
        give_up(str(error))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def video_programs() -> None:
    """Have FFmpeg and GStreamer's RTSP server; skip without them, but fail in CI."""
    try:
        look_for_programs()
    except NoPrograms as error:
        give_up(str(error))


@pytest.fixture
def prefix() -> str:
    """Return a prefix for topics and groups that no other test has."""
    return f"t{uuid4().hex[:8]}-"
