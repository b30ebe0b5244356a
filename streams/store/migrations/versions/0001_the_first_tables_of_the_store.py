"""The first tables of the store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "actions",
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("station", sa.String(length=200), nullable=False),
        sa.Column("act", sa.String(length=200), nullable=False),
        sa.Column("operator", sa.String(length=200), nullable=False),
        sa.Column("alert", sa.String(length=200), nullable=True),
        sa.Column("occurred_at", sa.DateTime(), nullable=False),
        sa.Column("logged_at", sa.DateTime(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("action", name=op.f("pk_actions")),
    )
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_actions_alert"), ["alert"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_actions_operator_logged_at"), ["operator", "logged_at"], unique=False
        )

    op.create_table(
        "alert_versions",
        sa.Column("alert", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("station", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("past", sa.Boolean(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("alert", "version", name=op.f("pk_alert_versions")),
    )
    with op.batch_alter_table("alert_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_versions_changed_at"), ["changed_at"], unique=False)

    op.create_table(
        "alerts",
        sa.Column("alert", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("priority", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("candidate", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("past", sa.Boolean(), nullable=False),
        sa.Column("station", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("incident", sa.String(length=200), nullable=True),
        sa.Column("badge", sa.String(length=200), nullable=True),
        sa.Column("camera", sa.String(length=200), nullable=True),
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("alert", name=op.f("pk_alerts")),
    )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alerts_badge_rule"), ["badge", "rule"], unique=False)
        batch_op.create_index(batch_op.f("ix_alerts_camera_rule"), ["camera", "rule"], unique=False)
        batch_op.create_index(batch_op.f("ix_alerts_incident"), ["incident"], unique=False)
        batch_op.create_index(batch_op.f("ix_alerts_rule_raised_at"), ["rule", "raised_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_alerts_state_priority_raised_at"), ["state", "priority", "raised_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_alerts_station_changed_at"), ["station", "changed_at"], unique=False
        )

    op.create_table(
        "cameras",
        sa.Column("station", sa.String(length=200), nullable=False),
        sa.Column("camera", sa.String(length=200), nullable=False),
        sa.Column("heard_at", sa.DateTime(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=True),
        sa.Column("online_at", sa.DateTime(), nullable=True),
        sa.Column("recording", sa.Boolean(), nullable=True),
        sa.Column("recording_at", sa.DateTime(), nullable=True),
        sa.Column("latitude_deg", sa.Float(), nullable=True),
        sa.Column("longitude_deg", sa.Float(), nullable=True),
        sa.Column("position_at", sa.DateTime(), nullable=True),
        sa.Column("battery_pct", sa.Float(), nullable=True),
        sa.Column("battery_at", sa.DateTime(), nullable=True),
        sa.Column("storage_free_pct", sa.Float(), nullable=True),
        sa.Column("storage_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("station", "camera", name=op.f("pk_cameras")),
    )
    with op.batch_alter_table("cameras", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cameras_camera"), ["camera"], unique=False)
        batch_op.create_index(batch_op.f("ix_cameras_heard_at"), ["heard_at"], unique=False)

    op.create_table(
        "dead_letters",
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("partition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("offset", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("supervisor", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "partition", "offset", "supervisor", name=op.f("pk_dead_letters")),
    )
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dead_letters_at"), ["at"], unique=False)

    op.create_table(
        "incident_events",
        sa.Column("partition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("offset", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("incident", sa.String(length=200), nullable=False),
        sa.Column("station", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=200), nullable=False),
        sa.Column("occurred_at", sa.DateTime(), nullable=False),
        sa.Column("logged_at", sa.DateTime(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "offset", name=op.f("pk_incident_events")),
    )
    with op.batch_alter_table("incident_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incident_events_incident_logged_at"), ["incident", "logged_at"], unique=False
        )

    op.create_table(
        "incidents",
        sa.Column("incident", sa.String(length=200), nullable=False),
        sa.Column("station", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=200), nullable=True),
        sa.Column("officers", sa.JSON(), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("incident", name=op.f("pk_incidents")),
    )
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incidents_first_at"), ["first_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_incidents_stage_first_at"), ["stage", "first_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_incidents_station_first_at"), ["station", "first_at"], unique=False
        )

    op.create_table(
        "offsets",
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("partition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "partition", name=op.f("pk_offsets")),
    )
    op.create_table(
        "roster",
        sa.Column("station", sa.String(length=200), nullable=False),
        sa.Column("entry", sa.String(length=200), nullable=False),
        sa.Column("badge", sa.String(length=200), nullable=False),
        sa.Column("camera", sa.String(length=200), nullable=True),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("station", "entry", name=op.f("pk_roster")),
    )
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_badge_starts_at"), ["badge", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_camera_starts_at"), ["camera", "starts_at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_camera_starts_at"))
        batch_op.drop_index(batch_op.f("ix_roster_badge_starts_at"))

    op.drop_table("roster")
    op.drop_table("offsets")
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incidents_station_first_at"))
        batch_op.drop_index(batch_op.f("ix_incidents_stage_first_at"))
        batch_op.drop_index(batch_op.f("ix_incidents_first_at"))

    op.drop_table("incidents")
    with op.batch_alter_table("incident_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_events_incident_logged_at"))

    op.drop_table("incident_events")
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dead_letters_at"))

    op.drop_table("dead_letters")
    with op.batch_alter_table("cameras", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cameras_heard_at"))
        batch_op.drop_index(batch_op.f("ix_cameras_camera"))

    op.drop_table("cameras")
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alerts_station_changed_at"))
        batch_op.drop_index(batch_op.f("ix_alerts_state_priority_raised_at"))
        batch_op.drop_index(batch_op.f("ix_alerts_rule_raised_at"))
        batch_op.drop_index(batch_op.f("ix_alerts_incident"))
        batch_op.drop_index(batch_op.f("ix_alerts_camera_rule"))
        batch_op.drop_index(batch_op.f("ix_alerts_badge_rule"))

    op.drop_table("alerts")
    with op.batch_alter_table("alert_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_versions_changed_at"))

    op.drop_table("alert_versions")
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actions_operator_logged_at"))
        batch_op.drop_index(batch_op.f("ix_actions_alert"))

    op.drop_table("actions")
