"""Points can be withdrawn, have a picture, and wait for a press in their asker's mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_why", sa.Text(), nullable=False, server_default=""),
        sa.Column("photo", sa.LargeBinary(32), comment="SHA-256 of a stored file"),
        sa.Column("photo_alt", sa.String(300), nullable=False, server_default=""),
    ):
        op.add_column("point", column)
    op.create_table(
        "point_draft",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum_series.id"], name=op.f("fk_point_draft_forum_id_forum_series")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_point_draft")),
    )
    op.create_index(op.f("ix_point_draft_expires_at"), "point_draft", ["expires_at"])


def downgrade() -> None:
    op.drop_table("point_draft")
    point = sa.table("point", sa.column("state"), sa.column("decided_at"))
    withdrawn = point.c.state == "withdrawn"
    read = sa.update(point).where(withdrawn, point.c.decided_at.is_not(None))
    op.execute(read.values(state="published"))
    op.execute(sa.update(point).where(withdrawn).values(state="raised"))
    for name in ("photo_alt", "photo", "withdrawn_why", "withdrawn_at"):
        op.drop_column("point", name)
