"""The settings of one installation: from jingjian.toml, from the environment, else the defaults here.

Every field says what it is and, where it is a number, where the number comes from. "E" marks an
engineering choice. Rules and their numbers are not here but in ``config/rules``.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from config.broker import BrokerSettings
from config.console import ConsoleSettings
from config.notices import NoticeSettings
from config.retention import RETENTION_S
from config.section import Section as _Section
from config.vision import VisionSettings

ENVIRONMENT_PREFIX = "JINGJIAN_"
"""``JINGJIAN_TOPICS_PARTITIONS`` is ``partitions`` in the section ``[topics]``."""


STORE_DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")
"""What the store can be."""


class Store(StrEnum):
    """Where a worker keeps the tables that Faust rebuilds from their changelogs."""

    MEMORY = "memory"
    ROCKSDB = "rocksdb"


class TimeSource(StrEnum):
    """What the log's time goes by."""

    WALL = "wall"
    """The clock of the machine that logs: real use."""
    INPUT = "input"
    """The times in the records: demonstrations and replays."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name!r} is no time zone; write a name such as Asia/Shanghai") from None
    return name


class TopicSettings(_Section):
    """How the topics are called, cut and kept."""

    prefix: str = Field(
        default="jingjian",
        pattern=r"^[A-Za-z0-9_-]{1,60}$",
        description="What every topic's name begins with, a dot after it. Two installations on one Kafka need two.",
    )
    partitions: int = Field(
        default=4,
        ge=1,
        le=1000,
        description="Partitions of every topic, and so the most workers that share the work; cannot be changed "
        "later. Source: E: what the measurements were made with; set more where more workers may be needed.",
    )
    replication: int = Field(
        default=1,
        ge=1,
        le=7,
        description="Copies of every topic. Source: E: one broker; set 3 where there are three.",
    )
    min_insync: int = Field(
        default=1,
        ge=1,
        le=7,
        description="Copies that must have a message before it counts as written. Source: E: one broker; "
        "set 2 where replication is 3.",
    )
    max_message_bytes: int = Field(
        default=8 * 1024**2,
        ge=1024,
        description="The largest message that a topic takes. Source: E: room for a block of the log of several "
        "of the largest input messages.",
    )
    retention_s: dict[str, Annotated[int, Field(ge=60)]] = Field(
        default_factory=dict,
        description="By topic, how long messages are kept; topics that are not named keep the defaults in "
        "config/retention.py, which name their sources.",
    )
    longest_outage_s: int = Field(
        default=3 * 86400,
        ge=0,
        description="How long roles may be away without a loss: what they read must be kept for longer, and "
        "they say so where it is not. Source: E: a long weekend, as long as telemetry is kept.",
    )

    @model_validator(mode="after")
    def _consistent(self) -> "TopicSettings":
        if self.min_insync > self.replication:
            raise ValueError(
                f"min_insync ({self.min_insync}) is more than replication ({self.replication}), so nothing "
                "could ever be written; make it at most replication"
            )
        unknown = [topic for topic in self.retention_s if topic not in RETENTION_S]
        if unknown:
            raise ValueError(
                f"retention_s names no topic with {', '.join(unknown)}; topics: {', '.join(RETENTION_S)}"
            )
        return self

    def kept_s(self, topic: str) -> int:
        """Return how long a topic's messages are kept."""
        return self.retention_s.get(topic, int(RETENTION_S[topic].value))


class TimeSettings(_Section):
    """What time it is, and how to say it."""

    source: TimeSource = Field(
        default=TimeSource.WALL,
        description="What the log's time goes by: wall in real use, input in replays.",
    )
    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="Asia/Shanghai", description="The time zone of sentences such as 今日凌晨4点."
    )

    @property
    def is_played(self) -> bool:
        """Say whether a day is played, which has a time of its own."""
        return self.source == TimeSource.INPUT


class BureauSettings(_Section):
    """The bureau's own files; paths in the settings file are taken from that file's folder."""

    stations: Path | None = Field(
        default=None, description="The stations file (YAML); needed wherever records come in."
    )
    rules_dir: Path | None = Field(
        default=None, description="A folder with all rules, in place of config/rules."
    )
    categories: Path | None = Field(
        default=None, description="The categories file, in place of config/categories/default.yaml."
    )


class WorkerSettings(_Section):
    """How a worker keeps its state and how fast another takes over."""

    checkpoint_s: float = Field(
        default=5,
        gt=0,
        le=300,
        description="How often what supervisors know is written down. Source: E: after a crash at most this "
        "much of the log is read again.",
    )
    session_timeout_s: float = Field(
        default=10,
        ge=6,
        description="After how long without a heartbeat a worker's partitions go to another. Source: E: with "
        "Faust's own 60 s a restarted worker waits a minute; 6 s is the least that brokers allow.",
    )
    heartbeat_s: float = Field(
        default=2,
        gt=0,
        description="How often a worker says that it lives. Source: Kafka's advice: at most a third of "
        "session_timeout_s.",
    )
    request_timeout_s: float = Field(
        default=30,
        gt=0,
        description="How long a broker may take to answer. Source: E: three times session_timeout_s, which it "
        "must not be below.",
    )
    state_dir: Path = Field(
        default=Path("state"), description="The folder for a worker's files: one of its own for each worker."
    )
    store: Store = Field(
        default=Store.MEMORY,
        description="Where tables live: memory, or rocksdb (extra `rocksdb`), which starts faster with much "
        "state but was 21% slower.",
    )

    @model_validator(mode="after")
    def _consistent(self) -> "WorkerSettings":
        if self.session_timeout_s > self.request_timeout_s:
            raise ValueError(
                f"session_timeout_s ({self.session_timeout_s:g}) is more than request_timeout_s "
                f"({self.request_timeout_s:g}); Faust then refuses to start; make it smaller"
            )
        if self.heartbeat_s * 3 > self.session_timeout_s:
            raise ValueError(
                f"heartbeat_s ({self.heartbeat_s:g}) is more than a third of session_timeout_s "
                f"({self.session_timeout_s:g}); a worker would be taken for dead; make it smaller"
            )
        return self


