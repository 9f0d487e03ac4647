"""What a price is for: its version and conditions; decisions taken up again; checked while voting.

What had to change, in one text so far, becomes a list with a line for each.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_recheck()
    _make_reopening()
    _make_costing_condition()
    _make_past_decision()
    _make_price_check()
    _make_reopening_confirmation()
    _make_past_decision_vote()
    op.create_index("ix_past_decision_vote_account_id", "past_decision_vote", ["account_id"])
    told = "number of the answer in whose place this one is given"
    op.add_column("costing", sa.Column("replaces", sa.Integer(), nullable=True, comment=told))
    told = "why it is priced again"
    op.add_column("costing", sa.Column("replace_words", sa.Text(), nullable=True, comment=told))
    told = "when its decision was last taken up again"
    at = sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True, comment=told)
    op.add_column("proposal", at)
    _list_conditions()


def _make_recheck() -> None:
    op.create_table(
        "recheck",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "stays_words",
            sa.Text(),
            nullable=False,
            comment="why a facilitator leaves it on the ballot",
        ),
        sa.Column("stays_by", sa.Integer(), nullable=True),
        sa.Column("stays_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["account.id"], name=op.f("fk_recheck_checked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_recheck_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["stays_by"], ["account.id"], name=op.f("fk_recheck_stays_by_account")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_recheck_team_id_team")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_recheck")),
    )


def _make_reopening() -> None:
    op.create_table(
        "reopening",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_reopening_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_reopening_recorded_by_account")
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_reopening")),
    )


def _make_costing_condition() -> None:
    op.create_table(
        "costing_condition",
        sa.Column("costing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "n",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="within the answer, from 1",
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "shown_version", sa.Integer(), nullable=True, comment="of the text that meets it"
        ),
        sa.Column("shown_words", sa.Text(), nullable=False),
        sa.Column("shown_by", sa.Integer(), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True, comment="last day for the team's word"),
        sa.Column("met", sa.Boolean(), nullable=True, comment="None: the team has not said"),
        sa.Column("said_words", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["costing_id"], ["costing.id"], name=op.f("fk_costing_condition_costing_id_costing")
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["account.id"], name=op.f("fk_costing_condition_said_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["shown_by"], ["account.id"], name=op.f("fk_costing_condition_shown_by_account")
        ),
        sa.PrimaryKeyConstraint("costing_id", "n", name=op.f("pk_costing_condition")),
    )


def _make_past_decision() -> None:
    op.create_table(
        "past_decision",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "n",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="within its proposal, from 1",
        ),
        sa.Column("onto_ballot", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("costing_id", sa.Integer(), nullable=True),
        sa.Column("reopened_words", sa.Text(), nullable=False),
        sa.Column(
            "reopened_role",
            sa.String(length=20),
            nullable=False,
            comment="delegate, facilitator or official",
        ),
        sa.Column("reopened_by", sa.Integer(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["costing_id"], ["costing.id"], name=op.f("fk_past_decision_costing_id_costing")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_past_decision_proposal_id_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_past_decision_recorded_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["reopened_by"], ["account.id"], name=op.f("fk_past_decision_reopened_by_account")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "n", name=op.f("pk_past_decision")),
    )


def _make_price_check() -> None:
    op.create_table(
        "price_check",
        sa.Column("costing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "version",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="the later version of the text",
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False, comment="last day for the answer"),
        sa.Column(
            "calendar",
            sa.Integer(),
            nullable=False,
            comment="version of the holiday table that gave due_on",
        ),
        sa.Column(
            "spelling_by",
            sa.Integer(),
            nullable=True,
            comment="the delegate who says that only the spelling changed",
        ),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_price_check_answered_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["costing_id"], ["costing.id"], name=op.f("fk_price_check_costing_id_costing")
        ),
        sa.ForeignKeyConstraint(
            ["spelling_by"], ["account.id"], name=op.f("fk_price_check_spelling_by_account")
        ),
        sa.PrimaryKeyConstraint("costing_id", "version", name=op.f("pk_price_check")),
    )


def _make_reopening_confirmation() -> None:
    op.create_table(
        "reopening_confirmation",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_reopening_confirmation_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["reopening.proposal_id"],
            name=op.f("fk_reopening_confirmation_proposal_id_reopening"),
        ),
        sa.PrimaryKeyConstraint(
            "proposal_id", "account_id", name=op.f("pk_reopening_confirmation")
        ),
    )


def _make_past_decision_vote() -> None:
    op.create_table(
        "past_decision_vote",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_past_decision_vote_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id", "n"],
            ["past_decision.proposal_id", "past_decision.n"],
            name=op.f("fk_past_decision_vote_proposal_id_n_past_decision"),
        ),
        sa.PrimaryKeyConstraint(
            "proposal_id", "n", "account_id", name=op.f("pk_past_decision_vote")
        ),
    )


def _list_conditions() -> None:
    """Each line of what must change is a condition of its own."""
    costing = sa.table("costing", sa.column("id"), sa.column("change_words"))
    condition = sa.table(
        "costing_condition",
        *(sa.column(name) for name in ("costing_id", "n", "words", "shown_words", "said_words")),
    )
    link = op.get_bind()
    query = sa.select(costing.c.id, costing.c.change_words).where(costing.c.change_words != "")
    for key, words in link.execute(query).all():
        lines = [line.strip() for line in words.splitlines() if line.strip()]
        for n, line in enumerate(lines, 1):
            told = {"costing_id": key, "n": n, "words": line, "shown_words": "", "said_words": ""}
            link.execute(condition.insert().values(**told))


def downgrade() -> None:
    op.drop_column("proposal", "reopened_at")
    op.drop_column("costing", "replace_words")
    op.drop_column("costing", "replaces")
    op.drop_table("past_decision_vote")
    op.drop_table("reopening_confirmation")
    op.drop_table("price_check")
    op.drop_table("past_decision")
    op.drop_table("costing_condition")
    op.drop_table("reopening")
    op.drop_table("recheck")
