"""Who opened a box again, and who decided the end of its key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opened_again",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "number",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="of the opening; 1 was the ceremony's",
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(80), nullable=False),
        sa.Column("by_role", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "list_sha256",
            sa.LargeBinary(32),
            nullable=False,
            comment="of the list that came out",
        ),
        sa.Column(
            "agrees", sa.Boolean(), nullable=False, comment="with the list that the log names"
        ),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_by", sa.String(180), nullable=False, comment="both people, by name"),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="why it was taken back or set aside"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_opened_again_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_opened_again_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_opened_again")),
    )
    op.create_index(op.f("ix_opened_again_by_id"), "opened_again", ["by_id"])
    op.create_table(
        "key_end",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "key_sha256",
            sa.LargeBinary(32),
            nullable=False,
            comment="of the public point of the key",
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first", sa.String(80), nullable=False),
        sa.Column("first_role", sa.String(20), nullable=False),
        sa.Column("second", sa.String(80), nullable=False),
        sa.Column("second_role", sa.String(20), nullable=False),
        sa.Column(
            "rewritten_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the tables of the closed votes were written anew",
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_key_end_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_key_end")),
    )


def downgrade() -> None:
    op.drop_table("key_end")
    op.drop_index(op.f("ix_opened_again_by_id"), "opened_again")
    op.drop_table("opened_again")
