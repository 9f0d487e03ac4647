"""Decisions stand when those who were there confirm them; costings can be passed on once.

A yearly cost of nothing stood for “nothing to pay” and for “not said” alike: nobody knows which was
meant, so that it becomes “not said” (NULL). From now on 0 means nothing to pay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("costing", sa.Column("passed_from", sa.String(120), nullable=True))
    op.add_column("costing", sa.Column("passed_words", sa.Text(), nullable=True))
    op.execute("UPDATE costing SET yearly_minor = NULL WHERE yearly_minor = 0")
    op.create_table(
        "decision_record",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("onto_ballot", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("costing_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"]),
        sa.ForeignKeyConstraint(["costing_id"], ["costing.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("proposal_id"),
    )
    op.create_table(
        "decision_record_vote",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(10), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["decision_record.proposal_id"]),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("proposal_id", "account_id"),
    )
    op.create_table(
        "leaving_record",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"]),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("idea_id"),
    )
    op.create_table(
        "round_date_move",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(30), nullable=False),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("round_id", "n"),
    )


def downgrade() -> None:
    op.drop_table("round_date_move")
    op.drop_table("leaving_record")
    op.drop_table("decision_record_vote")
    op.drop_table("decision_record")
    op.execute("UPDATE costing SET yearly_minor = 0 WHERE yearly_minor IS NULL AND price_minor > 0")
    op.drop_column("costing", "passed_words")
    op.drop_column("costing", "passed_from")
