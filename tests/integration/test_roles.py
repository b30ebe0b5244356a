"""Roles as processes: they wait for Kafka, say why they cannot go on, and end when they are told to."""

import signal
import sys
from pathlib import Path

import msgspec
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from bench.processes import process, role
from jingjian.demo import environment_of
from models.alerts import Step
from models.telemetry import Telemetry
from streams.broker.embedded import EmbeddedBroker
from streams.broker.process import free_ports
from streams.topics import Topic
from tests.integration.live_system import first_dead_letter, send, settings_of
from tests.integration.scenes import STATION, Scene, quick_bureau

RAISING = """
import sys
from agents.supervisor import StationState, Supervisor
from config.settings_file import load_settings
from jingjian import wiring
from jingjian.roles import run_role
from models.telemetry import Telemetry

def step(state, event, now, rules):
    raise ValueError("this one cannot take anything")

raising = Supervisor(name="raising", takes=frozenset({Telemetry}), state_type=StationState, step=step)
wiring.SUPERVISORS = (raising, *wiring.SUPERVISORS)
wiring.TABLES = ("raising", *wiring.TABLES)
sys.exit(run_role(load_settings(), "worker"))
"""
"""A worker with one supervisor more, which has a bug."""
LINGERING = """
import sys, threading, time
from config.settings_file import load_settings
from jingjian.roles import run_role

threading.Thread(target=time.sleep, args=(600,)).start()
sys.exit(run_role(load_settings(), "intake"))
"""


@pytest.mark.parametrize("name", ["worker", "intake"])
async def test_without_kafka_a_role_says_so_and_keeps_trying(name: str, prefix: str, tmp_path: Path) -> None:
    """A sentence each time, with longer and longer pauses, no traceback; told to stop, it ends well."""
    nowhere = f"127.0.0.1:{free_ports(1)[0]}"
    settings = settings_of(nowhere, prefix, bureau=quick_bureau(tmp_path))
    with role(settings, name, tmp_path) as running:
        await running.says(f"no Kafka at {nowhere}", times=2)
        assert await running.ends(signal.SIGTERM) == 0
        said = running.said()
    assert "Trying again in 1 s" in said
    assert "Trying again in 2 s" in said
    assert "start it, or set broker.bootstrap" in said
    assert "Traceback" not in said


async def test_a_broker_that_comes_later_is_used(prefix: str, tmp_path: Path) -> None:
    """Roles may be started in any order: what was told to wait does its work once it can."""
    (port,) = free_ports(1)
    settings = settings_of(f"127.0.0.1:{port}", prefix, bureau=quick_bureau(tmp_path))
    with role(settings, "intake", tmp_path) as intake, role(settings, "worker", tmp_path) as worker:
        for running in (intake, worker):
            await running.says("no Kafka at")
        async with EmbeddedBroker(port):
            for running in (intake, worker):
                await running.says("role started")
            scene = Scene()
            await scene.begin(settings)
            await send(settings, scene.telemetry())
            assert await scene.alert_steps(settings, Step.RAISED) == [[Step.RAISED]]
            for running in (intake, worker):
                assert await running.ends(signal.SIGTERM) == 0
                assert "Traceback" not in running.said()


async def test_a_thread_that_does_not_end_holds_no_role(prefix: str, tmp_path: Path) -> None:
    """Faust's waits without end for a Kafka that went away, and Python would wait for it."""
    settings = settings_of(f"127.0.0.1:{free_ports(1)[0]}", prefix, bureau=quick_bureau(tmp_path))
    command = [sys.executable, "-c", LINGERING]
    with process(command, environment_of(settings), tmp_path / "lingering.log") as running:
        await running.says("no Kafka at")
        assert await running.ends(signal.SIGTERM) == 0
        assert "the process ends without it" in running.said()


async def test_a_state_folder_that_cannot_be_written_is_named(
    embedded_broker: str, prefix: str, tmp_path: Path
) -> None:
    """Status 1 and a reason, for whoever starts it again."""
    (tmp_path / "file").touch()
    settings = settings_of(embedded_broker, prefix, bureau=quick_bureau(tmp_path))
    with role(settings, "worker", tmp_path, state=tmp_path / "file" / "state") as worker:
        assert await worker.ends() == 1
        said = worker.said()
    assert "role failed" in said
    assert str(tmp_path / "file" / "state") in said
    assert "Traceback" not in said


@pytest.mark.parametrize("which", ["{}-worker-recording-changelog", "{}.log"])
async def test_a_topic_with_other_partitions_is_named(
    embedded_broker: str, prefix: str, tmp_path: Path, which: str
) -> None:
    """Stations would lie in other partitions than their states: a role must not even begin."""
    topic = which.format(prefix)
    admin = AIOKafkaAdminClient(bootstrap_servers=embedded_broker)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=2, replication_factor=1)])
    finally:
        await admin.close()
    settings = settings_of(embedded_broker, prefix, bureau=quick_bureau(tmp_path))
    with role(settings, "worker", tmp_path) as worker:
        assert await worker.ends() == 1
        said = worker.said()
    assert "role failed" in said
    assert f"topic {topic} has 2 partitions, but topics.partitions is 4" in said
    assert "Traceback" not in said


async def test_a_supervisor_that_raises_does_not_stop_the_others(
    embedded_broker: str, prefix: str, tmp_path: Path
) -> None:
    """Its record goes to dead-letters with the traceback, and recording raises its alert on the same one."""
    settings = settings_of(embedded_broker, prefix, bureau=quick_bureau(tmp_path))
    environment = {**environment_of(settings), "JINGJIAN_WORKER_STATE_DIR": str(tmp_path / "state")}
    command = [sys.executable, "-c", RAISING]
    with (
        role(settings, "intake", tmp_path),
        process(command, environment, tmp_path / "worker.log") as worker,
    ):
        scene = Scene()
        await scene.begin(settings)
        topic, raw = scene.telemetry()
        await send(settings, (topic, raw))
        assert await scene.alert_steps(settings, Step.RAISED) == [[Step.RAISED]]
        letter = await first_dead_letter(settings)
        assert await worker.ends(signal.SIGTERM) == 0
    assert (letter.topic, letter.supervisor) == (Topic.LOG, "raising")
    assert STATION in letter.reason
    assert "ValueError: this one cannot take anything" in (letter.traceback or "")
    assert msgspec.json.decode(letter.original or "", type=Telemetry) == msgspec.json.decode(
        raw, type=Telemetry
    )
