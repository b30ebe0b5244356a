"""What the store's tables are made of."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
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


def table(metadata: MetaData, name: str, keys: tuple[str, ...], *columns: Column[Any] | Index) -> Table:
    """Return a table whose rows are named by some of its columns."""
    return Table(name, metadata, *columns, PrimaryKeyConstraint(*keys))


def word(name: str, *, nullable: bool = False) -> Column[str]:
    """Return a column for an id or a term; none of ours is longer."""
    return Column(name, String(200), nullable=nullable)
