"""What is unsafe about the topics as they are: messages that a broken disk, an outage or a full log would cost.

Warnings only: whoever runs the Kafka may have reasons that we do not know.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

import structlog
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, for_code
from msgspec import Struct

from config.settings import Settings

log = structlog.get_logger(__name__)

FOREVER = -1
"""As Kafka writes a retention without end."""

_UNCLEAN = "unclean.leader.election.enable"
_MIN_INSYNC = "min.insync.replicas"
_RETENTION = "retention.ms"
_SEGMENT = "segment.bytes"


class Found(Struct, frozen=True):
    """A topic as it is."""

    copies: int
    """Of the partition that has the fewest."""
    configs: Mapping[str, str]
    """Empty where the broker does not tell."""


class Risk(Struct, frozen=True):
    """One thing that is unsafe, which several topics may share."""

    what: str
    mend: str
    """With {topic} in it, where it is done for each topic."""


async def read_found(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, Found]:
    """Return topics as they are; without configs where the broker knows no such question."""
    if not names:
        return {}
    described = await admin.describe_topics(list(names))
    copies = {
        topic["topic"]: min(len(partition["replicas"]) for partition in topic["partitions"])
        for topic in described
        if topic["partitions"]
    }
    configs = await _configs(admin, list(copies))
    return {name: Found(count, configs.get(name, {})) for name, count in copies.items()}


async def _configs(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    try:
        answers = await admin.describe_configs(
            [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
        )
    except KafkaError as error:
        # The embedded broker, for one, may not know the question.
        log.debug("the topics' settings cannot be asked for", reason=repr(error))
        return found
    for answer in answers:
        for code, _, _, name, entries in answer.resources:
            if code:
                log.debug("a topic's settings are not told", topic=name, reason=for_code(code).__name__)
                continue
            found[name] = {key: value for key, value, *_ in entries if value is not None}
    return found


def risks(
    settings: Settings,
    wanted: Mapping[str, Mapping[str, str]],
    found: Mapping[str, Found],
    outlive: Collection[str],
) -> list[str]:
    """Return what is unsafe and how to mend it, a line for each kind with the topics that it is about.

    ``outlive`` names the topics that must be kept for longer than the longest outage.
    """
    about: dict[Risk, list[str]] = {}
    for name, topic in found.items():
        every = [*_copies(settings, topic), *_configured(settings, wanted[name], topic)]
        if name in outlive:
            every += _too_short(settings, topic)
        for risk in every:
            about.setdefault(risk, []).append(name)
    return [_line(risk, names) for risk, names in about.items()]


def _copies(settings: Settings, found: Found) -> Iterator[Risk]:
    copies, wanted = found.copies, settings.topics.replication
    mend = (
        "add copies with kafka-reassign-partitions.sh, or create the topics anew, and set topics.replication "
        "to 3 where there are three brokers"
    )
    if copies < wanted:
        of_copies = "is 1 copy" if copies == 1 else f"are {copies} copies"
        yield Risk(f"there {of_copies} of every message, but topics.replication is {wanted}", mend)
        return
    if copies == 1:
        yield Risk("there is 1 copy of every message: a broker's disk that breaks takes what it holds", mend)
    told = found.configs.get(_MIN_INSYNC)
    if told is None:
        return
    if copies > 1 and int(told) == 1 == settings.topics.min_insync:
        what = (
            "min.insync.replicas is 1: a message counts as written when one broker has it, and goes with that"
        )
        yield Risk(what, _alter(settings, f"{_MIN_INSYNC}=2"))
    elif copies > 1 and int(told) >= copies:
        what = f"min.insync.replicas is {told}, as many as there are copies: without one broker nothing is written"
        yield Risk(what, _alter(settings, f"{_MIN_INSYNC}={copies - 1}"))


def _configured(settings: Settings, wanted: Mapping[str, str], found: Found) -> Iterator[Risk]:
    if found.configs.get(_UNCLEAN) == "true":
        what = f"{_UNCLEAN} is true: a broker that lags behind may lead, and what it lacks is lost"
        yield Risk(what, _alter(settings, f"{_UNCLEAN}=false"))
    for key, value in wanted.items():
        told = found.configs.get(key)
        if told is not None and not _enough(key, told, value):
            what = f"{key} is {told}, but the settings want {value}{_CONSEQUENCES.get(key, '')}"
            yield Risk(what, _alter(settings, f"{key}={value}"))


_CONSEQUENCES = {
    "cleanup.policy": ": messages that are needed would go",
    "max.message.bytes": ": a larger message is refused, and whoever sends it ends",
    "message.timestamp.type": ": a sender's clock would tell the log's time",
    _RETENTION: ": messages go too early",
    _SEGMENT: ": less is compacted, so a worker takes longer to have its state again",
}


def _enough(key: str, told: str, wanted: str) -> bool:
    if key == _SEGMENT:
        return int(told) <= int(wanted)
    if key not in {_RETENTION, _MIN_INSYNC, "max.message.bytes"}:
        return told == wanted
    return int(told) == FOREVER or int(told) >= int(wanted)


def _too_short(settings: Settings, found: Found) -> Iterator[Risk]:
    told = found.configs.get(_RETENTION)
    longest_s = settings.topics.longest_outage_s
    if told is None or int(told) == FOREVER or int(told) >= longest_s * 1000:
        return
    what = (
        f"{_RETENTION} is {told}, shorter than the longest outage to survive (topics.longest_outage_s, {longest_s} s): what comes "
        "meanwhile would go unread"
    )
    mend = "lengthen it in topics.retention_s, and by " + _alter(settings, f"{_RETENTION}=…")
    yield Risk(what, mend)


def _alter(settings: Settings, config: str) -> str:
    return (
        f"kafka-configs.sh --bootstrap-server {settings.broker.bootstrap} --alter --entity-type topics "
        f"--entity-name {{topic}} --add-config {config}"
    )


def _line(risk: Risk, names: Sequence[str]) -> str:
    mend = risk.mend.format(topic=names[0])
    same = f" (and so for the other {len(names) - 1})" if len(names) > 1 and "{topic}" in risk.mend else ""
    return f"{', '.join(names)}: {risk.what}; mend: {mend}{same}"
