"""A Kafka that lets nobody in without a name, and nobody do more than their work: everything still works."""

import argparse
import asyncio
import io
import shlex
import signal
import ssl
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    NotLeaderForPartitionError,
    TopicAuthorizationFailedError,
)
from aiokafka.protocol.admin import CreateAclsRequest
from aiokafka.protocol.fetch import FetchRequest
from msgspec import Struct
from rich.console import Console

from bench.processes import WITHIN_S, process, role
from config.settings import Settings
from jingjian.acls import print_acls
from jingjian.demo import environment_of
from jingjian.wiring import CHANGELOGS
from models.alerts import Step
from models.observations import Look, Observation
from streams.broker.apache import ApacheKafka
from streams.broker.secured import Secured, made, make_ca, make_certificate
from streams.kafka import administering, client_options, no_kafka, producer_options
from streams.topic_admin import create_topics
from streams.topics import INPUTS, Topic, topics_of
from tests import videos
from tests.integration.live_system import reading, send, settings_of, until_logged
from tests.integration.scenes import STATION, Scene, quick_bureau
from vision.latest import Latest

USERS = {
    user: f"geheim-{user}-4711"
    for user in (
        "administrator",
        "gateway",
        "intake",
        "worker",
        "projection",
        "watchdog",
        "vision",
        "command-centre",
        "nobody",
    )
}
"""Each role's user, called as the role is, with its password; the last has no rights."""

OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Delete": 6, "Describe": 8, "DescribeConfigs": 10}
RESOURCES = {"topic": 2, "group": 3}
PATTERNS = {"literal": 3, "prefixed": 4}
"""As Kafka's protocol numbers them (AclOperation, ResourceType, PatternType)."""
ALLOW = 3


class Cluster(Struct, frozen=True):
    """A secured Kafka, and what a client needs to get in."""

    kafka: ApacheKafka
    secured: Secured
    folder: Path

    def settings(
        self,
        user: str,
        prefix: str,
        broker: Mapping[str, object] | None = None,
        **sections: Mapping[str, object],
    ) -> Settings:
        """Return the settings of a role with a user of its own."""
        own = {
            "bootstrap": self.kafka.by_password,
            "security": "sasl_tls",
            "ca_file": self.secured.ca_file,
            "username": user,
            "password": USERS[user],
            **(broker or {}),
        }
        return Settings.model_validate({"broker": own, "topics": {"prefix": prefix}, **sections})

    def open(self, prefix: str) -> Settings:
        """Return settings that need no password and may all, as only a test's set-up does."""
        return settings_of(self.kafka.bootstrap, prefix)