class StoreSettings(_Section):
    """The SQL store, which the projection writes and the screens read."""

    SECTION: ClassVar[str] = "store"
    """Where these settings stand, for whoever must mend them."""

    url: str = Field(
        default="sqlite+aiosqlite:///jingjian.db",
        description="Where it is, as SQLAlchemy writes it, without a password: sqlite+aiosqlite:///FILE, or "
        "postgresql+asyncpg://USER@HOST/DATABASE.",
    )
    password: SecretStr | None = Field(
        default=None, description="The password, best given as JINGJIAN_STORE_PASSWORD."
    )
    password_file: Path | None = Field(
        default=None, description="A file with the password instead; its last line break does not count."
    )

    @model_validator(mode="after")
    def _consistent(self) -> "StoreSettings":
        try:
            url = make_url(self.url)
        except ArgumentError:
            raise ValueError(
                "url is no database's address; write sqlite+aiosqlite:///FILE or "
                "postgresql+asyncpg://USER@HOST/DATABASE"
            ) from None
        if url.drivername not in STORE_DRIVERS:
            raise ValueError(
                f"url names {url.drivername}; write one of {', '.join(STORE_DRIVERS)} before the colon"
            )
        if url.password is not None:
            raise ValueError("url has a password in it; write it into password_file")
        if self.password is not None and self.password_file is not None:
            raise ValueError("password and password_file are both given; keep one")
        return self


class PeopleSettings(StoreSettings):
    """Where the console keeps people, their sessions and the audit trail; Kafka does not have them."""

    SECTION: ClassVar[str] = "people"
    url: str = Field(
        default="sqlite+aiosqlite:///console.db",
        description="As store.url. May be the same PostgreSQL database, never the same SQLite file: that one has "
        "one writer, the projection. Back it up: it cannot be made again.",
    )


class HealthSettings(_Section):
    """What each role tells of itself over HTTP, and when it ends itself."""

    host: str = Field(
        default="127.0.0.1",
        description="Where /health, /ready and /metrics are served; no password is asked.",
    )
    port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="The port; 0 serves nothing. Under `jingjian up` the first role has this one, each further "
        "role the next. Source: E: nothing is served unless asked for.",
    )
    most_behind_s: float = Field(
        default=60,
        gt=0,
        description="How far a role may be behind and still be ready. Source: E: four times what a restart takes.",
    )
    stuck_after_s: float = Field(
        default=60,
        ge=5,
        description="After how long without progress, though there is work, a role ends itself. Source: E: twice "
        "worker.request_timeout_s, so that a slow broker is no reason.",
    )


class LimitSettings(_Section):
    """What an input message must keep to; what does not goes to dead-letters with the reason."""

    farthest_future_s: float = Field(
        default=600,
        ge=0,
        description="How far ahead of the log's time a record may be. Source: E: ten minutes cover cameras "
        "whose clocks were set by hand.",
    )
    farthest_past_s: float = Field(
        default=7 * 86400,
        ge=0,
        description="How old a record may be when it comes. Source: E: a week, the longest holiday, for "
        "incidents that are entered afterwards.",
    )
    largest_message_bytes: int = Field(
        default=1024**2,
        ge=1024,
        description="The largest input message. Source: Kafka's own default for producers and brokers, 1 MiB.",
    )


class Settings(BaseSettings):
    """All settings of one installation."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
    )

    broker: BrokerSettings = BrokerSettings()
    topics: TopicSettings = TopicSettings()
    time: TimeSettings = TimeSettings()
    bureau: BureauSettings = BureauSettings()
    worker: WorkerSettings = WorkerSettings()
    store: StoreSettings = StoreSettings()
    health: HealthSettings = HealthSettings()
    limits: LimitSettings = LimitSettings()
    vision: VisionSettings = VisionSettings()
    people: PeopleSettings = PeopleSettings()
    console: ConsoleSettings = ConsoleSettings()
    notices: NoticeSettings = NoticeSettings()

    @model_validator(mode="after")
    def _consistent(self) -> "Settings":
        if self.limits.largest_message_bytes > self.topics.max_message_bytes:
            raise ValueError(
                f"limits.largest_message_bytes ({self.limits.largest_message_bytes}) is more than "
                f"topics.max_message_bytes ({self.topics.max_message_bytes}), so such a message could not be "
                "logged; make it smaller"
            )
        return self
