"""When a password was given that must be changed, so that it is not good for ever."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_people = sa.table(
    "console_people",
    sa.column("must_change", sa.Boolean),
    sa.column("given_at", sa.DateTime),
)


def upgrade() -> None:
    """Make the change. When those were given that wait already is not known; they have the whole time from now on."""
    with op.batch_alter_table("console_people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given_at", sa.DateTime(), nullable=True))
    now = datetime.now(UTC).replace(tzinfo=None)
    op.execute(_people.update().where(_people.c.must_change).values(given_at=now))
    with op.batch_alter_table("console_people", schema=None) as batch_op:
        batch_op.drop_column("must_change")


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("console_people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(_people.update().where(_people.c.given_at.is_not(None)).values(must_change=True))
    with op.batch_alter_table("console_people", schema=None) as batch_op:
        batch_op.alter_column("must_change", server_default=None)
        batch_op.drop_column("given_at")
