"""Voters who are struck and put back, and objections to the roll.

The state `struck` has been in the roll's constraint from the beginning; what was missing is why and
when somebody was struck, and what became of a vote that lay in the box by then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_strike",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "strike_no",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="one for each act, in the round",
        ),
        sa.Column("why", sa.String(12), nullable=False),
        sa.Column("was", sa.String(6), nullable=False, comment="state before"),
        sa.Column("left", sa.Boolean(), nullable=False, comment="no vote stays in the box"),
        sa.Column("taken_out", sa.Boolean(), nullable=False, comment="a vote left the box with it"),
        sa.Column("late", sa.Boolean(), nullable=False, comment="after the freeze, by two people"),
        sa.Column("struck_on", sa.Date(), nullable=False),
        sa.Column(
            "instead",
            sa.Integer(),
            nullable=True,
            comment="the number that the same person has or gets",
        ),
        sa.Column("put_back_on", sa.Date(), nullable=True),
        sa.Column("put_back_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_roll_strike_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "voter_no", "strike_no", name=op.f("pk_roll_strike")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roll_objection",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("objected_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(6), nullable=False, comment="empty while it is open"),
        sa.Column("reason", sa.Text(), nullable=False, comment="the public answer, without names"),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False, comment="how often it was answered"),
        sa.CheckConstraint(
            "about IN ('missing', 'struck', 'other')", name=op.f("ck_roll_objection_about")
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'done', 'stays')", name=op.f("ck_roll_objection_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_roll_objection_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_roll_objection_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_roll_objection")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("roll_objection")
    op.drop_table("roll_strike")
