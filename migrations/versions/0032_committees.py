"""Committees: how many delegates a decision needs, and what they put right.

A round that was public before keeps the rule that it was published with: two delegates.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = "delegates that a decision needs; None: more than half of those who may vote"
    op.add_column("round", sa.Column("quorum", sa.Integer(), nullable=True, comment=told))
    told = "last day to object; then it stands by a second delegate's word"
    op.add_column("decision_record", sa.Column("object_by", sa.Date(), nullable=True, comment=told))
    for name, told in (
        ("needed", "delegates that had to take part"),
        ("could_vote", "delegates who could have voted"),
    ):
        op.add_column("decision", sa.Column(name, sa.Integer(), nullable=True, comment=told))
    own_word = sa.Column(
        "own_word",
        sa.Boolean(),
        nullable=False,
        server_default=sa.true(),
        comment="whether they pressed it themselves; else recorded, and nobody objected in time",
    )
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
    _make_second_answers()
    _make_scores()
    _make_joins()
    _make_splits()
    _make_comments()
    op.create_table(
        "departure",
        sa.Column("grant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"]),
        sa.PrimaryKeyConstraint("grant_id"),
    )
    op.execute("UPDATE round SET quorum = 2 WHERE published_at IS NOT NULL")


def _make_comments() -> None:
    op.create_table(
        "draft_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="within its proposal"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="of the text that was commented on"
        ),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False, comment="empty for all of it"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("outcome_words", sa.Text(), nullable=False),
        sa.Column("outcome_by", sa.Integer(), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome_version", sa.Integer(), nullable=True, comment="of the text at the outcome"
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"]),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"]),
        sa.ForeignKeyConstraint(["outcome_by"], ["account.id"]),
        sa.UniqueConstraint("proposal_id", "number", name="uq_draft_comment_proposal_id_number"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_draft_comment_team_id", "draft_comment", ["team_id"])


def _make_joins() -> None:
    told = "from then on it stands"
    op.create_table(
        "idea_join",
        sa.Column("idea_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment=told),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"]),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"]),
        sa.PrimaryKeyConstraint("idea_id"),
    )
    op.create_index("ix_idea_join_proposal_id", "idea_join", ["proposal_id"])
    op.create_table(
        "join_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_salt", sa.LargeBinary(32), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"]),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_join_objection_idea_id", "join_objection", ["idea_id"])
    op.create_index("ix_join_objection_proposal_id", "join_objection", ["proposal_id"])


def _make_splits() -> None:
    op.create_table(
        "proposal_split",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"]),
        sa.ForeignKeyConstraint(["from_id"], ["proposal.id"]),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"]),
        sa.PrimaryKeyConstraint("proposal_id"),
    )
    op.create_index("ix_proposal_split_from_id", "proposal_split", ["from_id"])
    op.create_table(
        "proposal_credit",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("idea_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"]),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"]),
        sa.PrimaryKeyConstraint("proposal_id", "idea_id"),
    )
    op.create_index("ix_proposal_credit_idea_id", "proposal_credit", ["idea_id"])


def _make_scores() -> None:
    told = "what delegates score proposals by, in words"
    criteria = sa.Column("criteria", sa.JSON(), nullable=False, server_default="[]", comment=told)
    op.add_column("round", criteria)
    told = "whether names stand beside scores"
    names = sa.Column("score_names", sa.Boolean(), nullable=False, server_default=sa.false())
    names.comment = told
    op.add_column("round", names)
    op.create_table(
        "scoring",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False, comment="last day to score"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"]),
        sa.PrimaryKeyConstraint("proposal_id"),
    )
    op.create_table(
        "score_sheet",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="of the text that was scored"),
        sa.Column(
            "marks",
            sa.JSON(),
            nullable=False,
            comment="1 to 5, in the order of the round's criteria",
        ),
        sa.Column(
            "together",
            sa.Text(),
            nullable=False,
            comment="how it brings people together, a sentence",
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["scoring.proposal_id"]),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("proposal_id", "account_id"),
    )


def _make_second_answers() -> None:
    for name, kind, told in (
        (
            "plead_by",
            sa.Date(),
            "last day for the author to ask that an idea not taken is looked at again",
        ),
        ("plea_at", sa.DateTime(timezone=True), "asked; once only"),
        ("plea_answer_by", sa.Date(), "last day for the facilitator's answer; none once answered"),
    ):
        op.add_column("idea", sa.Column(name, kind, nullable=True, comment=told))
    op.add_column("idea", sa.Column("plea_words", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "idea_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("outcome_words", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "role",
            sa.String(20),
            nullable=False,
            comment="who looked again: delegate or facilitator",
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_idea_answer_idea_id", "idea_answer", ["idea_id"])
    reopens = sa.Column(
        "reopens",
        sa.Boolean(),
        nullable=False,
        server_default=sa.false(),
        comment="take it up again, instead of leaving it",
    )
    op.add_column("leaving_record", reopens)


def downgrade() -> None:
    op.drop_table("draft_comment")
    for name in ("proposal_credit", "proposal_split", "join_objection", "idea_join"):
        op.drop_table(name)
    for name in ("score_sheet", "scoring", "departure"):
        op.drop_table(name)
    for name in ("score_names", "criteria"):
        op.drop_column("round", name)
    op.drop_column("leaving_record", "reopens")
    op.drop_table("idea_answer")
    for name in ("plea_words", "plea_answer_by", "plea_at", "plead_by"):
        op.drop_column("idea", name)
    op.drop_table("leaving_confirmation")
    op.drop_column("decision_vote", "own_word")
    for name in ("could_vote", "needed"):
        op.drop_column("decision", name)
    op.drop_column("decision_record", "object_by")
    op.drop_column("round", "quorum")
