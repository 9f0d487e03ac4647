"""Forums, meetings, minutes, points and their supporters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forum_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "promise", sa.Text(), nullable=False, comment="what officials promise, one sentence"
        ),
        sa.Column("lead_team_id", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_team_id"], ["team.id"], name=op.f("fk_forum_series_lead_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_forum_series_slug")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="day of starts_at in the place"),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("online_note", sa.Text(), nullable=False),
        sa.Column("access_note", sa.Text(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column(
            "minutes_days",
            sa.Integer(),
            nullable=False,
            comment="working days until minutes are due",
        ),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column(
            "circulated_on",
            sa.Date(),
            nullable=True,
            comment="day of the first circulated minutes; set once",
        ),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_meeting_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["calendar_version"],
            ["calendar_version.version"],
            name=op.f("fk_meeting_calendar_version_calendar_version"),
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum_series.id"], name=op.f("fk_meeting_forum_id_forum_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("forum_id", "day", name=op.f("uq_meeting_forum_id_day")),
    )
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_attendance_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "account_id", name=op.f("pk_attendance")),
    )
    op.create_table(
        "minutes_version",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_version_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "n", name=op.f("pk_minutes_version")),
    )
    op.create_table(
        "point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("verbatim", sa.Text(), nullable=False),
        sa.Column(
            "verbatim_salt",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="opens the hash in the log",
        ),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("raised_as", sa.String(length=80), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="published or refused at",
        ),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("joined_to_id", sa.Integer(), nullable=True),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column(
            "answer_days", sa.Integer(), nullable=False, comment="working days of the promise"
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_point_area_id_area")),
        sa.ForeignKeyConstraint(
            ["calendar_version"],
            ["calendar_version.version"],
            name=op.f("fk_point_calendar_version_calendar_version"),
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum_series.id"], name=op.f("fk_point_forum_id_forum_series")
        ),
        sa.ForeignKeyConstraint(
            ["joined_to_id"], ["point.id"], name=op.f("fk_point_joined_to_id_point")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_point_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["account.id"], name=op.f("fk_point_raised_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point")),
        sa.UniqueConstraint("forum_id", "number", name=op.f("uq_point_forum_id_number")),
    )
    with op.batch_alter_table("point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_point_raised_by_id"), ["raised_by_id"], unique=False)
        batch_op.create_index("ix_point_state", ["state", "forum_id"], unique=False)

    op.create_table(
        "point_support",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_point_support_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_point_support_point_id_point")
        ),
        sa.PrimaryKeyConstraint("point_id", "account_id", name=op.f("pk_point_support")),
    )


def downgrade() -> None:
    op.drop_table("point_support")
    with op.batch_alter_table("point", schema=None) as batch_op:
        batch_op.drop_index("ix_point_state")
        batch_op.drop_index(batch_op.f("ix_point_raised_by_id"))

    op.drop_table("point")
    op.drop_table("minutes_version")
    op.drop_table("attendance")
    op.drop_table("meeting")
    op.drop_table("forum_series")
