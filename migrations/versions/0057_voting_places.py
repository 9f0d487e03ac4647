"""Voting places of a round, with their hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0054"
branch_labels = None
depends_on = None

_CODES = "codes with blanks between them"


def upgrade() -> None:
    op.create_table(
        "venue",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "n",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="its number in the round, from 1",
        ),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("area", sa.String(80), nullable=False),
        sa.Column("getting_there", sa.Text(), nullable=False),
        sa.Column("access", sa.String(120), nullable=False, comment=_CODES),
        sa.Column("offers", sa.String(80), nullable=False, comment=_CODES),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_away_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text(), nullable=False, comment="why it was taken away"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_venue_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "n", name=op.f("pk_venue")),
    )
    op.create_table(
        "venue_hours",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_venue_hours_order")),
        sa.ForeignKeyConstraint(
            ["round_id", "n"],
            ["venue.round_id", "venue.n"],
            name=op.f("fk_venue_hours_round_id_venue"),
        ),
        sa.PrimaryKeyConstraint("round_id", "n", "opens_at", name=op.f("pk_venue_hours")),
    )


def downgrade() -> None:
    op.drop_table("venue_hours")
    op.drop_table("venue")
