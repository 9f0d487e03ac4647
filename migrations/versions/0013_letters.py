"""Which letter of a voter counts, so that a cancelled one is worth nothing from that moment on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = "which letter counts, the first being 1"
    letter = sa.Column("letter", sa.Integer(), nullable=False, server_default="1", comment=told)
    op.add_column("roll", letter)


def downgrade() -> None:
    op.drop_column("roll", "letter")
