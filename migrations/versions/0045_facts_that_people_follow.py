"""Facts are written once, and told to those who follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "news_fact",
        sa.Column("key16", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("within", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("audiences", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spread_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("key16", name=op.f("pk_news_fact")),
    )
    op.create_index("ix_news_fact_spread", "news_fact", ["spread_at", "at"])
    op.create_index("ix_news_fact_about", "news_fact", ["about", "at"])


def downgrade() -> None:
    op.drop_table("news_fact")
