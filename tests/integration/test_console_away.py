"""Kafka stands still behind a console: what is asked of it is answered all the same, and it ends when told to."""

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest
from aiokafka.admin import NewTopic

from bench.processes import WITHIN_S
from console.people import ALL_UNITS, Person, Role
from streams.broker.apache import ApacheKafka
from streams.kafka import administering
from streams.topics import Topic, topics_of
from tests.factories import alert
from tests.integration.live_system import message, send
from tests.integration.rooms import heard, room
from tests.integration.scenes import STATION

CHIEF = Person("ma", "值班领导", (Role.COMMANDER,), (ALL_UNITS,))
ANSWERS_WITHIN_S, ENDS_WITHIN_S = 30, 30
"""E: a few seconds more than the console waits for Kafka at a busy time; without its patience it would be for ever."""


@pytest.fixture
async def kafka(kafka_jars: Path) -> AsyncIterator[ApacheKafka]:
    """Return a Kafka that no other test uses."""
    async with ApacheKafka(kafka_jars, heap_mb=256) as own:
        yield own


async def announce(client: aiohttp.ClientSession, key: str) -> int:
    """Announce maintenance; return the status, which comes within some seconds."""
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    wanted = {"key": key, "station": STATION, "reason": "换电池", "until": until}
    async with asyncio.timeout(ANSWERS_WITHIN_S), client.post("/api/maintenance", json=wanted) as answer:
        return answer.status


async def test_kafka_stands_still(kafka: ApacheKafka, prefix: str, tmp_path: Path) -> None:
    """An act is answered "away" and, sent again when it is back, done; nor does the console wait for it at its end."""
    async with (
        room(kafka.bootstrap, prefix, tmp_path, CHIEF, behind=("projection",)) as the,
        the.person("ma") as ma,
    ):
        assert await announce(ma, "first-key") == HTTPStatus.ACCEPTED
        await kafka.freeze(1)
        try:
            assert await announce(ma, "second-key") == HTTPStatus.SERVICE_UNAVAILABLE
        finally:
            kafka.thaw(1)
        async with asyncio.timeout(WITHIN_S):
            while await announce(ma, "second-key") != HTTPStatus.ACCEPTED:
                await asyncio.sleep(0.1)
        await kafka.freeze(1)
        try:
            assert await announce(ma, "third-key") == HTTPStatus.SERVICE_UNAVAILABLE
            async with asyncio.timeout(ENDS_WITHIN_S):
                await the.console.ends(signal.SIGTERM)
        finally:
            kafka.thaw(1)


async def test_alerts_that_begin_anew_are_not_waited_for(
    kafka: ApacheKafka, prefix: str, tmp_path: Path
) -> None:
    """Where a topic was made anew the old places mean nothing: the console ends, and its keeper starts it again."""
    async with room(kafka.bootstrap, prefix, tmp_path, CHIEF, behind=("projection",)) as the:
        await send(the.settings, *(message(Topic.ALERTS, alert(0, name=f"a{n}")) for n in range(20)))
        beginning = {"place": ".".join("0000")}
        async with (
            asyncio.timeout(WITHIN_S),
            the.person("ma") as ma,
            ma.get("/api/events", params=beginning) as stream,
        ):
            assert (await anext(heard(stream)))["event"] == "alert"
        topics = topics_of(the.settings)
        async with administering(the.settings) as admin:
            await admin.delete_topics([topics.name(Topic.ALERTS)])
            async with asyncio.timeout(WITHIN_S):
                while topics.name(Topic.ALERTS) in await admin.list_topics():
                    await asyncio.sleep(0.1)
            await admin.create_topics([NewTopic(topics.name(Topic.ALERTS), topics.partitions, 1)])
        assert await the.console.ends() != 0
