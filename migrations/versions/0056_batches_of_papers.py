"""Batches of returned papers, and what clerks entered of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_batch",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "n",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="its number in the round, from 1",
        ),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("seal", sa.String(40), nullable=False, comment="of the box or bag they came in"),
        sa.Column("sheets", sa.Integer(), nullable=False, comment="as counted at the receipt"),
        sa.Column(
            "aside",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="of them, sheets that had been set aside",
        ),
        sa.Column("state", sa.String(8), nullable=False, server_default="received"),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("logged_by_id", sa.Integer(), nullable=False),
        sa.Column("differed", sa.Integer(), comment="sheets that the two entries read apart"),
        sa.Column(
            "settled_by_id",
            sa.Integer(),
            comment="who wrote the third look down; another one confirms it",
        ),
        sa.Column(
            "ready_by_id",
            sa.Integer(),
            comment="who asked to seal it or refuse it; another one does it",
        ),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="why it is refused, in public",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("sheets BETWEEN 1 AND 25", name=op.f("ck_paper_batch_sheets")),
        sa.CheckConstraint(
            "state IN ('received', 'differs', 'agreed', 'sealed', 'refused')",
            name=op.f("ck_paper_batch_state"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_paper_batch_round_id_round")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["account.id"], name=op.f(f"fk_paper_batch_{column}_account")
            )
            for column in ("logged_by_id", "settled_by_id", "ready_by_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "n", name=op.f("pk_paper_batch")),
    )
    op.create_table(
        "paper_entry",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hand", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "look", sa.Integer(), nullable=False, comment="1 for an entry, 3 for the third look"
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, comment="counts its savings"),
        sa.Column("whole", sa.Boolean(), nullable=False, comment="its clerk is done"),
        sa.Column(
            "closed",
            sa.LargeBinary(),
            nullable=False,
            comment="under the key of the batch; empty once the batch is sealed or refused",
        ),
        sa.CheckConstraint("hand IN (1, 2, 3)", name=op.f("ck_paper_entry_hand")),
        sa.ForeignKeyConstraint(
            ["round_id", "batch"],
            ["paper_batch.round_id", "paper_batch.n"],
            name=op.f("fk_paper_entry_round_id_paper_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_paper_entry_account_id_account")
        ),
        sa.PrimaryKeyConstraint("round_id", "batch", "hand", name=op.f("pk_paper_entry")),
        sa.UniqueConstraint(
            "round_id",
            "batch",
            "account_id",
            "look",
            name=op.f("uq_paper_entry_round_id_batch_account_id_look"),
        ),
    )
    op.create_index(op.f("ix_paper_entry_account_id"), "paper_entry", ["account_id"])


def downgrade() -> None:
    op.drop_table("paper_entry")
    op.drop_table("paper_batch")
