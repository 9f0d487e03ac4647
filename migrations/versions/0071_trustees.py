"""Trustees who hold the key of a box together, and what they said of their shares."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_trustees",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=False,
            comment="canonical JSON; names of people in a public role",
        ),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_trustees_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_trustees")),
    )
    op.create_table(
        "trustee_share_destroyed",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "number",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="of the share, from 1",
        ),
        sa.Column("said_on", sa.Date(), nullable=False, comment="day of the place"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_trustee_share_destroyed_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_trustee_share_destroyed")),
    )


def downgrade() -> None:
    op.drop_table("trustee_share_destroyed")
    op.drop_table("round_trustees")
