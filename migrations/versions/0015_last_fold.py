"""When each log was last put in order, so that a worker that starts again keeps the hour."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = "last batch put in order, or the hour begun; ballot logs"
    at = sa.Column("folded_at", sa.DateTime(timezone=True), nullable=True, comment=told)
    op.add_column("log", at)


def downgrade() -> None:
    op.drop_column("log", "folded_at")
