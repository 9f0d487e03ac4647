"""Ideas of people without an account; what was carried into which round."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "idea",
        sa.Column(
            "entered",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="typed in by staff for somebody without an account",
        ),
    )
    op.add_column("idea", sa.Column("credit", sa.String(80), server_default="", nullable=False))
    op.create_table(
        "carried",
        sa.Column("from_path", sa.String(200), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("carried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("from_path", "round_id", name=op.f("pk_carried")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_carried_round_id_round")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_carried_idea_id_idea")),
        sa.UniqueConstraint("idea_id", name=op.f("uq_carried_idea_id")),
    )


def downgrade() -> None:
    op.drop_table("carried")
    with op.batch_alter_table("idea") as batch:
        batch.drop_column("credit")
        batch.drop_column("entered")
