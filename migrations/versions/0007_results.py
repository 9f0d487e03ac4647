"""Results of rounds, written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "result",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("roll", sa.Integer(), nullable=False),
        sa.Column("envelopes", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column(
            "with_a_winner",
            sa.Integer(),
            nullable=False,
            comment="ballots that named at least one winner",
        ),
        sa.Column(
            "budget_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="minor units of the currency",
        ),
        sa.Column(
            "spent_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="minor units of the currency",
        ),
        sa.Column("ties", sa.JSON(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_result_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_result")),
    )
    op.create_table(
        "result_row",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=True, comment="from 1, winners only"),
        sa.Column(
            "rank",
            sa.Integer(),
            nullable=False,
            comment="order on the page: winners, then by votes",
        ),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column(
            "cost_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            comment="minor units of the currency",
        ),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["result.round_id"], name=op.f("fk_result_row_round_id_result")
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_result_row")),
    )


def downgrade() -> None:
    op.drop_table("result_row")
    op.drop_table("result")
