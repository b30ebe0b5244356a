"""What is unsafe about topics is named, with how to mend it; what is as wanted is not."""

import pytest

from config.settings import Settings
from streams.topic_safety import Found, risks

NAME = "jingjian.log"
WANTED = {
    "cleanup.policy": "delete",
    "retention.ms": "1209600000",
    "max.message.bytes": "8388608",
    "min.insync.replicas": "2",
}
SETTINGS = Settings.model_validate({"topics": {"replication": 3, "min_insync": 2}})


def named(copies: int = 3, settings: Settings = SETTINGS, /, **changed: str) -> list[str]:
    """Return what is said of a topic as it was wanted, but for what was changed."""
    found = Found(copies, WANTED | {key.replace("_", "."): value for key, value in changed.items()})
    return risks(settings, {NAME: WANTED}, {NAME: found}, {NAME})


def test_a_topic_as_it_was_wanted_is_safe() -> None:
    """Nothing to say; more of anything is as good, and kept for ever is long enough."""
    assert named() == []
    assert named(5, retention_ms="-1", max_message_bytes="99999999") == []


UNSAFE = [
    (
        2,
        {},
        "there are 2 copies of every message, but topics.replication is 3",
        "kafka-reassign-partitions.sh",
    ),
    (3, {"min_insync_replicas": "1"}, "is 1, but the settings want 2", "--add-config min.insync.replicas=2"),
    (3, {"min_insync_replicas": "3"}, "without one broker nothing is written", "min.insync.replicas=2"),
    (3, {"unclean_leader_election_enable": "true"}, "is lost", "unclean.leader.election.enable=false"),
    (3, {"cleanup_policy": "compact"}, "messages that are needed would go", "cleanup.policy=delete"),
    (3, {"max_message_bytes": "1000"}, "a larger message is refused", "max.message.bytes=8388608"),
    (3, {"retention_ms": "700000000"}, "messages go too early", "retention.ms=1209600000"),
]


@pytest.mark.parametrize(("copies", "changed", "what", "mend"), UNSAFE)
def test_what_is_unsafe_is_named_with_a_cure(
    copies: int, changed: dict[str, str], what: str, mend: str
) -> None:
    """One line: which topic, what of it, and the command."""
    (line,) = named(copies, **changed)
    assert line.startswith(f"{NAME}: ")
    assert what in line
    assert mend in line
    if "--add-config" in line:
        assert f"--entity-name {NAME}" in line


def test_segments_may_be_smaller_and_not_larger() -> None:
    """What lies in the last segment is never compacted."""
    wanted = {NAME: {"segment.bytes": "16777216"}}
    for told, said in (("1048576", 0), ("16777216", 0), ("1073741824", 1)):
        assert len(risks(SETTINGS, wanted, {NAME: Found(3, {"segment.bytes": told})}, ())) == said


def test_a_retention_shorter_than_an_outage_is_named() -> None:
    """Whatever the settings want: what comes in a long weekend must still be there after it."""
    weekend = 3 * 86400 * 1000
    assert len(named(retention_ms=str(weekend))) == 1
    assert "shorter than the longest outage" in named(retention_ms=str(weekend - 1))[1]


def test_what_the_settings_want_may_be_unsafe_too() -> None:
    """One copy, or one that is enough, is named even where nothing else was asked for."""
    modest = Settings()
    (one,) = named(1, modest)
    assert "there is 1 copy of every message" in one
    lax = risks(modest, {NAME: {}}, {NAME: Found(3, {"min.insync.replicas": "1"})}, ())
    assert "goes with that" in lax[0]


def test_a_broker_that_tells_no_settings_is_asked_for_copies_alone() -> None:
    """As a role without the right to see them: no guess."""
    assert risks(SETTINGS, {NAME: WANTED}, {NAME: Found(3, {})}, {NAME}) == []


def test_topics_that_share_a_risk_share_a_line() -> None:
    """Fourteen lines that say the same would be read by nobody."""
    found = {name: Found(1, {}) for name in ("a", "b", "c")}
    (line,) = risks(Settings(), {name: {} for name in found}, found, ())
    assert line.startswith("a, b, c: ")
