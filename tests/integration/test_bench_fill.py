"""The benchmarks' topics hold what the plan says, and a peer finds all alerts in them."""

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.data import Plan, incident_events, roster_entries, station_ticks
from bench.fill import count_messages, fill, topics_named
from bench.peers.run import expected_alerts, run_peers

PLAN = Plan(stations=8, cameras=20, ticks=60)


async def test_what_is_filled_can_be_read_and_judged(apache_kafka: str, prefix: str) -> None:
    """Every message is there, in order and dated as planned; the bare loop finds the expected alerts."""
    topics = topics_named(prefix)
    await fill(apache_kafka, PLAN, topics)
    assert await count_messages(apache_kafka, topics.single) == PLAN.records
    assert await count_messages(apache_kafka, topics.roster) == len(list(roster_entries(PLAN)))
    assert await count_messages(apache_kafka, topics.incidents) == len(list(incident_events(PLAN)))
    wanted = [
        (tick.timestamp_ms, tick.key, tick.batched) for tick in station_ticks(PLAN) if tick.partition == 1
    ]
    assert await _partition(apache_kafka, topics.batched, 1, len(wanted)) == wanted
    (result,) = await run_peers(apache_kafka, topics.single, "single", PLAN, ["bare"])
    assert result.alerts == expected_alerts(PLAN) > 0


async def test_a_topic_that_is_not_there_is_named(apache_kafka: str, prefix: str) -> None:
    """Whoever mistypes a topic is told so, instead of waiting for messages."""
    with pytest.raises(ValueError, match=f"{prefix}nowhere"):
        await count_messages(apache_kafka, f"{prefix}nowhere")


async def _partition(
    bootstrap: str, topic: str, partition: int, messages: int
) -> list[tuple[int, bytes, bytes]]:
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        place = TopicPartition(topic, partition)
        consumer.assign([place])
        await consumer.seek_to_beginning(place)
        found = [await consumer.getone() for _ in range(messages)]
    return [(message.timestamp, message.key, message.value) for message in found]
