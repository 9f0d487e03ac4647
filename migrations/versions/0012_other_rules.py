"""What another rule would have given, beside the result."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "result",
        sa.Column(
            "compared", sa.JSON(), nullable=True, comment="what another rule would have given"
        ),
    )


def downgrade() -> None:
    with op.batch_alter_table("result") as table:
        table.drop_column("compared")
