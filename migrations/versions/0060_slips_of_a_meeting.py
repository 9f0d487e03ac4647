"""Paper slips of a meeting are typed into a table, row by row, and published by somebody else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def _words() -> list[sa.Column[str]]:
    return [
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False, comment="ticked on the slip"),
        sa.Column("contact", sa.String(10), nullable=False),
        sa.Column(
            "key16",
            sa.LargeBinary(16),
            nullable=False,
            comment="binds what is sealed to this row",
        ),
        sa.Column(
            "sealed_reach",
            sa.Text(),
            nullable=False,
            comment="e-mail, or name and postal address, sealed",
        ),
        sa.Column(
            "same",
            sa.String(200),
            nullable=False,
            comment="what it says again: a path, or row:<n> of this table",
        ),
        sa.Column(
            "returned_why",
            sa.String(300),
            nullable=False,
            comment="why it was given back to its typists",
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "slip_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "key",
            sa.String(24),
            nullable=False,
            comment="made by the page, so that two presses make one row",
        ),
        sa.Column(
            "n",
            sa.Integer(),
            nullable=False,
            comment="in the order in which rows came; its address",
        ),
        sa.Column("slip", sa.Integer(), comment="number of the paper slip"),
        sa.Column(
            "round_id",
            sa.Integer(),
            comment="of an idea; null for a point or when not said yet",
        ),
        sa.Column(
            "sort",
            sa.String(10),
            nullable=False,
            comment="of a point: request, question, concern",
        ),
        *_words(),
        sa.Column("revision", sa.Integer(), nullable=False, comment="counts its changes"),
        sa.Column(
            "window", sa.String(12), nullable=False, comment="of the page that saved it last"
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "path",
            sa.String(200),
            nullable=False,
            comment="what it became, or what it says again",
        ),
        sa.Column("again", sa.Boolean(), nullable=False, comment="it says again what path says"),
        sa.Column("batch", sa.Integer(), comment="number of the publication, by meeting"),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_slip_row_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_slip_row_round_id_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_row")),
        sa.UniqueConstraint("meeting_id", "key", name=op.f("uq_slip_row_meeting_id_key")),
        sa.UniqueConstraint("meeting_id", "n", name=op.f("uq_slip_row_meeting_id_n")),
    )
    op.create_index(op.f("ix_slip_row_changed_at"), "slip_row", ["changed_at"])
    op.create_index(op.f("ix_slip_row_path"), "slip_row", ["path"])
    op.create_table(
        "slip_hand",
        sa.Column("row_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["row_id"],
            ["slip_row.id"],
            name=op.f("fk_slip_hand_row_id_slip_row"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_slip_hand_account_id_account")
        ),
        sa.PrimaryKeyConstraint("row_id", "account_id", name=op.f("pk_slip_hand")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_slip_hand_account_id"), "slip_hand", ["account_id"])


def downgrade() -> None:
    op.drop_table("slip_hand")
    op.drop_table("slip_row")
