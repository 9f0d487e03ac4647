"""A voting place is closed for a day or a part of one, with a public reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "venue_closure",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "k",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="its number at this place, from 1",
        ),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "lifted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when somebody said that it is open again, or a further one took it in",
        ),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_venue_closure_order")),
        sa.ForeignKeyConstraint(
            ["round_id", "n"],
            ["venue.round_id", "venue.n"],
            name=op.f("fk_venue_closure_round_id_venue"),
        ),
        sa.PrimaryKeyConstraint("round_id", "n", "k", name=op.f("pk_venue_closure")),
    )


def downgrade() -> None:
    op.drop_table("venue_closure")
