"""Whoever signs in is written to in the language they use here; nobody has said one yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "account",
        sa.Column(
            "language",
            sa.String(35),
            nullable=True,
            comment="BCP 47 tag; null for the first language of the place",
        ),
    )


def downgrade() -> None:
    op.drop_column("account", "language")
