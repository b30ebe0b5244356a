"""The topics: their names, what each is for, and their settings, created before a worker starts."""

from enum import StrEnum

from msgspec import Struct

from config.settings import Settings


class Topic(StrEnum):
    """What a topic is called after the prefix."""

    INCIDENTS = "incidents"
    TELEMETRY = "telemetry"
    OBSERVATIONS = "observations"
    ROSTER = "roster"
    ACTIONS = "actions"
    LOG = "log"
    FINDINGS = "findings"
    ALERTS = "alerts"
    DEAD_LETTERS = "dead-letters"


INPUTS = (Topic.INCIDENTS, Topic.TELEMETRY, Topic.OBSERVATIONS, Topic.ROSTER, Topic.ACTIONS)
"""What producers write and intake reads."""


class Topics(Struct, frozen=True):
    """Full topic names under one prefix."""

    prefix: str
    partitions: int

    def name(self, topic: Topic) -> str:
        """Return the topic's full name."""
        return f"{self.prefix}.{topic}"

    def app(self) -> str:
        """Return the name of the workers' Faust app, which is their consumer group."""
        return f"{self.prefix}-worker"

    def intake(self) -> str:
        """Return the name of intake's consumer group."""
        return f"{self.prefix}.intake"

    def vision(self) -> str:
        """Return the name of the group among whose members the cameras are shared out."""
        return f"{self.prefix}.vision"

    def changelog_prefix(self) -> str:
        """Return what every changelog's name begins with."""
        return f"{self.app()}-"

    def changelog(self, table: str) -> str:
        """Return the name that Faust gives a table's changelog."""
        return f"{self.changelog_prefix()}{table}-changelog"

    def inputs(self) -> dict[str, Topic]:
        """Return the input topics by their full names."""
        return {self.name(topic): topic for topic in INPUTS}


def topics_of(settings: Settings) -> Topics:
    """Return the topics that the settings name."""
    return Topics(settings.topics.prefix, settings.topics.partitions)
