"""Screens at voting places, and how often help was used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "round_ways",
        sa.Column(
            "help_counted_at",
            sa.DateTime(timezone=True),
            comment="when the log said how often help was used",
        ),
    )
    op.create_table(
        "kiosk",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "n",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="its number in the round, from 1",
        ),
        sa.Column(
            "venue_n", sa.Integer(), nullable=False, comment="the voting place where it stands"
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ends_at", sa.DateTime(timezone=True), nullable=False, comment="the end of its day"
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("opened_at < ends_at", name=op.f("ck_kiosk_order")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_kiosk_round_id_round")),
        sa.ForeignKeyConstraint(
            ["round_id", "venue_n"],
            ["venue.round_id", "venue.n"],
            name=op.f("fk_kiosk_round_id_venue"),
        ),
        sa.PrimaryKeyConstraint("round_id", "n", name=op.f("pk_kiosk")),
    )
    op.create_table(
        "helped_day",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_helped_day_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "day", name=op.f("pk_helped_day")),
    )


def downgrade() -> None:
    op.drop_table("helped_day")
    op.drop_table("kiosk")
    op.drop_column("round_ways", "help_counted_at")
