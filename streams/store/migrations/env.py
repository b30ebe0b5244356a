"""How Alembic runs our migrations: on the connection that it is given, within its transaction."""

from alembic import context

from streams.store.tables import metadata

connection = context.config.attributes["connection"]
# SQLite cannot change a column; Alembic then copies the table.
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    version_table=context.config.attributes["version_table"],
)
with context.begin_transaction():
    context.run_migrations()
