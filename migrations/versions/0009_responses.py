"""Who answers, the turns of the clock, answers, what people say of them, promises."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False, comment="1, 2 or 3"),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("by_title", sa.String(length=120), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="of publication, in the place"),
        sa.Column(
            "challenged_on",
            sa.Date(),
            nullable=True,
            comment="day on which people made another answer due; set once",
        ),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_answer_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_answer_point_id_point")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_answer_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("point_id", "n", name=op.f("uq_answer_point_id_n")),
    )
    op.create_table(
        "answer_draft",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("by_account_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_answer_draft_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_answer_draft_point_id_point")
        ),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_answer_draft")),
    )
    op.create_table(
        "assignment",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column(
            "passed_on",
            sa.Boolean(),
            nullable=False,
            comment="by the team itself, once; else by a facilitator",
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_assignment_point_id_point")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_assignment_team_id_team")),
        sa.PrimaryKeyConstraint("point_id", "n", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_team_id"), ["team_id"], unique=False)

    op.create_table(
        "point_turn",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="in the place"),
        sa.Column("days", sa.Integer(), nullable=False, comment="working days of more time"),
        sa.Column("due", sa.Date(), nullable=True, comment="due day of the point that came in"),
        sa.Column("spent_extension", sa.Boolean(), nullable=False),
        sa.Column("spent_pause", sa.Boolean(), nullable=False),
        sa.Column(
            "mark", sa.String(length=20), nullable=False, comment="which reminder, such as late:1"
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days BETWEEN 0 AND 10", name=op.f("ck_point_turn_ten_days_at_most")),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_point_turn_point_id_point")
        ),
        sa.PrimaryKeyConstraint("point_id", "n", name=op.f("pk_point_turn")),
    )
    op.create_table(
        "answer_correction",
        sa.Column("answer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_correction_answer_id_answer")
        ),
        sa.PrimaryKeyConstraint("answer_id", "n", name=op.f("pk_answer_correction")),
    )
    op.create_table(
        "answer_reason",
        sa.Column("answer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column(
            "detail", sa.Text(), nullable=False, comment="figure, link, whose it is, or words"
        ),
        sa.Column("would_change", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_reason_answer_id_answer")
        ),
        sa.PrimaryKeyConstraint("answer_id", "n", name=op.f("pk_answer_reason")),
    )
    op.create_table(
        "assessment",
        sa.Column("answer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_asker", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_assessment_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_assessment_answer_id_answer")
        ),
        sa.PrimaryKeyConstraint("answer_id", "account_id", name=op.f("pk_assessment")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column(
            "owner", sa.String(length=120), nullable=False, comment="post or service that does it"
        ),
        sa.Column("due_original", sa.Date(), nullable=False),
        sa.Column("due_current", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("given_up_on", sa.Date(), nullable=True),
        sa.Column("given_up_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_commitment_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["point.id"], name=op.f("fk_commitment_point_id_point")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_commitment_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("point_id", "n", name=op.f("uq_commitment_point_id_n")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_team_id"), ["team_id"], unique=False)

    op.create_table(
        "commitment_move",
        sa.Column("commitment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_after", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_move_commitment_id_commitment"),
        ),
        sa.PrimaryKeyConstraint("commitment_id", "n", name=op.f("pk_commitment_move")),
    )


def downgrade() -> None:
    op.drop_table("commitment_move")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_team_id"))

    op.drop_table("commitment")
    op.drop_table("assessment")
    op.drop_table("answer_reason")
    op.drop_table("answer_correction")
    op.drop_table("point_turn")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_team_id"))

    op.drop_table("assignment")
    op.drop_table("answer_draft")
    op.drop_table("answer")
