"""What staff write down for somebody, and how that person is reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "written_down",
        sa.Column(
            "path",
            sa.String(200),
            nullable=False,
            comment="of the idea or point, as links name it",
        ),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False, comment="of the idea or the point"),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(80), nullable=False),
        sa.Column("by_role", sa.String(20), nullable=False),
        sa.Column("origin", sa.String(10), nullable=False),
        sa.Column("origin_ref", sa.String(200), nullable=False, comment="path of the meeting"),
        sa.Column("slip", sa.Integer(), comment="number of the paper slip"),
        sa.Column(
            "consent",
            sa.Text(),
            nullable=False,
            comment="the sentence that was read out and agreed to",
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact", sa.String(10), nullable=False),
        sa.Column(
            "key16",
            sa.LargeBinary(16),
            nullable=False,
            comment="binds what is sealed to this row",
        ),
        sa.Column(
            "sealed_address",
            sa.Text(),
            nullable=False,
            comment="name and postal address, sealed; empty once not needed",
        ),
        sa.Column("token_hash", sa.LargeBinary(32), comment="keyed hash of the slip’s code"),
        sa.Column("claimed_at", sa.DateTime(timezone=True)),
        sa.Column("claimed_by_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_written_down_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["account.id"], name=op.f("fk_written_down_claimed_by_id_account")
        ),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_written_down")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_written_down_token_hash")),
    )
    op.create_index(op.f("ix_written_down_by_id"), "written_down", ["by_id"])
    op.create_index(op.f("ix_written_down_claimed_by_id"), "written_down", ["claimed_by_id"])


def downgrade() -> None:
    op.drop_table("written_down")