@pytest.fixture(scope="module")
def cluster(kafka_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start a Kafka with TLS, users and rights."""
    folder = tmp_path_factory.mktemp("secured")
    secured = made(folder / "certificates", USERS)
    kafka = ApacheKafka(kafka_jars, folder=folder, secured=secured)
    asyncio.run(kafka.start())
    yield Cluster(kafka, secured, folder / "certificates")
    asyncio.run(kafka.stop())


async def give_rights(cluster: Cluster, prefix: str) -> None:
    """Do what the lines say that ``jingjian acls`` prints."""
    out = io.StringIO()
    named = [f"{user}={user}" for user in USERS if user != "nobody"]
    print_acls(cluster.open(prefix), named, Console(file=out, soft_wrap=True))
    async with administering(cluster.open(prefix)) as admin:
        for line in out.getvalue().splitlines():
            if not line.startswith("#"):
                await do_as_kafka_acls(admin, line)


async def do_as_kafka_acls(admin: AIOKafkaAdminClient, line: str) -> None:
    """Do what kafka-acls.sh does with a line: each operation on each resource, from any host."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    for option in ("--bootstrap-server", "--command-config", "--allow-principal"):
        parser.add_argument(option, required=True)
    parser.add_argument("--add", action="store_true", required=True)
    parser.add_argument("--resource-pattern-type", choices=PATTERNS, default="literal")
    for option in ("--operation", "--topic", "--group"):
        parser.add_argument(option, action="append", default=[])
    program, *words = shlex.split(line)
    assert program == "kafka-acls.sh"
    given = parser.parse_args(words)
    pattern = PATTERNS[given.resource_pattern_type]
    for kind, number in RESOURCES.items():
        for name in getattr(given, kind):
            for operation in given.operation:
                request = CreateAclsRequest(
                    number, name, pattern, given.allow_principal, "*", OPERATIONS[operation], ALLOW
                )
                answer = await admin._send_to_controller(request)
                assert [code for code, _ in answer.creation_responses] == [0], (line, answer)


@pytest.fixture
async def ready(cluster: Cluster, prefix: str) -> Cluster:
    """Return the cluster with topics and rights under the test's prefix, made by the administrator."""
    await give_rights(cluster, prefix)
    created = await create_topics(cluster.settings("administrator", prefix), CHANGELOGS)
    assert len(created) == len(Topic) + len(CHANGELOGS)
    return cluster


async def refused_to_write(settings: Settings) -> set[Topic]:
    """Return the topics that a user may not write."""
    refused = set()
    async with AIOKafkaProducer(**producer_options(settings)) as producer:
        for topic in Topic:
            try:
                await producer.send_and_wait(topics_of(settings).name(topic), b"{}")
            except TopicAuthorizationFailedError:
                refused.add(topic)
    return refused


async def refused_to_read(settings: Settings) -> set[Topic]:
    """Return the topics that a user may not read, though it knows their names.

    Asks the broker itself: a consumer that may not even see a topic waits for it, and never asks.
    """
    refused = set()
    async with administering(settings) as admin:
        for topic in Topic:
            wanted = [(topics_of(settings).name(topic), [(0, 0, 1)])]
            codes = [NotLeaderForPartitionError.errno]
            # A broker may have yet to hear that it leads a topic that was just made.
            while codes == [NotLeaderForPartitionError.errno]:
                answer = await admin._send_request(FetchRequest(0, 0, 1, 0, wanted))
                codes = [code for _, partitions in answer.topics for _, code, *_ in partitions]
            assert codes in ([0], [TopicAuthorizationFailedError.errno])
            if codes != [0]:
                refused.add(topic)
    return refused


async def test_a_gateway_may_write_what_comes_in_and_nothing_else(ready: Cluster, prefix: str) -> None:
    """It can forge no log and no alert, and read nothing of what others send."""
    settings = ready.settings("gateway", prefix)
    assert await refused_to_write(settings) == set(Topic) - set(INPUTS)
    assert await refused_to_read(settings) == set(Topic)


async def test_the_command_centre_may_read_alerts_and_nothing_else(ready: Cluster, prefix: str) -> None:
    """Not the log with everybody's whereabouts, no group but its own; and it writes nothing."""
    settings = ready.settings("command-centre", prefix)
    assert await refused_to_read(settings) == set(Topic) - {Topic.ALERTS}
    assert await refused_to_write(settings) == set(Topic)
    for group, allowed in ((f"{prefix}.command-centre", True), (f"{prefix}-worker", False)):
        consumer = AIOKafkaConsumer(
            topics_of(settings).name(Topic.ALERTS), group_id=group, **client_options(settings)
        )
        try:
            if allowed:
                await consumer.start()
            else:
                with pytest.raises(GroupAuthorizationFailedError):
                    await consumer.start()
        finally:
            await consumer.stop()


@pytest.mark.usefixtures("video_programs")
async def test_vision_may_tell_what_it_sees_and_nothing_else(
    ready: Cluster, prefix: str, tmp_path: Path
) -> None:
    """It watches its share of the cameras and sends; it reads no message, and forges no act, finding or alert."""
    camera = f"- {{camera: C1, station: '{STATION}', address: {videos.make(tmp_path / 'video.mp4')}}}\n"
    (tmp_path / "cameras.yaml").write_text(camera, encoding="utf-8")
    vision = {
        "cameras_file": tmp_path / "cameras.yaml",
        "stills_dir": tmp_path / "stills",
        "latest_dir": tmp_path / "latest",
    }
    settings = ready.settings("vision", prefix, vision=vision, bureau=quick_bureau(tmp_path))
    with role(settings, "vision", tmp_path) as running:
        told: list[Observation] = []
        async with reading(ready.open(prefix), Topic.OBSERVATIONS) as consumer, asyncio.timeout(WITHIN_S):
            while not {look.kind for look in told} >= {Look.STREAM, Look.DARK}:
                polled = await consumer.getmany(timeout_ms=100)
                told += [
                    msgspec.json.decode(one.value, type=Observation)
                    for messages in polled.values()
                    for one in messages
                ]
        assert Latest(tmp_path / "latest").read("C1")
        assert await running.ends(signal.SIGTERM) == 0
        said = running.said()
    for trouble in ("AuthorizationFailed", "not authorized", "Traceback"):
        assert trouble not in said
    assert_no_secret(said)
    assert await refused_to_read(settings) == set(Topic)
    assert await refused_to_write(settings) == set(Topic) - {Topic.OBSERVATIONS}
    for group, allowed in ((topics_of(settings).vision(), True), (topics_of(settings).intake(), False)):
        assert await may_join(settings, group) == allowed


async def may_join(settings: Settings, group: str) -> bool:
    """Say whether a user may be a member of a group."""
    observations = topics_of(settings).name(Topic.OBSERVATIONS)
    consumer = AIOKafkaConsumer(observations, group_id=group, **client_options(settings))
    try:
        await consumer.start()
    except GroupAuthorizationFailedError:
        return False
    finally:
        await consumer.stop()
    return True


async def test_an_alert_comes_through_with_a_user_for_each_role(
    ready: Cluster, prefix: str, tmp_path: Path
) -> None:
    """Senders, roles and command centre, each with its own rights; no password is shown or on a command line."""
    sections = {
        "bureau": quick_bureau(tmp_path),
        "store": {"url": f"sqlite+aiosqlite:///{tmp_path / 'store.db'}"},
    }
    scene = Scene()
    password_file = tmp_path / "password"
    password_file.write_text(f"{USERS['worker']}\n")
    from_file = {"password": None, "password_file": password_file}
    with ExitStack() as stack:
        running = [
            stack.enter_context(role(ready.settings(name, prefix, broker, **sections), name, tmp_path))
            for name, broker in (
                ("intake", None),
                ("worker", from_file),
                ("projection", None),
                ("watchdog", None),
            )
        ]
        for each in running:
            await each.says("role started")
            assert_no_secret(Path(f"/proc/{each.pid}/cmdline").read_text())
        gateway = ready.settings("gateway", prefix)
        # Whether it is in the log the gateway may not see.
        await until_logged(ready.open(prefix), await send(gateway, scene.roster(), scene.arrival()))
        await send(gateway, scene.telemetry())
        centre = ready.settings("command-centre", prefix)
        assert await scene.alert_steps(centre, Step.RAISED) == [[Step.RAISED]]
        for each in running:
            assert await each.ends(signal.SIGTERM) == 0
        said = "".join(each.said() for each in running)
    assert "AuthorizationFailed" not in said
    assert "not authorized" not in said
    assert "Traceback" not in said
    assert_no_secret(said)


def assert_no_secret(said: str) -> None:
    """Say that no password is in what was said."""
    assert [user for user, password in USERS.items() if password in said] == []


WRONG = {
    "another password": (
        {"password": USERS["nobody"]},
        "does not let user intake in: unknown, or another password",
    ),
    "another mechanism": ({"mechanism": "PLAIN"}, "does not take PLAIN"),
    "no TLS": (
        {"security": "sasl_plaintext", "ca_file": None},
        "listens, but closed the connection",
    ),
    "nothing": (
        {"security": "plaintext", "ca_file": None, "username": None, "password": None},
        "listens, but closed the connection",
    ),
}


@pytest.mark.parametrize(("broker", "said"), WRONG.values(), ids=WRONG.keys())
async def test_a_role_that_is_not_let_in_says_why(
    cluster: Cluster, prefix: str, tmp_path: Path, broker: dict[str, object], said: str
) -> None:
    """It tries again, for a password may be being changed; check says the same and ends with status 1."""
    settings = cluster.settings("intake", prefix, broker, bureau=quick_bureau(tmp_path))
    with role(settings, "intake", tmp_path) as running:
        await running.says(said, times=2)
        assert await running.ends(signal.SIGTERM) == 0
        told = running.said()
    command = [sys.executable, "-m", "jingjian", "check"]
    with process(command, environment_of(settings), tmp_path / "check.log") as checking:
        assert await checking.ends() == 1
        told += checking.said()
    assert told.count(said) >= 3
    assert "broker." in told
    assert "Traceback" not in told
    assert_no_secret(told)


async def test_a_broker_whose_certificate_does_not_hold_is_refused(
    cluster: Cluster, prefix: str, tmp_path: Path
) -> None:
    """Of another CA, or for another host: whoever shows it may be anybody."""
    other = make_ca(tmp_path, "other")
    bureau = quick_bureau(tmp_path)
    settings = cluster.settings("intake", prefix, {"ca_file": other}, bureau=bureau)
    with role(settings, "intake", tmp_path) as running:
        await running.says("shows a certificate that does not hold (unable to get local issuer certificate)")
        assert_no_secret(running.said())


async def test_a_certificate_for_another_host_is_refused(cluster: Cluster) -> None:
    """The right CA has signed it, for somebody else's machine."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(make_certificate(cluster.folder, "ca", "elsewhere", host="kafka.example"))
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        settings = cluster.settings("intake", "p", {"bootstrap": f"127.0.0.1:{port}"})
        said = await no_kafka(settings, KafkaConnectionError())
    assert "a certificate that does not hold (IP address mismatch" in said
    assert "set broker.ca_file to the CA that signed it, and broker.bootstrap to the host names in it" in said


async def test_a_role_without_rights_says_whose_are_missing(
    ready: Cluster, prefix: str, tmp_path: Path
) -> None:
    """The user, the topics, and the command that prints the rights; it ends, to be started again."""
    settings = ready.settings("nobody", prefix, bureau=quick_bureau(tmp_path))
    with role(settings, "worker", tmp_path) as running:
        assert await running.ends() == 1
        said = running.said()
    assert "user nobody can neither see nor create" in said
    assert f"{prefix}.log" in said
    assert "jingjian acls" in said
    assert "Traceback" not in said
    assert_no_secret(said)


async def test_a_certificate_alone_lets_in(ready: Cluster, prefix: str) -> None:
    """TLS with a certificate of its own and no password: known by its name, and without rights here."""
    mine = make_certificate(ready.folder, "ca", "stranger")
    tls = {"bootstrap": ready.kafka.by_certificate, "security": "tls", "ca_file": ready.secured.ca_file}
    shown = Settings.model_validate({"broker": {**tls, "cert_file": mine}, "topics": {"prefix": prefix}})
    assert await refused_to_read(shown) == set(Topic)
