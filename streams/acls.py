"""The rights that each user of Kafka needs, and no others: one table, from which commands and documents come."""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from config.settings import Settings
from streams.topics import INPUTS, Topic, Topics, topics_of


class Principal(StrEnum):
    """Who has a user of their own."""

    ADMINISTRATOR = "administrator"
    """Runs jingjian check --create-topics."""
    GATEWAY = "gateway"
    """Whatever sends: dispatch, cameras, roster; a user each, if they are apart."""
    INTAKE = "intake"
    WORKER = "worker"
    PROJECTION = "projection"
    WATCHDOG = "watchdog"
    VISION = "vision"
    CONSOLE = "console"
    COMMAND_CENTRE = "command-centre"
    """And everybody else who follows the alerts."""
    REPLAYER = "replayer"
    """Runs jingjian replay, and jingjian backtest --log."""


class Right(Struct, frozen=True):
    """What may be done with topics and groups; ``Describe`` comes with ``Read`` and ``Write``."""

    operations: tuple[str, ...]
    topics: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    prefixed: bool = False
    """The names are what the real ones begin with."""


def rights(principal: Principal, topics: Topics) -> tuple[Right, ...]:
    """Return a principal's rights on one installation.

    Nobody needs a right to transactional ids: no role uses transactions. The numbers by which Kafka recognises a
    producer's retries come with the right to write any topic.
    """
    return _RIGHTS[principal](topics)


def needs(principal: Principal, topics: Topics, name: str) -> bool:
    """Say whether a principal does anything with a topic."""
    return any(
        name.startswith(right.topics) if right.prefixed else name in right.topics
        for right in rights(principal, topics)
    )


def commands(settings: Settings, users: Mapping[Principal, str]) -> Iterator[str]:
    """Yield the commands, of those that come with Kafka, that give users their rights."""
    topics = topics_of(settings)
    for principal, user in users.items():
        yield f"# {principal}: {user}"
        for right in rights(principal, topics):
            yield _command(settings.broker.bootstrap, user, right)


def _command(bootstrap: str, user: str, right: Right) -> str:
    words = [
        "kafka-acls.sh",
        "--bootstrap-server",
        bootstrap,
        "--command-config",
        "admin.properties",
        "--add",
    ]
    words += ["--allow-principal", f"User:{user}"]
    for operation in right.operations:
        words += ["--operation", operation]
    for name in right.topics:
        words += ["--topic", name]
    for name in right.groups:
        words += ["--group", name]
    if right.prefixed:
        words += ["--resource-pattern-type", "prefixed"]
    return shlex.join(words)


def _names(topics: Topics, which: Iterable[Topic]) -> tuple[str, ...]:
    return tuple(topics.name(topic) for topic in which)


def _administrator(topics: Topics) -> tuple[Right, ...]:
    operations = ("Create", "Describe", "DescribeConfigs")
    return (Right(operations, (f"{topics.prefix}.", topics.changelog_prefix()), prefixed=True),)


def _gateway(topics: Topics) -> tuple[Right, ...]:
    return (Right(("Write",), _names(topics, INPUTS)),)


def _intake(topics: Topics) -> tuple[Right, ...]:
    read, written = _names(topics, INPUTS), _names(topics, (Topic.LOG, Topic.DEAD_LETTERS))
    return (
        Right(("Read",), read, (topics.intake(),)),
        Right(("Write",), written),
        Right(("DescribeConfigs",), read + written),
    )


def _worker(topics: Topics) -> tuple[Right, ...]:
    read = _names(topics, (Topic.LOG, Topic.FINDINGS, Topic.ALERTS))
    # To the log it appends nothing but blocks that mean nothing (streams/share.py).
    written = _names(topics, (Topic.LOG, Topic.FINDINGS, Topic.ALERTS, Topic.DEAD_LETTERS))
    return (
        Right(("Read",), read, (topics.app(),)),
        Right(("Write",), written),
        Right(("DescribeConfigs",), written),
        Right(("Read", "Write", "DescribeConfigs"), (topics.changelog_prefix(),), prefixed=True),
    )


def _projection(topics: Topics) -> tuple[Right, ...]:
    read = _names(topics, (Topic.LOG, Topic.ALERTS, Topic.DEAD_LETTERS))
    # No group: its offsets are in the store.
    return (Right(("Read", "DescribeConfigs"), read),)


def _watchdog(topics: Topics) -> tuple[Right, ...]:
    # It has no group. Of the log and of the desk's table it takes only the times that they tell.
    own, desk = topics.changelog("watchdog"), topics.changelog("desk")
    alerts = topics.name(Topic.ALERTS)
    read = (*_names(topics, (Topic.LOG, Topic.ACTIONS)), desk, own, alerts)
    return (Right(("Read", "DescribeConfigs"), read), Right(("Write",), (own, alerts)))


def _vision(topics: Topics) -> tuple[Right, ...]:
    # It reads no message: who has a partition watches its cameras.
    own = _names(topics, (Topic.OBSERVATIONS,))
    return (Right(("Write", "DescribeConfigs"), own), Right(("Read",), groups=(topics.vision(),)))


def _console(topics: Topics) -> tuple[Right, ...]:
    # What people decide and see, and dead letters that are sent again; what it shows comes from the store, and live
    # from the alerts.
    return (
        Right(("Write",), _names(topics, INPUTS)),
        Right(("Read",), _names(topics, (Topic.ALERTS,))),
    )


def _command_centre(topics: Topics) -> tuple[Right, ...]:
    group = f"{topics.prefix}.{Principal.COMMAND_CENTRE}"
    return (Right(("Read",), _names(topics, (Topic.ALERTS,)), (group,)),)


def _replayer(topics: Topics) -> tuple[Right, ...]:
    own = ("Create", "Delete", "Describe", "Write", "Read")
    read = Right(("Read",), _names(topics, (Topic.LOG,)))
    return (read, Right(own, (f"{topics.prefix}.replay.",), prefixed=True))


_RIGHTS = {
    Principal.ADMINISTRATOR: _administrator,
    Principal.GATEWAY: _gateway,
    Principal.INTAKE: _intake,
    Principal.WORKER: _worker,
    Principal.PROJECTION: _projection,
    Principal.WATCHDOG: _watchdog,
    Principal.VISION: _vision,
    Principal.CONSOLE: _console,
    Principal.COMMAND_CENTRE: _command_centre,
    Principal.REPLAYER: _replayer,
}
