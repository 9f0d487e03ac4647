"""A public round is put right, paused, called off; a draft begins from an earlier round."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_change",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "name", sa.String(20), nullable=False, comment="what was changed, a kind of change"
        ),
        sa.Column("before", sa.Text(), nullable=False, comment="as text"),
        sa.Column("after", sa.Text(), nullable=False, comment="as text"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "source",
            sa.Text(),
            nullable=False,
            comment="where added money comes from, else empty",
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_change_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "n", name=op.f("pk_round_change")),
    )
    with op.batch_alter_table("round") as batch:
        batch.add_column(
            sa.Column(
                "started_from_id",
                sa.Integer(),
                comment="the earlier round that the draft was begun from",
            )
        )
        batch.add_column(
            sa.Column(
                "paused_at",
                sa.DateTime(timezone=True),
                comment="since when it is paused; null while it goes on",
            )
        )
        batch.add_column(
            sa.Column(
                "resumes_by",
                sa.DateTime(timezone=True),
                comment="by when a paused round's facilitator says how it goes on",
            )
        )
        batch.add_column(
            sa.Column(
                "key_destroyed_at",
                sa.DateTime(timezone=True),
                comment="the key of a box that was never opened is gone",
            )
        )
        batch.create_foreign_key(
            op.f("fk_round_started_from_id_round"), "round", ["started_from_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("round") as batch:
        batch.drop_constraint(op.f("fk_round_started_from_id_round"), type_="foreignkey")
        batch.drop_column("key_destroyed_at")
        batch.drop_column("resumes_by")
        batch.drop_column("paused_at")
        batch.drop_column("started_from_id")
    op.drop_table("round_change")
