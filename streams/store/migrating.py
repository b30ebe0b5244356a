"""How Alembic runs migrations of ours: on the connection that it is given, within its transaction."""

from alembic import context


def migrate() -> None:
    """Run what is to be run; each set of tables has an ``env.py`` that calls this."""
    attributes = context.config.attributes
    # SQLite cannot change a column; Alembic then copies the table.
    context.configure(
        connection=attributes["connection"],
        target_metadata=attributes["metadata"],
        render_as_batch=True,
        version_table=attributes["version_table"],
    )
    with context.begin_transaction():
        context.run_migrations()
