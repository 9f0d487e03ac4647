"""A point can be withdrawn by whoever raised it, and gone on with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("point", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.add_column("point", sa.Column("withdrawn_why", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.execute(
        "UPDATE point SET state = 'published' WHERE state = 'withdrawn' AND decided_at IS NOT NULL"
    )
    op.execute("UPDATE point SET state = 'raised' WHERE state = 'withdrawn'")
    op.drop_column("point", "withdrawn_why")
    op.drop_column("point", "withdrawn_at")
