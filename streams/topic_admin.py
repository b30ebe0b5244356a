"""The topics: which there must be, created where they are missing, and verified."""

from collections.abc import Iterable, Sequence
from typing import Any

from aiokafka.admin import NewTopic
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)
from msgspec import Struct

from config.settings import Settings
from streams.kafka import administering
from streams.topic_safety import read_found, risks
from streams.topics import INPUTS, Topic, topics_of

SEGMENT_BYTES = 16 * 1024**2
"""E: Kafka compacts all of a changelog but its last segment, and whoever recovers reads that too. With Kafka's own
1 GiB a quarter of an hour of 10,000 cameras' checkpoints took 17 s to read instead of 8 (docs/measured.md), and a
day's would take minutes."""

_NO_RIGHT = frozenset({TopicAuthorizationFailedError.errno, ClusterAuthorizationFailedError.errno})


class Created(Struct, frozen=True):
    """What came of creating topics."""

    made: list[str]
    refused: list[str]
    """Ours to neither create nor see, as the broker says; they may be there all the same."""


def wanted_topics(
    settings: Settings, tables: Sequence[str], which: Iterable[Topic] = Topic
) -> dict[str, dict[str, str]]:
    """Return the topics that there must be, by name, each with its settings."""
    topics = topics_of(settings)
    every = {
        "max.message.bytes": str(settings.topics.max_message_bytes),
        "min.insync.replicas": str(settings.topics.min_insync),
    }
    wanted = {
        topics.name(topic): every
        | {"cleanup.policy": "delete", "retention.ms": str(settings.topics.kept_s(topic) * 1000)}
        for topic in which
    }
    for name in topics.inputs().keys() & wanted.keys():
        # When the broker had a record is the log's time (streams/arrivals.py).
        wanted[name]["message.timestamp.type"] = "LogAppendTime"
    changelog = every | {"cleanup.policy": "compact", "segment.bytes": str(_segment_bytes(settings))}
    wanted |= {topics.changelog(table): changelog for table in tables}
    return wanted


def _segment_bytes(settings: Settings) -> int:
    """Return how large a changelog's segments may become; one must hold the largest message."""
    return max(SEGMENT_BYTES, settings.topics.max_message_bytes)


async def create_topics(settings: Settings, tables: Sequence[str]) -> list[str]:
    """Create the topics that are missing, changelogs of tables included, and return their names."""
    created = await try_to_create(settings, tables)
    if created.refused:
        raise TopicAuthorizationFailedError(created.refused)
    return created.made


async def try_to_create(settings: Settings, tables: Sequence[str]) -> Created:
    """Create the topics that are missing, as far as we may."""
    async with administering(settings) as admin:
        there = set(await admin.list_topics())
        wanted = wanted_topics(settings, tables)
        missing = [name for name in wanted if name not in there]
        if not missing:
            return Created([], [])
        partitions, replication = settings.topics.partitions, settings.topics.replication
        answer = await admin.create_topics(
            [NewTopic(name, partitions, replication, topic_configs=wanted[name]) for name in missing]
        )
        codes = {name: code for name, code, *_ in answer.topic_errors}
    for name, code in codes.items():
        if code not in {0, TopicAlreadyExistsError.errno, *_NO_RIGHT}:
            raise for_code(code)(f"topic {name}")
    refused = [name for name in missing if codes.get(name) in _NO_RIGHT]
    return Created([name for name in missing if name not in refused], refused)


async def topic_problems(
    settings: Settings, tables: Sequence[str], which: Iterable[Topic] = Topic
) -> list[str]:
    """Return what is wrong with the topics: missing ones, and wrong numbers of partitions."""
    missing, wrong = await _look_at_topics(settings, wanted_topics(settings, tables, which))
    hidden = f", or user {settings.broker.username} may not see it" if settings.broker.username else ""
    mend = f"is missing{hidden}; create it with: jingjian check --create-topics"
    return [*(f"topic {name} {mend}" for name in missing), *wrong]


async def wrong_topics(settings: Settings, tables: Sequence[str]) -> list[str]:
    """Return which topics have a wrong number of partitions; one just made may not be known everywhere."""
    return (await _look_at_topics(settings, wanted_topics(settings, tables)))[1]


async def topic_risks(settings: Settings, tables: Sequence[str]) -> list[str]:
    """Return what is unsafe about the topics that are there, each with how to mend it."""
    if settings.broker.embedded:
        # In memory, and known to be.
        return []
    wanted = wanted_topics(settings, tables)
    async with administering(settings) as admin:
        there = set(await admin.list_topics())
        found = await read_found(admin, [name for name in wanted if name in there])
    outlive = {topics_of(settings).name(topic) for topic in (*INPUTS, Topic.LOG, Topic.FINDINGS)}
    return risks(settings, {name: wanted[name] for name in found}, found, outlive)


async def _look_at_topics(settings: Settings, wanted: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the names of the missing topics, and what is wrong with those that are there."""
    async with administering(settings) as admin:
        there = set(await admin.list_topics())
        names = list(wanted)
        known = [name for name in names if name in there]
        described = await admin.describe_topics(known) if known else []
    wrong = _wrong_partitions(described, settings.topics.partitions)
    return [name for name in names if name not in there], list(wrong)


def _wrong_partitions(described: Iterable[dict[str, Any]], partitions: int) -> Iterable[str]:
    for topic in described:
        count = len(topic["partitions"])
        # None: this broker has yet to hear of the topic.
        if count not in (0, partitions):
            yield (
                f"topic {topic['topic']} has {count} partitions, but topics.partitions is {partitions}; "
                "set it to the topic's number, or choose another topics.prefix"
            )
