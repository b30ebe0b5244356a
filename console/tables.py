"""The console's own tables: people, their sessions, the audit trail, notices. Unlike the store's, no topic has them."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

from streams.store.columns import Moment

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
)

people = Table(
    "console_people",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("shown", String(64), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("units", JSON, nullable=False),
    # Argon2id with its parameters and salt; null: logs in through the bureau's own login only.
    Column("password", String(200)),
    # When somebody else gave the password, which must be changed; null: it is one's own, or there is none.
    Column("given_at", Moment),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

sessions = Table(
    "console_sessions",
    metadata,
    # SHA-256 of what the browser has: whoever reads this table cannot log in with it.
    Column("token", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("address", String(64), nullable=False),
    Index(None, "name"),
    Index(None, "ends_at"),
)

audit = Table(
    "console_audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("name", String(64), nullable=False),
    Column("deed", String(32), nullable=False),
    Column("about", String(200), nullable=False),
    Column("detail", Text, nullable=False),
    # SHA-256 of the line before and of this one.
    Column("hash", String(64), nullable=False),
    Index(None, "at"),
    Index(None, "name", "at"),
    Index(None, "about", "at"),
)

notices = Table(
    "console_notices",
    metadata,
    # What the receiver knows it by, too.
    Column("notice", String(64), primary_key=True),
    Column("webhook", String(64), nullable=False),
    Column("alert", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("reason", String(200), nullable=False),
    Index(None, "state", "next_at"),
)

places = Table(
    "console_places",
    metadata,
    # How far the alerts have been read, and for what.
    Column("name", String(32), primary_key=True),
    Column("place", Text, nullable=False),
)
