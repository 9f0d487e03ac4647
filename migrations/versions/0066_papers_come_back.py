"""A paper set aside comes back from a refused batch; two people decide about sheets that came back
beyond those given out.

Source: docs/rules/paper.md sections 4.5 and 6.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "paper_aside",
        sa.Column(
            "batch",
            sa.Integer(),
            nullable=True,
            comment="that batch, until it is sealed: one that is refused gives it back",
        ),
    )
    op.add_column(
        "paper_aside",
        sa.Column(
            "came_back_on",
            sa.Date(),
            nullable=True,
            comment="when the batch it lay in was refused, until it lies in another one",
        ),
    )
    op.create_table(
        "paper_more",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "n",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="of the decisions of the round, from 1",
        ),
        sa.Column(
            "sheets",
            sa.Integer(),
            nullable=False,
            comment="beyond what was given out, not decided before",
        ),
        sa.Column("outcome", sa.String(7), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="the public reason, without names"),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.CheckConstraint("sheets > 0", name=op.f("ck_paper_more_sheets")),
        sa.CheckConstraint("outcome IN ('counts', 'refused')", name=op.f("ck_paper_more_outcome")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_paper_more_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "n", name=op.f("pk_paper_more")),
    )


def downgrade() -> None:
    op.drop_table("paper_more")
    # The table has no row numbers on SQLite, and must not get any: it is not made anew.
    op.drop_column("paper_aside", "came_back_on")
    op.drop_column("paper_aside", "batch")
