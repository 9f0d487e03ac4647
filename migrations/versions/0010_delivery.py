"""Budget lines, steps and news of winners."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery_project",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("step_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line_number", sa.String(length=60), nullable=False),
        sa.Column("line_year", sa.Integer(), nullable=False, comment="budget year"),
        sa.Column(
            "line_amount_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="minor units of the currency",
        ),
        sa.Column("line_given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("next_words", sa.Text(), nullable=False),
        sa.Column("next_due_first", sa.Date(), nullable=True, comment="as first said"),
        sa.Column("next_due", sa.Date(), nullable=True, comment="as it stands now"),
        sa.Column("next_reason", sa.Text(), nullable=False, comment="why the day moved last"),
        sa.Column(
            "spent_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="minor units of the currency",
        ),
        sa.Column(
            "heard_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="last news from the team",
        ),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), nullable=True, comment="last asked for news"
        ),
        sa.CheckConstraint(
            "(next_due IS NULL) = (next_due_first IS NULL)",
            name=op.f("ck_delivery_project_both_days"),
        ),
        sa.CheckConstraint(
            "line_amount_minor > 0", name=op.f("ck_delivery_project_amount_positive")
        ),
        sa.CheckConstraint("spent_minor >= 0", name=op.f("ck_delivery_project_spent_not_negative")),
        sa.ForeignKeyConstraint(
            ["round_id", "number"],
            ["result_row.round_id", "result_row.number"],
            name="fk_delivery_project_result_row",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_delivery_project_team_id_team")
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_delivery_project")),
    )
    with op.batch_alter_table("delivery_project", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_project_team_id", ["team_id"], unique=False)

    op.create_table(
        "delivery_news",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("day_before", sa.Date(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column(
            "amount_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="minor units of the currency",
        ),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "number"],
            ["delivery_project.round_id", "delivery_project.number"],
            name="fk_delivery_news_delivery_project",
        ),
        sa.PrimaryKeyConstraint("round_id", "number", "seq", name=op.f("pk_delivery_news")),
    )
    op.create_table(
        "delivery_stop",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("money_goes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "number"],
            ["delivery_project.round_id", "delivery_project.number"],
            name="fk_delivery_stop_delivery_project",
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_delivery_stop")),
    )


def downgrade() -> None:
    op.drop_table("delivery_stop")
    op.drop_table("delivery_news")
    with op.batch_alter_table("delivery_project", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_project_team_id")

    op.drop_table("delivery_project")
