"""Watched cameras and roll calls."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "roll_calls",
        sa.Column("partition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("offset", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("station", sa.String(length=200), nullable=False),
        sa.Column("camera", sa.String(length=200), nullable=False),
        sa.Column("seen", sa.String(length=200), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("picture", sa.String(length=200), nullable=True),
        sa.Column("badge", sa.String(length=200), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("logged_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "offset", name=op.f("pk_roll_calls")),
    )
    with op.batch_alter_table("roll_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roll_calls_badge_taken_at"), ["badge", "taken_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_roll_calls_station_taken_at"), ["station", "taken_at"], unique=False
        )

    op.create_table(
        "watched",
        sa.Column("station", sa.String(length=200), nullable=False),
        sa.Column("camera", sa.String(length=200), nullable=False),
        sa.Column("video", sa.String(length=200), nullable=True),
        sa.Column("video_since", sa.DateTime(), nullable=True),
        sa.Column("video_told_at", sa.DateTime(), nullable=True),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.Column("looks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("station", "camera", name=op.f("pk_watched")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("watched")
    with op.batch_alter_table("roll_calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roll_calls_station_taken_at"))
        batch_op.drop_index(batch_op.f("ix_roll_calls_badge_taken_at"))

    op.drop_table("roll_calls")
