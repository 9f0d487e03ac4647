"""Trustees who sign in, and the hash that each typed of a list opened away from the server.

Of the list only hashes are kept: it comes with the last confirmation and is published with it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def _round_id() -> sa.Column[int]:
    return sa.Column("round_id", sa.Integer(), sa.ForeignKey("round.id"), nullable=False)


def _number() -> sa.Column[int]:
    return sa.Column("number", sa.Integer(), nullable=False, comment="of the share, from 1")


def upgrade() -> None:
    op.create_table(
        "trustee_account",
        _round_id(),
        _number(),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("round_id", "number"),
        sa.UniqueConstraint("round_id", "account_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_trustee_account_account_id"), "trustee_account", ["account_id"], unique=False
    )
    op.create_table(
        "trustee_list_confirmation",
        _round_id(),
        _number(),
        sa.Column("list_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "number"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("trustee_list_confirmation")
    op.drop_index(op.f("ix_trustee_account_account_id"), table_name="trustee_account")
    op.drop_table("trustee_account")
