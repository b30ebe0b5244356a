"""Why a role is not ready: a word that its reader can translate, and a sentence for whoever asks by hand."""

from enum import StrEnum

from msgspec import Struct, field


class Hindrance(StrEnum):
    """What keeps a role from being ready."""

    NOT_BEGUN = "not_begun"
    NO_PARTITION = "no_partition"
    LOG_BEHIND = "log_behind"
    SHARING_OUT = "sharing_out"
    RECOVERING = "recovering"
    NOT_RECOVERED = "not_recovered"
    AGENT_BEHIND = "agent_behind"
    STORE_NOT_HEARD = "store_not_heard"
    STORE_AWAY = "store_away"
    ROWS_BEHIND = "rows_behind"
    KAFKA_SLOW = "kafka_slow"
    ALERTS_NOT_FOLLOWED = "alerts_not_followed"
    NO_ANSWER = "no_answer"
    """Said of a role, not by it; so is the next."""
    STRANGE_ANSWER = "strange_answer"


SENTENCES = {
    Hindrance.NOT_BEGUN: "it has not begun to read",
    Hindrance.NO_PARTITION: "no input partition is assigned to it",
    Hindrance.LOG_BEHIND: "the log's time is {behind_s} s behind",
    Hindrance.SHARING_OUT: "the group shares out what each has to do",
    Hindrance.RECOVERING: "tables are being recovered: {messages} messages to go",
    Hindrance.NOT_RECOVERED: "{agent} has not recovered {topic}/{partition}",
    Hindrance.AGENT_BEHIND: "{agent} is {behind_s} s behind in {topic}/{partition} ({messages} messages)",
    Hindrance.STORE_NOT_HEARD: "the store has not answered yet",
    Hindrance.STORE_AWAY: "the store does not answer",
    Hindrance.ROWS_BEHIND: "{messages} messages behind in {topic}/{partition}",
    Hindrance.KAFKA_SLOW: "Kafka has not taken what was seen for {waiting_s} s",
    Hindrance.ALERTS_NOT_FOLLOWED: "the alerts are not followed yet",
    Hindrance.NO_ANSWER: "no answer",
    Hindrance.STRANGE_ANSWER: "an answer that cannot be read",
}


class Hindered(Struct, frozen=True):
    """One reason why a role is not ready."""

    by: Hindrance
    values: dict[str, str | int] = field(default_factory=dict)
    """What its sentence names."""

    def __str__(self) -> str:
        """Return the sentence."""
        return SENTENCES[self.by].format_map(self.values)
