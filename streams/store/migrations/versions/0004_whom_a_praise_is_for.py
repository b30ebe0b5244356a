"""Whom a praise is for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("camera", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("badge", sa.String(length=200), nullable=True))
        batch_op.create_index(batch_op.f("ix_actions_act_logged_at"), ["act", "logged_at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actions_act_logged_at"))
        batch_op.drop_column("badge")
        batch_op.drop_column("camera")
