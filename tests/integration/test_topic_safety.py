"""Topics are looked at as they are, on a real Kafka and on the embedded broker, which tells less."""

import asyncio

import pytest
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from bench.processes import WITHIN_S
from config.settings import Settings
from jingjian.wiring import TABLES
from streams.kafka import administering
from streams.topic_admin import create_topics, topic_risks
from streams.topics import Topic, topics_of
from tests.integration.live_system import settings_of


async def alter(settings: Settings, topic: Topic, configs: dict[str, str]) -> str:
    """Set what a topic is set to, all of it; return its name."""
    name = topics_of(settings).name(topic)
    async with administering(settings) as admin:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs)])
    return name


async def test_topics_that_somebody_changed_are_named(apache_kafka: str, prefix: str) -> None:
    """As we make them only the single broker is unsafe; then a log that goes too early, and unclean leaders."""
    settings = settings_of(apache_kafka, prefix)
    await create_topics(settings, TABLES)
    (one_copy,) = await topic_risks(settings, TABLES)
    assert "there is 1 copy of every message" in one_copy
    configs = {
        "retention.ms": "60000",
        "unclean.leader.election.enable": "true",
        "max.message.bytes": "8388608",
    }
    log = await alter(settings, Topic.LOG, configs)
    incidents = await alter(settings, Topic.INCIDENTS, {"message.timestamp.type": "CreateTime"})
    async with asyncio.timeout(WITHIN_S):
        # A broker hears of changes by and by.
        while len(risks := await topic_risks(settings, TABLES)) < 5:
            await asyncio.sleep(0.1)
    for topic, said in (
        (log, "retention.ms is 60000, but the settings want 1209600000"),
        (log, "retention.ms is 60000, shorter than the longest outage"),
        (log, "unclean.leader.election.enable is true"),
        (incidents, "message.timestamp.type is CreateTime, but the settings want LogAppendTime"),
    ):
        assert [risk for risk in risks if said in risk and risk.startswith(f"{topic}: ")], (said, risks)


@pytest.mark.parametrize("embedded", [True, False])
async def test_a_broker_that_tells_less_is_looked_at_all_the_same(
    embedded_broker: str, prefix: str, embedded: bool
) -> None:
    """No error, and no guess; where it is known to be in memory, nothing at all."""
    settings = settings_of(embedded_broker, prefix)
    await create_topics(settings, TABLES)
    own = settings.broker.model_copy(update={"embedded": embedded})
    risks = await topic_risks(settings.model_copy(update={"broker": own}), TABLES)
    assert len(risks) == (0 if embedded else 1)
