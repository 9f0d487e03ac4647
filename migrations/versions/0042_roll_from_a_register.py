"""Voters can come from a register's file: a keyed hash on the roll, and imports that go on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roll", sa.Column("register_hash", sa.LargeBinary(32)))
    op.create_index("uq_roll_register", "roll", ["round_id", "register_hash"], unique=True)
    op.add_column(
        "letter_file",
        sa.Column(
            "imported",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="no file: its voters came from a register's file and had no letters then",
        ),
    )
    op.create_table(
        "roll_import",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("import_no", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("hashes", sa.LargeBinary()),
        sa.Column("total", sa.Integer(), nullable=False, comment="voters to add"),
        sa.Column("done", sa.Integer(), nullable=False, comment="voters added so far"),
        sa.Column("first_voter", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False, comment="were on the roll already"),
        sa.Column(
            "missing",
            sa.Integer(),
            nullable=False,
            comment="on the roll, from a file, and not in this one",
        ),
        sa.Column(
            "missing_numbers",
            sa.Text(),
            nullable=False,
            comment="their voter numbers, as ranges, the first 5,000; emptied when stale",
        ),
        sa.Column("left_out", sa.Integer(), nullable=False, comment="rows with mistakes"),
        sa.Column("key_check", sa.LargeBinary(8), nullable=False),
        sa.Column("number_column", sa.String(300), nullable=False),
        sa.Column("state_column", sa.String(300), nullable=False),
        sa.Column("area_column", sa.String(300), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_role", sa.String(20), nullable=False),
        sa.Column(
            "by_operator",
            sa.Boolean(),
            nullable=False,
            comment="by the command line, for this person",
        ),
        sa.CheckConstraint(
            "state IN ('running', 'done', 'stopped')", name=op.f("ck_roll_import_state")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_roll_import_asked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_roll_import_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "import_no", name=op.f("pk_roll_import")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("roll_import")
    op.drop_column("letter_file", "imported")
    op.drop_index("uq_roll_register", "roll")
    op.drop_column("roll", "register_hash")
