"""What was taken down at a stall and sent later is taken once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stall_entry",
        sa.Column(
            "key16",
            sa.LargeBinary(16),
            nullable=False,
            comment="made by the device, so that what is sent twice is taken once",
        ),
        sa.Column(
            "reference", sa.String(8), nullable=False, comment="on the slip; made by the device"
        ),
        sa.Column("path", sa.String(200), nullable=False, comment="of the idea or point it became"),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key16", name=op.f("pk_stall_entry")),
    )
    op.create_index(op.f("ix_stall_entry_reference"), "stall_entry", ["reference"])


def downgrade() -> None:
    op.drop_table("stall_entry")
