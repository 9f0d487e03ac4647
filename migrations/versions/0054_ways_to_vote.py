"""Which ways to vote a round has beside a screen of one's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_ways",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "paper",
            sa.String(8),
            server_default="",
            nullable=False,
            comment="empty without paper, else how paper and online exclude each other",
        ),
        sa.Column(
            "kiosk",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="a screen stands at a voting place",
        ),
        sa.Column(
            "helped",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="help with a witness can be had",
        ),
        sa.Column("papers_kept_until", sa.Date()),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("paper IN ('', 'first', 'replaces')", name=op.f("ck_round_ways_paper")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_ways_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_ways")),
    )


def downgrade() -> None:
    op.drop_table("round_ways")
