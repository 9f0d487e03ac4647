"""Ballot papers that are given out, who handled papers, and papers that were set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0061"
branch_labels = None
depends_on = None


def _round() -> sa.Column[int]:
    return sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False)


def _of_round(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_round_id_round")
    return sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "paper_issue",
        _round(),
        sa.Column("voter_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "n",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="of this voter, the first being 1",
        ),
        sa.Column("how", sa.String(9), nullable=False),
        sa.Column("state", sa.String(7), nullable=False, server_default="out"),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), comment="when it was given back"),
        sa.CheckConstraint("how IN ('hand', 'post', 'condition')", name=op.f("ck_paper_issue_how")),
        sa.CheckConstraint(
            "state IN ('out', 'spoiled', 'unused', 'slip')", name=op.f("ck_paper_issue_state")
        ),
        _of_round("paper_issue"),
        sa.PrimaryKeyConstraint("round_id", "voter_no", "n", name=op.f("pk_paper_issue")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_hand",
        _round(),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("did", sa.String(6), nullable=False),
        sa.CheckConstraint("did IN ('gave', 'logged')", name=op.f("ck_paper_hand_did")),
        _of_round("paper_hand"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_paper_hand_account_id_account")
        ),
        sa.PrimaryKeyConstraint("round_id", "account_id", name=op.f("pk_paper_hand")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_aside",
        _round(),
        sa.Column(
            "n",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="its number in the round, on its slip",
        ),
        sa.Column("why", sa.String(10), nullable=False),
        sa.Column("set_aside_on", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False, comment="the last day for it"),
        sa.Column(
            "outcome",
            sa.String(7),
            nullable=False,
            server_default="",
            comment="empty while it is open",
        ),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="the public reason, without names",
        ),
        sa.Column("decided_on", sa.Date()),
        sa.Column(
            "batched",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="it lies in a batch",
        ),
        sa.CheckConstraint(
            "why IN ('late', 'two_papers', 'no_stamp', 'signed', 'not_found', 'has_voted',"
            " 'other')",
            name=op.f("ck_paper_aside_why"),
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'counts', 'refused')", name=op.f("ck_paper_aside_outcome")
        ),
        _of_round("paper_aside"),
        sa.PrimaryKeyConstraint("round_id", "n", name=op.f("pk_paper_aside")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("paper_aside")
    op.drop_table("paper_hand")
    op.drop_table("paper_issue")
