"""A project withdrawn, or voting extended, after the freeze (docs/rules/amendments.md).

The frozen bytes stay. What is in force stands in the row of the round too, where pages read it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_amendment",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False, comment="from 1"),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False, comment="as the ballot log tells them"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "site_key16",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="key of the entry of the site log",
        ),
        sa.Column(
            "site_sha256",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="of the bytes of that entry",
        ),
        sa.Column(
            "key16",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="key of the entry of the ballot log",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_amendment_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "n", name=op.f("pk_round_amendment")),
    )
    for name in ("amended_closes_at", "amended_results_at"):
        op.add_column("round", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column(
        "round",
        sa.Column(
            "withdrawn",
            sa.JSON(),
            nullable=False,
            server_default="[]",
            comment="numbers of withdrawn projects, ascending",
        ),
    )


def downgrade() -> None:
    for name in ("withdrawn", "amended_results_at", "amended_closes_at"):
        op.drop_column("round", name)
    op.drop_table("round_amendment")
