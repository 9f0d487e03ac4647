"""Ideas and points that are public before a facilitator has read them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0027"
branch_labels = None
depends_on = None

COMMENT = "public since then and not read by a facilitator; none once read, or read before"


def upgrade() -> None:
    for table in ("idea", "point"):
        op.add_column(table, sa.Column("unread_since", sa.DateTime(timezone=True), comment=COMMENT))


def downgrade() -> None:
    for table in ("point", "idea"):
        op.drop_column(table, "unread_since")
