"""Where Alembic begins: all sets of tables are migrated alike."""

from streams.store.migrating import migrate

migrate()
