"""The root of a roll, the tree below it, and how many people looked something up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0073"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_root",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=6), nullable=False),
        sa.Column(
            "rows",
            sa.Integer(),
            nullable=False,
            comment="how many leaves, one for each row of the roll",
        ),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "secret",
            sa.LargeBinary(length=32),
            nullable=True,
            comment="32 random bytes; every salt is made of it",
        ),
        sa.CheckConstraint("stage IN ('freeze', 'close')", name=op.f("ck_roll_root_stage")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_roll_root_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "stage", name=op.f("pk_roll_root")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roll_tile",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(length=6), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "first",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="its first hash, by which a leaf is found",
        ),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "stage"],
            ["roll_root.round_id", "roll_root.stage"],
            name=op.f("fk_roll_tile_round_id_roll_root"),
        ),
        sa.PrimaryKeyConstraint("round_id", "stage", "level", "n", name=op.f("pk_roll_tile")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "look_count",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=True),
        sa.Column("bits", sa.LargeBinary(), nullable=True),
        sa.Column(
            "counted",
            sa.Integer(),
            nullable=False,
            comment="different codes, as far as bits tell",
        ),
        sa.CheckConstraint("kind IN ('box', 'tracker', 'name')", name=op.f("ck_look_count_kind")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_look_count_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "kind", name=op.f("pk_look_count")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("look_count")
    op.drop_table("roll_tile")
    op.drop_table("roll_root")
