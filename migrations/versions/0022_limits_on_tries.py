"""How often somebody tried a thing, by a hash keyed anew each day: limits that slow down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = "how many in the span that began at `since`"
    op.create_table(
        "try_count",
        sa.Column("what", sa.String(30), nullable=False),
        sa.Column("who", sa.LargeBinary(32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, comment=told),
        sa.PrimaryKeyConstraint("what", "who", "since", name=op.f("pk_try_count")),
    )


def downgrade() -> None:
    op.drop_table("try_count")
