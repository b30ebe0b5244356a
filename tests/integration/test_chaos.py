"""A short run of bench.chaos; and its comparison sees each thing that can be wrong."""

import asyncio
from collections import defaultdict
from pathlib import Path

import msgspec
import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import RecordsToDelete

from bench.chaos.compare import Comparison
from bench.chaos.events import Sent
from bench.chaos.plan import ON_ROLES
from bench.chaos.run import Order, Outcome, run
from bench.processes import WITHIN_S, role
from bench.topic import read_topic
from config.settings import Settings
from jingjian.wiring import CHANGELOGS
from streams.broker.process import free_ports
from streams.checkpoint import Record, is_mark
from streams.follow import wait_for_desk
from streams.kafka import administering, producer_options
from streams.play import play_recording
from streams.recorded import end_of
from streams.topic_admin import create_topics
from streams.topics import Topic, topics_of
from tests.integration.live_system import make_day, settings_of, until_page, with_health

SEED = 10
"""Its plan of this length has each of the three faults once."""
MINUTES = 1.75
EMBEDDED_WITHIN_S = 300
"""Events alone take 105 s; then come starting, settling and comparing, on a machine that may have other work."""
SPEED = 240
"""Slow enough for some checkpoints."""

_record = msgspec.json.Decoder(Record)


async def test_killed_stopped_and_frozen_nothing_is_lost_or_doubled(kafka_jars: Path, tmp_path: Path) -> None:
    """Three brokers, three workers, three faults: six zeros."""
    order = Order(seed=SEED, minutes=MINUTES, workers=3, kinds=ON_ROLES, folder=tmp_path / "run")
    assert_well(await run(order, kafka_jars))


@pytest.mark.timeout(EMBEDDED_WITHIN_S)
async def test_the_embedded_broker_loses_nothing_as_long_as_it_lives(tmp_path: Path) -> None:
    """One broker, one worker, the same faults."""
    order = Order(seed=SEED, minutes=MINUTES, workers=1, kinds=ON_ROLES, folder=tmp_path / "run")
    assert_well(await run(order, None))


def assert_well(outcome: Outcome) -> None:
    """Say that each fault was done, much has happened, and nothing is wrong."""
    assert outcome.well, str(outcome.differences)
    assert sorted(felt.fault.kind for felt in outcome.felt) == sorted(ON_ROLES)
    assert all(felt.recovered_s is not None for felt in outcome.felt)
    assert not outcome.refused
    assert outcome.acknowledged > 1000
    assert outcome.differences.versions > 20


async def test_the_comparison_sees_each_thing_that_is_wrong(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """What is well is found well; then one of each is broken, and each is found."""
    (tmp_path / "day").mkdir()
    day = make_day(tmp_path / "day", 1)
    settings = settings_of(
        apache_kafka,
        prefix,
        bureau={"stations": day.stations},
        time={"source": "input"},
        worker={"checkpoint_s": 0.5},
    )
    await create_topics(settings, CHANGELOGS)
    _, _, last = end_of(day.events)
    assert last is not None
    (port,) = free_ports(1)
    asked = with_health(settings, port)
    with role(settings, "intake", tmp_path), role(asked, "worker", tmp_path):
        # One that comes when all was played has one checkpoint only: nothing older to put in its place.
        await until_page(port, "ready", 200)
        await play_recording(settings, day.events, SPEED, lambda _lines, _at: None)
        async with asyncio.timeout(WITHIN_S):
            await wait_for_desk(settings, last)
    assert (await Comparison(settings).run(Sent())).well(zombies=False)

    await _break(settings)
    nowhere = ("telemetry", 0, 10**9)
    found = await Comparison(settings).run(Sent(acknowledged={7: nowhere}))
    assert found.identical_repeats == 1
    for wrong in (
        found.inputs_missing,
        found.alerts_missing,
        found.alerts_differing,
        found.values_differing,
        found.states_differing,
    ):
        assert len(wrong) == 1
    assert not found.well(zombies=True)


async def _break(settings: Settings) -> None:
    """Lose an alert, tell one twice and one otherwise, and put an older state in a newer one's place."""
    topics = topics_of(settings)
    alerts = topics.name(Topic.ALERTS)
    told = await read_topic(settings, alerts)
    partition, messages = next((number, each) for number, each in told.items() if len(each) > 3)
    lost, otherwise, twice = messages[0], messages[1], messages[2]
    changed = msgspec.json.decode(otherwise.value) | {"badge": "000000"}
    table = topics.changelog("recording")
    older = _older_in_place(await read_topic(settings, table))
    async with AIOKafkaProducer(**producer_options(settings)) as producer:
        await producer.send_and_wait(alerts, twice.value, key=twice.key, partition=partition)
        await producer.send_and_wait(
            alerts, msgspec.json.encode(changed), key=otherwise.key, partition=partition
        )
        await producer.send_and_wait(table, older[2], key=older[1], partition=older[0])
    async with administering(settings) as admin:
        before = RecordsToDelete(before_offset=lost.offset + 1)
        await admin.delete_records({TopicPartition(alerts, partition): before})


def _older_in_place(table: dict[int, list[ConsumerRecord]]) -> tuple[int, bytes, bytes]:
    """Return where, and what to write so that a station's last record has the state of its first."""
    for partition, messages in table.items():
        by_station: dict[bytes, list[Record]] = defaultdict(list)
        for message in messages:
            if not is_mark(message.key):
                by_station[message.key].append(_record.decode(message.value))
        for key, records in by_station.items():
            if bytes(records[0].state) != bytes(records[-1].state):
                stale = msgspec.structs.replace(records[-1], state=records[0].state)
                return partition, key, msgspec.json.encode(stale)
    pytest.fail("no station's state has changed")
