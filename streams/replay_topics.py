"""The topics of a replay: its own, never the live ones; made when it begins and deleted when it ends."""

import re
from collections.abc import Iterable

from aiokafka.admin import NewTopic
from aiokafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code
from msgspec import Struct

from config.settings import Settings
from streams.kafka import administering

RETENTION_S = 86400
"""E: the review and the night after it; a second net under what a killed replay left behind."""

PARTITIONS = 1
"""So that any Kafka client reads it in the order of the log's time."""

ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""What a replay may be called: what a topic's name may hold, and no dot, which parts the names here."""

_ALERTS = "alerts"
_LOG = "log"


class ReplayProblem(Exception):
    """A replay cannot be made or found; says why and what to do."""


class ReplayTopics(Struct, frozen=True):
    """The topics of one replay."""

    prefix: str
    """The installation's."""
    replay: str
    """The replay's id."""

    @property
    def alerts(self) -> str:
        """Return the name of the topic with the alerts."""
        return self._name(_ALERTS)

    @property
    def log(self) -> str:
        """Return the name of the topic with the blocks of the log."""
        return self._name(_LOG)

    def both(self) -> list[str]:
        """Return both names."""
        return [self.alerts, self.log]

    def _name(self, what: str) -> str:
        return f"{_before(self.prefix)}{self.replay}.{what}"


def replay_topics(settings: Settings, replay: str) -> ReplayTopics:
    """Return the topics of a replay; raises ``ReplayProblem`` for an id that can be none."""
    if not ID.fullmatch(replay):
        raise ReplayProblem(f"{replay!r} is no id: write 1 to 40 letters, digits, - or _")
    return ReplayTopics(settings.topics.prefix, replay)


async def create(settings: Settings, topics: ReplayTopics) -> None:
    """Create a replay's topics; raises ``ReplayProblem`` where they are there already."""
    configs = {
        "cleanup.policy": "delete",
        # By when it was published, not by the log's time.
        "retention.ms": str(RETENTION_S * 1000),
        "max.message.bytes": str(settings.topics.max_message_bytes),
        "min.insync.replicas": str(settings.topics.min_insync),
    }
    new = [
        NewTopic(name, PARTITIONS, settings.topics.replication, topic_configs=configs)
        for name in topics.both()
    ]
    async with administering(settings) as admin:
        if topics.replay in _ids(await admin.list_topics(), settings):
            raise _taken(topics)
        answer = await admin.create_topics(new)
        refused = {name: code for name, code, *_ in answer.topic_errors if code}
        if not refused:
            return
        made = [name for name in topics.both() if name not in refused]
        if made:
            await admin.delete_topics(made)
        if TopicAlreadyExistsError.errno in refused.values():
            raise _taken(topics)
        name, code = refused.popitem()
        raise for_code(code)(f"topic {name}")


async def delete(settings: Settings, replays: Iterable[str]) -> None:
    """Delete the topics of replays, as far as they are there."""
    names = [name for replay in replays for name in replay_topics(settings, replay).both()]
    if not names:
        return
    async with administering(settings) as admin:
        answer = await admin.delete_topics(names)
        for name, code, *_ in answer.topic_error_codes:
            if code not in {0, UnknownTopicOrPartitionError.errno}:
                raise for_code(code)(f"topic {name}")


async def there(settings: Settings) -> list[str]:
    """Return the ids of the replays whose topics there are."""
    async with administering(settings) as admin:
        return sorted(_ids(await admin.list_topics(), settings))


def _ids(names: Iterable[str], settings: Settings) -> set[str]:
    before = _before(settings.topics.prefix)
    parted = [name.removeprefix(before).split(".") for name in names if name.startswith(before)]
    return {parts[0] for parts in parted if len(parts) == 2 and parts[1] in {_ALERTS, _LOG}}


def _before(prefix: str) -> str:
    return f"{prefix}.replay."


def _taken(topics: ReplayTopics) -> ReplayProblem:
    return ReplayProblem(
        f"there is a replay {topics.replay!r} already: choose another --id, or delete it with: "
        f"jingjian replay --clean --id {topics.replay}"
    )
