"""The tables of the store. Every row follows from the topics; `offsets` says up to where."""

from functools import partial

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Index, Integer, MetaData, Text

from streams.store.columns import Moment, table, word

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
)
_table = partial(table, metadata)

offsets = _table(
    "offsets",
    ("topic", "partition"),
    word("topic"),
    Column("partition", Integer, autoincrement=False),
    # The next offset to be read.
    Column("position", BigInteger, nullable=False),
    # Of a partition of the log: the highest offset taken from each input partition.
    Column("taken", JSON, nullable=False),
    # Of a partition of the log: from where what cameras lately said can be heard again (``marks.Mark``).
    Column("mark", JSON),
)

alerts = _table(
    "alerts",
    ("alert",),
    word("alert"),
    Column("version", Integer, nullable=False),
    word("rule"),
    word("priority"),
    word("state"),
    word("decision"),
    Column("candidate", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    # Told when it was over, after an outage: nobody is called.
    Column("past", Boolean, nullable=False),
    word("station"),
    word("subject"),
    word("incident", nullable=True),
    word("badge", nullable=True),
    word("camera", nullable=True),
    word("group"),
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
    word("alert"),
    Column("version", Integer, autoincrement=False),
    word("station"),
    Column("changed_at", Moment, nullable=False),
    Column("past", Boolean, nullable=False),
    Column("document", JSON, nullable=False),
    Index(None, "changed_at"),
)

incidents = _table(
    "incidents",
    ("incident",),
    word("incident"),
    # Who has it now.
    word("station"),
    # What was logged last of its chain.
    word("stage"),
    word("category", nullable=True),
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
    word("incident"),
    word("station"),
    word("stage"),
    Column("occurred_at", Moment, nullable=False),
    Column("logged_at", Moment, nullable=False),
    Column("document", JSON, nullable=False),
    Index(None, "incident", "logged_at"),
)

cameras = _table(
    "cameras",
    ("station", "camera"),
    word("station"),
    word("camera"),
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

watched = _table(
    "watched",
    ("station", "camera"),
    word("station"),
    word("camera"),
    # How the video comes, by the clock of whoever watches: told every 30 s, so what was told longer ago than a
    # minute is unknown now.
    word("video", nullable=True),
    Column("video_since", Moment),
    Column("video_told_at", Moment),
    # When the newest picture came that was looked at.
    Column("looked_at", Moment),
    # Of each kind the newest look (``observed.Looked``). A kind that is older than looked_at is unknown now.
    # No index but the key: these rows are written all the time.
    Column("looks", JSON, nullable=False),
)

transitions = _table(
    "transitions",
    ("station", "camera", "fact", "since"),
    word("station"),
    word("camera"),
    # recording, online or angle.
    word("fact"),
    # By the log's time; until the next row of the fact it is so.
    Column("since", Moment, nullable=False),
    # Null is unknown.
    Column("value", Boolean),
    Index(None, "since"),
)

roll_calls = _table(
    "roll_calls",
    ("partition", "offset"),
    # Of the observations topic.
    Column("partition", Integer, autoincrement=False),
    Column("offset", BigInteger, autoincrement=False),
    word("station"),
    word("camera"),
    # Passed, failed, or could not be told: well, fault, unknown.
    word("seen"),
    Column("score", Float, nullable=False),
    word("picture", nullable=True),
    word("badge", nullable=True),
    word("by", nullable=True),
    Column("taken_at", Moment, nullable=False),
    Column("logged_at", Moment, nullable=False),
    Index(None, "station", "taken_at"),
    Index(None, "badge", "taken_at"),
)

roster = _table(
    "roster",
    ("station", "entry"),
    word("station"),
    word("entry"),
    word("badge"),
    word("camera", nullable=True),
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
    word("action"),
    word("station"),
    word("act"),
    word("operator"),
    word("alert", nullable=True),
    word("camera", nullable=True),
    word("badge", nullable=True),
    Column("occurred_at", Moment, nullable=False),
    Column("logged_at", Moment, nullable=False),
    Column("document", JSON, nullable=False),
    Index(None, "alert"),
    Index(None, "operator", "logged_at"),
    Index(None, "act", "logged_at"),
)

dead_letters = _table(
    "dead_letters",
    ("topic", "partition", "offset", "supervisor"),
    word("topic"),
    Column("partition", Integer, autoincrement=False),
    Column("offset", BigInteger, autoincrement=False),
    # Which supervisor failed; empty where the message itself was bad.
    word("supervisor"),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("document", JSON, nullable=False),
    Index(None, "at"),
)

KEYS = {
    each.name: tuple(column.name for column in each.primary_key.columns) for each in metadata.sorted_tables
}
"""What names a row, by table."""
