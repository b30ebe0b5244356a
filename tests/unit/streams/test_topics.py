"""The topics that there must be, and what each is set to."""

import pytest

from config.retention import RETENTION_S
from config.settings import Settings
from streams.topic_admin import wanted_topics
from streams.topics import INPUTS, Topic, topics_of

INSTALLATION = Settings.model_validate(
    {"topics": {"prefix": "city", "min_insync": 2, "replication": 3, "retention_s": {"alerts": 60}}}
)


def test_every_topic_and_every_tables_changelog_is_wanted() -> None:
    """Names begin with the prefix, so that two installations can share one Kafka."""
    wanted = wanted_topics(INSTALLATION, ["recording", "desk"])
    changelogs = ["city-worker-recording-changelog", "city-worker-desk-changelog"]
    assert list(wanted) == [*(f"city.{topic}" for topic in Topic), *changelogs]


def test_every_topic_takes_our_largest_message_and_needs_its_copies() -> None:
    """A block of the log is larger than Kafka's own default allows."""
    for name, config in wanted_topics(INSTALLATION, ["desk"]).items():
        assert config["max.message.bytes"] == str(8 * 1024**2), name
        assert config["min.insync.replicas"] == "2", name


@pytest.mark.parametrize("topic", Topic)
def test_messages_are_kept_as_long_as_the_settings_say(topic: Topic) -> None:
    """Every topic has a retention of its own; it is given to Kafka in milliseconds."""
    config = wanted_topics(INSTALLATION, [])[f"city.{topic}"]
    assert config["cleanup.policy"] == "delete"
    seconds = 60 if topic is Topic.ALERTS else RETENTION_S[topic].value
    assert config["retention.ms"] == str(int(seconds) * 1000)


def test_a_changelog_is_compacted_and_never_expires() -> None:
    """The state of a quiet station must still be there after any time."""
    config = wanted_topics(INSTALLATION, ["desk"])["city-worker-desk-changelog"]
    assert config["cleanup.policy"] == "compact"
    assert "retention.ms" not in config


def test_inputs_are_found_by_their_full_names() -> None:
    """Intake asks by the name under which a message came."""
    inputs = topics_of(INSTALLATION).inputs()
    assert list(inputs.values()) == list(INPUTS)
    assert inputs["city.roster"] is Topic.ROSTER
