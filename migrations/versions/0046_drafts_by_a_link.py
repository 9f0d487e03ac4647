"""Drafts are saved again and again, by whoever has their link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0047"
branch_labels = None
depends_on = None

TABLES = ("idea_draft", "point_draft")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("account_id", sa.Integer()))
            batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
            batch.add_column(sa.Column("window", sa.String(12), nullable=False, server_default=""))
            batch.add_column(sa.Column("saved_at", sa.DateTime(timezone=True)))
            batch.create_foreign_key(
                op.f(f"fk_{table}_account_id_account"),
                "account",
                ["account_id"],
                ["id"],
                ondelete="CASCADE",
            )
            batch.create_index(op.f(f"ix_{table}_account_id"), ["account_id"])


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_index(op.f(f"ix_{table}_account_id"))
            batch.drop_constraint(op.f(f"fk_{table}_account_id_account"), type_="foreignkey")
            for column in ("saved_at", "window", "version", "account_id"):
                batch.drop_column(column)
