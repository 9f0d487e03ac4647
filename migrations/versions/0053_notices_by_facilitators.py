"""A facilitator writes a notice to all who follow a round or a forum."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer()),
        sa.Column("forum_id", sa.Integer()),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="within its round or forum, from 1"
        ),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text(), nullable=False, comment="why it was taken back"),
        sa.CheckConstraint(
            "(round_id IS NULL) != (forum_id IS NULL)", name=op.f("ck_notice_one_thing")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_notice_round_id_round")),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum_series.id"], name=op.f("fk_notice_forum_id_forum_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_notice_round_id_number")),
        sa.UniqueConstraint("forum_id", "number", name=op.f("uq_notice_forum_id_number")),
    )


def downgrade() -> None:
    op.drop_table("notice")
