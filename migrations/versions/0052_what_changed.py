"""Decisions that were changed because of people are said by one and confirmed by another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "changed_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "about", sa.String(200), nullable=False, comment="path of the thing, as links name it"
        ),
        sa.Column("because", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer()),
        sa.Column("round_id", sa.Integer()),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True)),
        sa.Column("taken_back_by", sa.String(80), nullable=False),
        sa.Column("taken_back_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(forum_id IS NULL) != (round_id IS NULL)", name=op.f("ck_changed_decision_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["forum_id"],
            ["forum_series.id"],
            name=op.f("fk_changed_decision_forum_id_forum_series"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_changed_decision_round_id_round")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_changed_decision_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_decision")),
    )
    op.create_index("ix_changed_decision_about", "changed_decision", ["about"])
    for column in ("forum_id", "round_id", "team_id"):
        op.create_index(op.f(f"ix_changed_decision_{column}"), "changed_decision", [column])
    op.create_table(
        "changed_version",
        sa.Column("change_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("before", sa.Text(), nullable=False, comment="what was decided before"),
        sa.Column("now", sa.Text(), nullable=False, comment="what is decided now"),
        sa.Column("document", sa.String(300), nullable=False, comment="how the document is called"),
        sa.Column("day", sa.Date(), nullable=False, comment="of the document"),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column(
            "file",
            sa.LargeBinary(32),
            comment="a PDF until it is confirmed; then it is a piece of evidence",
        ),
        sa.Column("evidence_id", sa.Integer()),
        sa.Column("reason", sa.Text(), nullable=False, comment="why it corrects the one before"),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(80), nullable=False),
        sa.Column("first_role", sa.String(20), nullable=False),
        sa.Column("first_post", sa.String(120), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_name", sa.String(80), nullable=False),
        sa.Column("second_role", sa.String(20), nullable=False),
        sa.Column("second_post", sa.String(120), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_reason", sa.Text(), nullable=False, comment="why it was turned down"),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["changed_decision.id"],
            name=op.f("fk_changed_version_change_id_changed_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_changed_version_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["file"], ["stored_file.sha256"], name=op.f("fk_changed_version_file_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["account.id"], name=op.f("fk_changed_version_first_id_account")
        ),
        sa.PrimaryKeyConstraint("change_id", "n", name=op.f("pk_changed_version")),
    )
    for column in ("day", "file", "first_id"):
        op.create_index(op.f(f"ix_changed_version_{column}"), "changed_version", [column])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_changed_version_waiting",
        "changed_version",
        ["change_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("changed_version")
    op.drop_table("changed_decision")
