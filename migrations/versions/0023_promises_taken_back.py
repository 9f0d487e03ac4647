"""That a promise is done or given up can be taken back; what was said stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commitment_take_back",
        sa.Column("commitment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("was", sa.String(10), nullable=False, comment="done or given_up"),
        sa.Column("said_on", sa.Date(), nullable=False, comment="day that was taken back"),
        sa.Column("words", sa.Text(), nullable=False, comment="note or reason of that day"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_take_back_commitment_id_commitment"),
        ),
        sa.PrimaryKeyConstraint("commitment_id", "n", name=op.f("pk_commitment_take_back")),
    )


def downgrade() -> None:
    op.drop_table("commitment_take_back")
