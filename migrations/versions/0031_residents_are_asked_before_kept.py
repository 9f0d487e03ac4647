"""Residents are asked whether what was called done is as promised; evidence; corrections.

What was called done before has no check: it stands as it stood, and its page says so.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "subject",
            sa.String(length=200),
            nullable=False,
            comment="path of the promise or project",
        ),
        sa.Column(
            "beside",
            sa.String(length=20),
            nullable=False,
            comment="step:<number of the news> or reply:<check>.<n>; empty for the thing itself",
        ),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="what it shows is of this day"),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False, comment="for people who cannot see the photo"),
        sa.Column("file", sa.LargeBinary(length=32), nullable=True),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_away_by", sa.String(length=80), nullable=False),
        sa.Column("taken_away_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file"], ["stored_file.sha256"], name=op.f("fk_evidence_file_stored_file")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_evidence_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_file", "evidence", ["file"], unique=False)
    op.create_index("ix_evidence_subject", "evidence", ["subject"], unique=False)
    op.create_index("ix_evidence_team_id", "evidence", ["team_id"], unique=False)

    op.create_table(
        "citizen_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column(
            "subject",
            sa.String(length=200),
            nullable=False,
            comment="path of the thing, as the log names it",
        ),
        sa.Column("page", sa.String(length=200), nullable=False, comment="path of its public page"),
        sa.Column(
            "title",
            sa.Text(),
            nullable=False,
            comment="what was called done, as it was called then",
        ),
        sa.Column("said_on", sa.Date(), nullable=False, comment="when the team called it done"),
        sa.Column("ask_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False, comment="people who were asked by mail"),
        sa.Column(
            "news",
            sa.String(length=40),
            nullable=False,
            comment="purpose for which people without an account are told too",
        ),
        sa.Column("until", sa.Date(), nullable=True, comment="last day to say"),
        sa.Column("noes", sa.Integer(), nullable=False, comment="people whose word is no now"),
        sa.Column("owed", sa.Integer(), nullable=False, comment="0 nobody, 1 team, 2 higher"),
        sa.Column("owed_by", sa.Date(), nullable=True),
        sa.Column("replies", sa.Integer(), nullable=False, comment="explanations given"),
        sa.Column("not_kept", sa.Boolean(), nullable=False, comment="the team owns up"),
        sa.Column("ended", sa.String(length=12), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(commitment_id IS NULL) != (round_id IS NULL)", name=op.f("ck_citizen_check_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_citizen_check_commitment_id_commitment"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "number"],
            ["delivery_project.round_id", "delivery_project.number"],
            name="fk_citizen_check_delivery_project",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_citizen_check_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizen_check")),
    )
    op.create_index("ix_citizen_check_subject", "citizen_check", ["subject"], unique=False)
    op.create_index(
        "ix_citizen_check_project",
        "citizen_check",
        ["round_id", "number"],
        unique=True,
        sqlite_where=sa.text("ended = ''"),
        postgresql_where=sa.text("ended = ''"),
    )
    op.create_index(
        "ix_citizen_check_promise",
        "citizen_check",
        ["commitment_id"],
        unique=True,
        sqlite_where=sa.text("ended = ''"),
        postgresql_where=sa.text("ended = ''"),
    )
    op.create_index("ix_citizen_check_team_id", "citizen_check", ["team_id"], unique=False)

    op.create_table(
        "commitment_correction",
        sa.Column("commitment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "field", sa.String(length=12), nullable=False, comment="what, owner or done_note"
        ),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_correction_commitment_id_commitment"),
        ),
        sa.PrimaryKeyConstraint("commitment_id", "n", name=op.f("pk_commitment_correction")),
    )
    op.create_table(
        "citizen_check_reply",
        sa.Column("check_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True, comment="new day, where it is put right"),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("by_role", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_id"],
            ["citizen_check.id"],
            name=op.f("fk_citizen_check_reply_check_id_citizen_check"),
        ),
        sa.PrimaryKeyConstraint("check_id", "n", name=op.f("pk_citizen_check_reply")),
    )
    op.create_table(
        "citizen_check_word",
        sa.Column("check_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("relation", sa.String(length=10), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False, comment="by mail"),
        sa.Column("verdict", sa.String(length=8), nullable=False, comment="empty until they say"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_citizen_check_word_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["check_id"],
            ["citizen_check.id"],
            name=op.f("fk_citizen_check_word_check_id_citizen_check"),
        ),
        sa.PrimaryKeyConstraint("check_id", "account_id", name=op.f("pk_citizen_check_word")),
    )
    op.add_column(
        "delivery_news",
        sa.Column(
            "reason", sa.Text(), server_default="", nullable=False, comment="why it was corrected"
        ),
    )
    op.add_column(
        "delivery_news",
        sa.Column(
            "corrects", sa.Integer(), nullable=True, comment="the line whose mistake this one mends"
        ),
    )


def downgrade() -> None:
    op.drop_column("delivery_news", "corrects")
    op.drop_column("delivery_news", "reason")

    op.drop_table("citizen_check_word")
    op.drop_table("citizen_check_reply")
    op.drop_table("commitment_correction")

    op.drop_table("citizen_check")

    op.drop_table("evidence")
