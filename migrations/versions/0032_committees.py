"""Committees: how many delegates a decision needs, and what they put right.

A round that was public before keeps the rule that it was published with: two delegates.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = "delegates that a decision needs; None: more than half of those who may vote"
    op.add_column("round", sa.Column("quorum", sa.Integer(), nullable=True, comment=told))
    op.add_column("decision_record", sa.Column("object_by", sa.Date(), nullable=True))
    for name in ("needed", "could_vote"):
        op.add_column("decision", sa.Column(name, sa.Integer(), nullable=True))
    own_word = sa.Column("own_word", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("decision_vote", own_word)
    op.create_table(
        "leaving_confirmation",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["leaving_record.idea_id"]),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("idea_id", "account_id"),
    )
    op.execute("UPDATE round SET quorum = 2 WHERE published_at IS NOT NULL")


def downgrade() -> None:
    op.drop_table("leaving_confirmation")
    op.drop_column("decision_vote", "own_word")
    for name in ("could_vote", "needed"):
        op.drop_column("decision", name)
    op.drop_column("decision_record", "object_by")
    op.drop_column("round", "quorum")
