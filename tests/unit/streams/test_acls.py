"""Each role's user gets exactly the rights that its work needs."""

import re
import shlex
from pathlib import Path

import pytest

from config.settings import Settings
from streams.acls import Principal, commands, needs, rights
from streams.topics import Topic, topics_of

SETTINGS = Settings.model_validate({"broker": {"bootstrap": "k:9093"}, "topics": {"prefix": "city"}})
TOPICS = topics_of(SETTINGS)
INPUTS = {"city.incidents", "city.telemetry", "city.observations", "city.roster", "city.actions"}


def may(principal: Principal, operation: str) -> set[str]:
    """Return the topics that a principal may do something with; those of a prefix end in a star."""
    found: set[str] = set()
    for right in rights(principal, TOPICS):
        if operation in right.operations:
            found |= {f"{name}*" if right.prefixed else name for name in right.topics}
    return found


WRITES = {
    Principal.ADMINISTRATOR: set(),
    Principal.GATEWAY: INPUTS,
    Principal.INTAKE: {"city.log", "city.dead-letters"},
    Principal.WORKER: {"city.log", "city.findings", "city.alerts", "city.dead-letters", "city-worker-*"},
    Principal.PROJECTION: set(),
    Principal.WATCHDOG: {"city.alerts", "city-worker-watchdog-changelog"},
    Principal.VISION: {"city.observations"},
    # Besides what people do: dead letters that are sent again.
    Principal.CONSOLE: INPUTS,
    Principal.COMMAND_CENTRE: set(),
    Principal.REPLAYER: {"city.replay.*"},
}
READS = {
    Principal.ADMINISTRATOR: set(),
    Principal.GATEWAY: set(),
    Principal.INTAKE: INPUTS,
    Principal.WORKER: {"city.log", "city.findings", "city.alerts", "city-worker-*"},
    Principal.PROJECTION: {"city.log", "city.alerts", "city.dead-letters"},
    Principal.WATCHDOG: {
        *("city.log", "city.actions", "city.alerts"),
        *("city-worker-desk-changelog", "city-worker-watchdog-changelog"),
    },
    Principal.VISION: set(),
    Principal.CONSOLE: {"city.alerts"},
    Principal.COMMAND_CENTRE: {"city.alerts"},
    Principal.REPLAYER: {"city.log", "city.replay.*"},
}
GROUPS = {
    Principal.INTAKE: {"city.intake"},
    Principal.WORKER: {"city-worker"},
    Principal.VISION: {"city.vision"},
    Principal.COMMAND_CENTRE: {"city.command-centre"},
}


@pytest.mark.parametrize("principal", Principal)
def test_nobody_may_more_than_their_work(principal: Principal) -> None:
    """What is written and read, and the groups; only two may create, and one of them delete, its own."""
    assert may(principal, "Write") == WRITES[principal]
    assert may(principal, "Read") == READS[principal]
    joined = {
        name for right in rights(principal, TOPICS) if "Read" in right.operations for name in right.groups
    }
    assert joined == GROUPS.get(principal, set())
    assert may(principal, "Create") == {
        Principal.ADMINISTRATOR: {"city.*", "city-worker-*"},
        Principal.REPLAYER: {"city.replay.*"},
    }.get(principal, set())
    assert may(principal, "Delete") == ({"city.replay.*"} if principal is Principal.REPLAYER else set())


def test_what_a_role_needs_includes_its_changelogs() -> None:
    """A worker cannot do without them; intake has nothing to do with them."""
    changelog = TOPICS.changelog("desk")
    assert needs(Principal.WORKER, TOPICS, changelog)
    assert not needs(Principal.INTAKE, TOPICS, changelog)
    assert needs(Principal.INTAKE, TOPICS, TOPICS.name(Topic.LOG))
    assert not needs(Principal.COMMAND_CENTRE, TOPICS, TOPICS.name(Topic.LOG))


def test_the_commands_are_for_a_shell() -> None:
    """A user that is a certificate's name stays one word."""
    lines = list(commands(SETTINGS, {Principal.COMMAND_CENTRE: "CN=centre,O=市局 指挥中心"}))
    assert lines[0] == "# command-centre: CN=centre,O=市局 指挥中心"
    (command,) = (shlex.split(line) for line in lines[1:])
    assert command == [
        *("kafka-acls.sh", "--bootstrap-server", "k:9093", "--command-config", "admin.properties", "--add"),
        *("--allow-principal", "User:CN=centre,O=市局 指挥中心"),
        *("--operation", "Read", "--topic", "city.alerts", "--group", "city.command-centre"),
    ]


def test_the_document_tells_the_same() -> None:
    """The table in docs/operating.md is the table in the code."""
    text = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")
    rows = {
        row[0]: row[1:]
        for row in re.findall(r"^\| ([a-z-]+) \|(.*?)\|(.*?)\|(.*?)\|.*\|$", text, re.MULTILINE)
    }
    for principal in Principal:
        reads, writes, group = (set(re.findall(r"[A-Za-z.*-]+", cell)) for cell in rows[principal])
        assert {_full(name) for name in reads} == READS[principal]
        assert {_full(name) for name in writes} == WRITES[principal]
        assert {_full(name) for name in group} == GROUPS.get(principal, set())


def _full(name: str) -> str:
    return name.replace("PREFIX", "city") if name.startswith("PREFIX") else f"city.{name}"
