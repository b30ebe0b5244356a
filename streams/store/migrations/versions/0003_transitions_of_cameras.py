"""Since when each camera recorded, was online and hung well."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "transitions",
        sa.Column("station", sa.String(length=200), nullable=False),
        sa.Column("camera", sa.String(length=200), nullable=False),
        sa.Column("fact", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("value", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("station", "camera", "fact", "since", name=op.f("pk_transitions")),
    )
    with op.batch_alter_table("transitions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transitions_since"), ["since"], unique=False)

    with op.batch_alter_table("offsets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mark", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("offsets", schema=None) as batch_op:
        batch_op.drop_column("mark")

    with op.batch_alter_table("transitions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transitions_since"))

    op.drop_table("transitions")
