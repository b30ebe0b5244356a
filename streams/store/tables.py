"""The tables of the store. Every row follows from the topics; `offsets` says up to where."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zones, so it is kept without one and read back with it."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what is stored."""
        del dialect
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what was stored."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
)


def _table(name: str, keys: tuple[str, ...], *columns: Column[Any] | Index) -> Table:
    return Table(name, metadata, *columns, PrimaryKeyConstraint(*keys))


def _word(name: str, *, nullable: bool = False) -> Column[str]:
    """Return a column for an id or a term; none of ours is longer."""
    return Column(name, String(200), nullable=nullable)


offsets = _table(
    "offsets",
    ("topic", "partition"),
    _word("topic"),
    Column("partition", Integer, autoincrement=False),
    # The next offset to be read.
    Column("position", BigInteger, nullable=False),
    # Of a partition of the log: the highest offset taken from each input partition.
    Column("taken", JSON, nullable=False),
)

alerts = _table(
    "alerts",
    ("alert",),
    _word("alert"),
    Column("version", Integer, nullable=False),
    _word("rule"),
    _word("priority"),
    _word("state"),
    _word("decision"),
    Column("candidate", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    # Told when it was over, after an outage: nobody is called.
    Column("past", Boolean, nullable=False),
    _word("station"),
    _word("subject"),
    _word("incident", nullable=True),
    _word("badge", nullable=True),
    _word("camera", nullable=True),
    _word("group"),
    Column("since", Moment, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    # The whole alert, as it is on its topic.
    Column("document", JSON, nullable=False),
    Index(None, "state", "priority", "raised_at"),
    Index(None, "station", "changed_at"),
    Index(None, "incident"),
    Index(None, "camera", "rule"),
    Index(None, "badge", "rule"),
    Index(None, "rule", "raised_at"),
)

alert_versions = _table(
    "alert_versions",
    ("alert", "version"),
    _word("alert"),
    Column("version", Integer, autoincrement=False),
    _word("station"),
    Column("changed_at", Moment, nullable=False),
    Column("past", Boolean, nullable=False),
    Column("document", JSON, nullable=False),
    Index(None, "changed_at"),
)

incidents = _table(
    "incidents",
    ("incident",),
    _word("incident"),
    # Who has it now.
    _word("station"),
    # What was logged last of its chain.
    _word("stage"),
    _word("category", nullable=True),
    Column("officers", JSON, nullable=False),
    # When each stage happened first, by the command system's clock.
    Column("stages", JSON, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(None, "stage", "first_at"),
    Index(None, "station", "first_at"),
    Index(None, "first_at"),
)

incident_events = _table(
    "incident_events",
    ("partition", "offset"),
    # Of the incidents topic.
    Column("partition", Integer, autoincrement=False),
    Column("offset", BigInteger, autoincrement=False),
    _word("incident"),
    _word("station"),
    _word("stage"),
    Column("occurred_at", Moment, nullable=False),
    Column("logged_at", Moment, nullable=False),
    Column("document", JSON, nullable=False),
    Index(None, "incident", "logged_at"),
)

cameras = _table(
    "cameras",
    ("station", "camera"),
    _word("station"),
    _word("camera"),
    # By the log's time: when anything was heard, and when each fact was last said. Null is unknown.
    Column("heard_at", Moment, nullable=False),
    Column("online", Boolean),
    Column("online_at", Moment),
    Column("recording", Boolean),
    Column("recording_at", Moment),
    Column("latitude_deg", Float),
    Column("longitude_deg", Float),
    Column("position_at", Moment),
    Column("battery_pct", Float),
    Column("battery_at", Moment),
    Column("storage_free_pct", Float),
    Column("storage_at", Moment),
    Index(None, "camera"),
    Index(None, "heard_at"),
)

roster = _table(
    "roster",
    ("station", "entry"),
    _word("station"),
    _word("entry"),
    _word("badge"),
    _word("camera", nullable=True),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("document", JSON, nullable=False),
    Index(None, "badge", "starts_at"),
    Index(None, "camera", "starts_at"),
)

actions = _table(
    "actions",
    ("action",),
    _word("action"),
    _word("station"),
    _word("act"),
    _word("operator"),
    _word("alert", nullable=True),
    Column("occurred_at", Moment, nullable=False),
    Column("logged_at", Moment, nullable=False),
    Column("document", JSON, nullable=False),
    Index(None, "alert"),
    Index(None, "operator", "logged_at"),
)

dead_letters = _table(
    "dead_letters",
    ("topic", "partition", "offset", "supervisor"),
    _word("topic"),
    Column("partition", Integer, autoincrement=False),
    Column("offset", BigInteger, autoincrement=False),
    # Which supervisor failed; empty where the message itself was bad.
    _word("supervisor"),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("document", JSON, nullable=False),
    Index(None, "at"),
)

KEYS = {
    table.name: tuple(column.name for column in table.primary_key.columns) for table in metadata.sorted_tables
}
"""What names a row, by table."""
