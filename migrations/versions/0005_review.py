"""Declarations, costings and decisions of committees."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declaration",
        sa.Column("committee_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_declaration_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_declaration_committee_id_committee")
        ),
        sa.PrimaryKeyConstraint("committee_id", "account_id", name=op.f("pk_declaration")),
    )
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declaration_account_id"), ["account_id"], unique=False)

    op.create_table(
        "costing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            comment="the proposal's version that was asked about",
        ),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False, comment="last day for the answer"),
        sa.Column(
            "calendar",
            sa.Integer(),
            nullable=False,
            comment="version of the holiday table that gave due_on",
        ),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("change_words", sa.Text(), nullable=False),
        sa.Column("cannot", sa.String(length=12), nullable=False),
        sa.Column("cannot_words", sa.Text(), nullable=False),
        sa.Column(
            "low_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="minor units of the currency",
        ),
        sa.Column(
            "likely_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="minor units of the currency",
        ),
        sa.Column(
            "high_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="minor units of the currency",
        ),
        sa.Column(
            "price_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="on the ballot; minor units of the currency",
        ),
        sa.Column(
            "yearly_minor",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="minor units, each year",
        ),
        sa.Column("yearly_payer", sa.String(length=120), nullable=False),
        sa.Column(
            "months", sa.Integer(), nullable=True, comment="months after the vote until it is ready"
        ),
        sa.Column("included", sa.Text(), nullable=False),
        sa.Column("sure", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "low_minor <= likely_minor AND likely_minor <= high_minor",
            name=op.f("ck_costing_order"),
        ),
        sa.CheckConstraint("price_minor > 0", name=op.f("ck_costing_price_above_zero")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_costing_answered_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_costing_asked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_costing_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_costing_round_id_round")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_costing_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_costing")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_costing_round_id_number")),
    )
    with op.batch_alter_table("costing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_costing_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index("ix_costing_team_answered", ["team_id", "answered_at"], unique=False)

    op.create_table(
        "decision",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "costing_id", sa.Integer(), nullable=True, comment="the answer that the price rests on"
        ),
        sa.ForeignKeyConstraint(
            ["costing_id"], ["costing.id"], name=op.f("fk_decision_costing_id_costing")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_decision_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_decision_recorded_by_account")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_decision")),
    )
    op.create_table(
        "interest",
        sa.Column("idea_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_interest_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_interest_committee_id_committee")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_interest_idea_id_idea")),
        sa.PrimaryKeyConstraint("idea_id", "account_id", name=op.f("pk_interest")),
    )
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interest_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_interest_committee_id"), ["committee_id"], unique=False
        )

    op.create_table(
        "decision_vote",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_decision_vote_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["decision.proposal_id"],
            name=op.f("fk_decision_vote_proposal_id_decision"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", "account_id", name=op.f("pk_decision_vote")),
    )
    with op.batch_alter_table("decision_vote", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decision_vote_account_id"), ["account_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("decision_vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_vote_account_id"))

    op.drop_table("decision_vote")
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interest_committee_id"))
        batch_op.drop_index(batch_op.f("ix_interest_account_id"))

    op.drop_table("interest")
    op.drop_table("decision")
    with op.batch_alter_table("costing", schema=None) as batch_op:
        batch_op.drop_index("ix_costing_team_answered")
        batch_op.drop_index(batch_op.f("ix_costing_proposal_id"))

    op.drop_table("costing")
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declaration_account_id"))

    op.drop_table("declaration")
