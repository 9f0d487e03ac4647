"""Minutes have drafts of their writers, corrections of anybody, and counts of who was there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0032"
branch_labels = None
depends_on = None

_DAYS = "working days in which minutes can be corrected"


def upgrade() -> None:
    for table in ("place", "meeting"):
        op.add_column(
            table,
            sa.Column(
                "correction_days", sa.Integer(), nullable=False, server_default="10", comment=_DAYS
            ),
        )
    op.add_column(
        "minutes_version",
        sa.Column(
            "told",
            sa.Integer(),
            comment="how many addresses it was mailed to; null before that was counted",
        ),
    )
    _make_drafts_and_corrections()
    _make_attendance()


def _make_drafts_and_corrections() -> None:
    op.create_table(
        "minutes_draft",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_draft_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_minutes_draft_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting_id", "account_id", name=op.f("pk_minutes_draft")),
    )
    op.create_table(
        "minutes_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="of the meeting, from 1"),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="the newest public one when it came"
        ),
        sa.Column(
            "passage",
            sa.Text(),
            nullable=False,
            comment="as it stood there; empty where something is missing",
        ),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(32), nullable=False, comment="opens the hash in the log"),
        sa.Column("by_account_id", sa.Integer()),
        sa.Column("by_name", sa.String(80), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "read_at", sa.DateTime(timezone=True), comment="its words are shown from then on"
        ),
        sa.Column("made_in", sa.Integer(), comment="the version that carries it out"),
        sa.CheckConstraint(
            "kind IN ('correction', 'amendment')", name=op.f("ck_minutes_correction_kind")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'withdrawn')",
            name=op.f("ck_minutes_correction_state"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_correction_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["by_account_id"],
            ["account.id"],
            name=op.f("fk_minutes_correction_by_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_correction")),
        sa.UniqueConstraint(
            "meeting_id", "number", name=op.f("uq_minutes_correction_meeting_id_number")
        ),
    )
    op.create_index(
        op.f("ix_minutes_correction_by_account_id"), "minutes_correction", ["by_account_id"]
    )
    op.create_table(
        "minutes_correction_decision",
        sa.Column("correction_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["minutes_correction.id"],
            name=op.f("fk_minutes_correction_decision_correction_id_minutes_correction"),
        ),
        sa.PrimaryKeyConstraint("correction_id", "n", name=op.f("pk_minutes_correction_decision")),
    )


def _make_attendance() -> None:
    op.create_table(
        "attendance_record",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("in_room", sa.Integer(), nullable=False, comment="people"),
        sa.Column("online", sa.Integer(), nullable=False, comment="people"),
        sa.Column("by_phone", sa.Integer(), nullable=False, comment="people"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "in_room >= 0 AND online >= 0 AND by_phone >= 0",
            name=op.f("ck_attendance_record_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_record_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "n", name=op.f("pk_attendance_record")),
    )
    op.create_table(
        "official_present",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("post", sa.String(120), nullable=False),
        sa.Column("body", sa.String(120), nullable=False, comment="team or organisation"),
        sa.Column("account_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["meeting_id", "record_n"],
            ["attendance_record.meeting_id", "attendance_record.n"],
            name=op.f("fk_official_present_meeting_id_record_n_attendance_record"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_official_present_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("meeting_id", "record_n", "n", name=op.f("pk_official_present")),
    )


def downgrade() -> None:
    for name in (
        "official_present",
        "attendance_record",
        "minutes_correction_decision",
        "minutes_correction",
        "minutes_draft",
    ):
        op.drop_table(name)
    op.drop_column("minutes_version", "told")
    for table in ("meeting", "place"):
        op.drop_column(table, "correction_days")
