"""One number for each table, raised by the commits that change it: pages are made once.

A table without a row has not changed since. Nothing is filled in: no page is kept across a start.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_version",
        sa.Column("name", sa.String(63), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_page_version"),
    )


def downgrade() -> None:
    op.drop_table("page_version")
