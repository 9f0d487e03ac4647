"""Whoever asked without an account tells staff whether an answer answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "answer",
        sa.Column(
            "asker_says",
            sa.String(8),
            nullable=False,
            server_default="",
            comment="what an asker without an account told staff: whether it answers",
        ),
    )
    op.add_column(
        "answer",
        sa.Column(
            "asker_told",
            sa.String(200),
            nullable=False,
            server_default="",
            comment="whom the asker told, with their role",
        ),
    )


def downgrade() -> None:
    with op.batch_alter_table("answer") as batch:
        batch.drop_column("asker_told")
        batch.drop_column("asker_says")
