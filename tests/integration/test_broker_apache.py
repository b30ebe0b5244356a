"""A real Apache Kafka starts from jars, keeps messages, survives a node's death and leaves nothing behind."""

from pathlib import Path

import pytest
from aiokafka.client import AIOKafkaClient

from streams.broker.apache import ApacheKafka
from streams.broker.process import BrokerError
from tests.integration.kafka_round_trip import WORDS, create_topic, group_is_gone, is_empty, round_trip


async def test_a_message_comes_back(apache_kafka: str, prefix: str) -> None:
    """What is produced is consumed, in order."""
    await create_topic(apache_kafka, f"{prefix}words")
    assert await round_trip(apache_kafka, f"{prefix}words") == WORDS


async def test_topics_are_not_made_by_accident(apache_kafka: str, prefix: str) -> None:
    """A topic that nobody created stays unknown: a wrong partition count would do more harm."""
    client = AIOKafkaClient(bootstrap_servers=apache_kafka)
    await client.bootstrap()
    try:
        await client.add_topic(f"{prefix}accident")
        await client.force_metadata_update()
        assert f"{prefix}accident" not in client.cluster.topics()
    finally:
        await client.close()


async def test_stopping_leaves_no_process_and_no_folder(kafka_jars: Path, tmp_path: Path) -> None:
    """After the context ends, its process groups and everything in its folder are gone."""
    async with ApacheKafka(kafka_jars, folder=tmp_path / "data") as kafka:
        pids = kafka.pids
        assert "Kafka Server started" in kafka.log(1).read_text()
        with pytest.raises(BrokerError, match="started already"):
            await kafka.start()
    assert len(pids) == 1
    assert all(group_is_gone(pid) for pid in pids)
    assert is_empty(tmp_path / "data")


async def test_a_wrong_setting_is_an_error_with_the_log(kafka_jars: Path, tmp_path: Path) -> None:
    """A node that refuses its configuration ends; the error shows what it wrote."""
    kafka = ApacheKafka(kafka_jars, folder=tmp_path, settings={"num.io.threads": "many"})
    with pytest.raises(BrokerError, match=r"num\.io\.threads"):
        await kafka.start()
    assert kafka.pids == []
    assert is_empty(tmp_path)


async def test_three_nodes_outlive_one(kafka_jars: Path, tmp_path: Path, prefix: str) -> None:
    """With three nodes a killed one loses nothing and stops nothing, and comes back."""
    # 3 s instead of 9: a killed node is let in again when its old session has ended.
    quick = {"broker.session.timeout.ms": "3000"}
    async with ApacheKafka(kafka_jars, brokers=3, folder=tmp_path, heap_mb=512, settings=quick) as kafka:
        topic = f"{prefix}words"
        await create_topic(kafka.bootstrap, topic, copies=3)
        before = await round_trip(kafka.bootstrap, topic)
        await kafka.kill(2)
        during = await round_trip(kafka.bootstrap, topic)
        await kafka.restart(2)
        after = await round_trip(kafka.bootstrap, topic)
    assert before == during == after == WORDS
