"""Whether the tables that held voter and envelope side by side were rewritten after the opening.

Rounds opened before have none: their storage is rewritten when somebody asks for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = "tables of the urn rewritten after its opening"
    at = sa.Column("storage_rewritten_at", sa.DateTime(timezone=True), nullable=True, comment=told)
    op.add_column("round", at)


def downgrade() -> None:
    op.drop_column("round", "storage_rewritten_at")
