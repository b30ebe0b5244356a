"""What is retained of the log may be less than all of it, or nothing; and time may be the wall's."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete

from bench.processes import process, role
from config.settings import Settings
from jingjian.demo import environment_of
from jingjian.wiring import TABLES
from models.alerts import Step
from streams.blocks import encode_clock
from streams.broker.process import free_ports
from streams.kafka import administering, producer_options
from streams.log_reader import MOST_FETCH_BYTES, log_reader
from streams.logged import read_log
from streams.position import LostRange
from streams.replay_topics import replay_topics
from streams.topic_admin import create_topics
from streams.topics import Topic, topics_of
from tests.integration.live_system import send, settings_of
from tests.integration.replays import WHOLE, described, read_replay, replaying, told_live
from tests.integration.scenes import Scene, quick_bureau

START = datetime(2026, 11, 2, 12, tzinfo=UTC)
BLOCKS = 10


async def log_clocks(settings: Settings, padded_bytes: int = 0) -> None:
    """Put a clock into each partition of the log, each second from the start on; blocks may be large."""
    await create_topics(settings, TABLES)
    async with AIOKafkaProducer(**producer_options(settings)) as producer:
        for second in range(BLOCKS):
            for partition in range(settings.topics.partitions):
                block = encode_clock(START + timedelta(seconds=second)).ljust(padded_bytes)
                await producer.send_and_wait(topics_of(settings).name(Topic.LOG), block, partition=partition)


async def forget(settings: Settings, partition: int, before: int) -> None:
    """Delete the log of a partition up to before an offset, as its retention would."""
    async with administering(settings) as admin:
        source = TopicPartition(topics_of(settings).name(Topic.LOG), partition)
        await admin.delete_records({source: RecordsToDelete(before_offset=before)})


async def test_a_log_without_its_beginning_is_told_of(apache_kafka: str, prefix: str, tmp_path: Path) -> None:
    """By the replay with the time, by the backtest with the offset; all that is retained is read."""
    settings = settings_of(apache_kafka, prefix, bureau=quick_bureau(tmp_path))
    await log_clocks(settings)
    await forget(settings, 2, 4)

    offsets = [each.offset async for each in read_log(settings) if each.partition == 2]
    assert offsets == list(range(4, BLOCKS))
    begin, end = START.isoformat(), (START + timedelta(seconds=BLOCKS)).isoformat()
    with replaying(settings, tmp_path, "late", "--from", begin, "--to", end) as running:
        assert await running.ends() == 0, running.said()
        said = " ".join(running.said().split())
    assert "log/2 is retained from 2026-11-02 20:00:04 on only (offset 4)" in said
    assert said.count("on only") == 1
    assert f"0 versions of alerts, 0 alerts open at the beginning, {4 * BLOCKS - 4} blocks" in said
    command = [sys.executable, "-m", "jingjian", "backtest", "--log"]
    with process(command, environment_of(settings), tmp_path / "backtest.log") as running:
        assert await running.ends() == 0, running.said()
        assert "log/2 begins at offset 4" in running.said()


async def test_what_is_deleted_while_it_is_read_is_not_left_out_in_silence(
    apache_kafka: str, prefix: str, tmp_path: Path
) -> None:
    """The reader says that part of the log is gone."""
    settings = settings_of(apache_kafka, prefix, bureau=quick_bureau(tmp_path))
    # What is read ahead has two of these blocks.
    await log_clocks(settings, padded_bytes=MOST_FETCH_BYTES // 2)
    async with log_reader(settings, partitions=[1]) as reader:
        await forget(settings, 1, BLOCKS - 2)
        with pytest.raises(LostRange, match="was deleted while it was read"):
            async for _ in reader.messages():
                pass


async def test_an_empty_log_has_nothing_to_replay(embedded_broker: str, prefix: str, tmp_path: Path) -> None:
    """And says so; a bad range, a bad station and a bad id are told before Kafka is asked."""
    settings = settings_of(embedded_broker, prefix, bureau=quick_bureau(tmp_path))
    await create_topics(settings, TABLES)
    with replaying(settings, tmp_path, "empty", *WHOLE) as running:
        assert await running.ends() == 2
        assert "the log is empty" in running.said()
    nowhere = settings_of(
        f"127.0.0.1:{free_ports(1)[0]}", prefix, bureau={"stations": tmp_path / "stations.yaml"}
    )
    with replaying(nowhere, tmp_path, "bad", *WHOLE, "--station", "none") as running:
        assert await running.ends() == 2
        assert "--station: 'none' is none of the 1 stations" in running.said()
    with replaying(nowhere, tmp_path, "bad", *WHOLE) as running:
        assert await running.ends() == 2
        assert "no Kafka at" in running.said()
        assert "Traceback" not in running.said()


async def test_time_by_the_wall_is_replayed_too(embedded_broker: str, prefix: str, tmp_path: Path) -> None:
    """A camera that does not record, and then does: both versions, while the live system goes on."""
    settings = settings_of(embedded_broker, prefix, bureau=quick_bureau(tmp_path))
    with role(settings, "intake", tmp_path), role(settings, "worker", tmp_path):
        scene = Scene()
        await scene.begin(settings)
        await send(settings, scene.telemetry())
        await scene.alert_steps(settings, Step.RAISED)
        await send(settings, scene.telemetry(recording=True))
        await scene.alert_steps(settings, Step.RETURNED)
        with replaying(settings, tmp_path, "wall", "--keep", *WHOLE) as running:
            assert await running.ends() == 0, running.said()
        messages = await read_replay(settings, replay_topics(settings, "wall").alerts)
        told = await told_live(settings)
    assert len(told) >= 2
    assert [described(message) for message in messages] == told
