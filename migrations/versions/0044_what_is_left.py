"""A round says what happens to money that its winners do not need (docs/rules/rounds.md 10).

Rounds from before have said nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

COMMENT = "what happens to money that winners do not need"


def upgrade() -> None:
    column = sa.Column(
        "money_left", sa.String(20), nullable=False, server_default="not-said", comment=COMMENT
    )
    op.add_column("round", column)


def downgrade() -> None:
    op.drop_column("round", "money_left")
