"""Slips that say again what another one says, and publications that are taken back in a day.

A slip that says again what another one says has a code too; what was published is kept sealed for a
day, so that whoever published it can take it back; a page in its place says so.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "slip_row",
        sa.Column(
            "token_hash",
            sa.LargeBinary(32),
            nullable=True,
            comment="keyed hash of the code of a slip that says something again",
        ),
    )
    op.add_column(
        "slip_row",
        sa.Column(
            "sealed_row",
            sa.Text(),
            nullable=False,
            server_default="",
            comment="all that was typed, sealed, for a day after it was published",
        ),
    )
    op.create_index("ix_slip_row_token_hash", "slip_row", ["token_hash"], unique=True)
    op.create_table(
        "slip_batch",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False, comment="number of the publication"),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_slip_batch_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_slip_batch_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "batch", name=op.f("pk_slip_batch")),
    )
    op.create_index(op.f("ix_slip_batch_by_id"), "slip_batch", ["by_id"])
    op.create_table(
        "taken_back",
        sa.Column(
            "path", sa.String(200), nullable=False, comment="of the idea or point, as links name it"
        ),
        sa.Column("meeting_path", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_taken_back")),
    )


def downgrade() -> None:
    op.drop_table("taken_back")
    op.drop_index(op.f("ix_slip_batch_by_id"), "slip_batch")
    op.drop_table("slip_batch")
    op.drop_index("ix_slip_row_token_hash", "slip_row")
    op.drop_column("slip_row", "sealed_row")
    op.drop_column("slip_row", "token_hash")
