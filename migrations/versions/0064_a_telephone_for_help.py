"""The place has a telephone number for help, and hours at which somebody answers it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "place", sa.Column("help_phone", sa.String(40), nullable=False, server_default="")
    )
    op.add_column(
        "place",
        sa.Column(
            "help_hours",
            sa.String(120),
            nullable=False,
            server_default="",
            comment="when somebody answers the telephone",
        ),
    )


def downgrade() -> None:
    op.drop_column("place", "help_hours")
    op.drop_column("place", "help_phone")
