"""The hand check of papers, and when their keys and they themselves were destroyed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0056"
branch_labels = None
depends_on = None


def _of_round(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_round_id_round")
    return sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "paper_check",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("same", sa.Integer(), server_default="0", nullable=False),
        sa.Column("differs", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "missing",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="drawn sheets without their slip",
        ),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reason",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="why sheets differ, in public",
        ),
        sa.Column("keys_destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("papers_destroyed_at", sa.DateTime(timezone=True), nullable=True),
        _of_round("paper_check"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_paper_check")),
    )
    op.create_table(
        "paper_check_sheet",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sheet", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('same', 'differs', 'missing')",
            name=op.f("ck_paper_check_sheet_outcome"),
        ),
        _of_round("paper_check_sheet"),
        sa.PrimaryKeyConstraint("round_id", "batch", "sheet", name=op.f("pk_paper_check_sheet")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("paper_check_sheet")
    op.drop_table("paper_check")
