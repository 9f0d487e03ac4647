"""Hourly totals of ballot logs: all that is told of the time of votes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_hour",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False, comment="put in order in this hour"),
        sa.ForeignKeyConstraint(["log_id"], ["log.id"], name=op.f("fk_log_hour_log_id_log")),
        sa.PrimaryKeyConstraint("log_id", "hour", name=op.f("pk_log_hour")),
    )


def downgrade() -> None:
    op.drop_table("log_hour")
