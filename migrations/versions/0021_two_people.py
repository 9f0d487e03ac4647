"""Acts by two people, who gave a role, sealed spare letters and the files for the printer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("role_grant") as table:
        table.add_column(
            sa.Column(
                "granted_by",
                sa.Integer(),
                nullable=True,
                comment="who gave it; none for the command line",
            )
        )
        table.create_foreign_key(
            op.f("fk_role_grant_granted_by_account"), "account", ["granted_by"], ["id"]
        )
    _make_pair_act()
    _change_roll()
    _make_letters()


def _make_pair_act() -> None:
    op.create_table(
        "pair_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("scope", sa.String(120), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("facts_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_role", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'turned_down', 'taken_back')",
            name=op.f("ck_pair_act_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_pair_act_asked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_pair_act_decided_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_act")),
    )
    op.create_index("ix_pair_act_state_lapses_at", "pair_act", ["state", "lapses_at"])


def _change_roll() -> None:
    no = sa.false()
    op.add_column(
        "roll",
        sa.Column(
            "reissued",
            sa.Boolean(),
            nullable=False,
            server_default=no,
            comment="votes by a spare letter, which puts in a first envelope and replaces none",
        ),
    )
    op.add_column(
        "roll_proof",
        sa.Column(
            "cancelled_on",
            sa.Date(),
            nullable=True,
            comment="the day, which the cancelled letter is told",
        ),
    )
    op.add_column(
        "urn_superseded",
        sa.Column(
            "taken_out",
            sa.Boolean(),
            nullable=False,
            server_default=no,
            comment="by two people, not by a newer vote",
        ),
    )
    op.add_column(
        "lot_number", sa.Column("first_role", sa.String(20), nullable=False, server_default="")
    )


def _make_letters() -> None:
    none = "less than the first when there is none"
    op.create_table(
        "roll_spare",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("spare_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proof_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("used", sa.String(5), nullable=False),
        sa.Column("voter_no", sa.Integer(), nullable=True),
        sa.CheckConstraint("used IN ('', 'lost', 'added')", name=op.f("ck_roll_spare_used")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_roll_spare_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "spare_no", name=op.f("pk_roll_spare")),
        sa.UniqueConstraint(
            "round_id", "proof_hash", name=op.f("uq_roll_spare_round_id_proof_hash")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "letter_file",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_voter", sa.Integer(), nullable=False),
        sa.Column("last_voter", sa.Integer(), nullable=False, comment=none),
        sa.Column("first_spare", sa.Integer(), nullable=False),
        sa.Column("last_spare", sa.Integer(), nullable=False, comment=none),
        sa.Column("added", sa.Boolean(), nullable=False, comment="its voters were added with it"),
        sa.Column("taken_back", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_role", sa.String(20), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=True),
        sa.Column("key_taken_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_letter_file_round_id_round")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_letter_file_made_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["key_taken_by"], ["account.id"], name=op.f("fk_letter_file_key_taken_by_account")
        ),
        sa.PrimaryKeyConstraint("round_id", "file_no", name=op.f("pk_letter_file")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("letter_file")
    op.drop_table("roll_spare")
    op.drop_column("lot_number", "first_role")
    op.drop_column("urn_superseded", "taken_out")
    op.drop_column("roll_proof", "cancelled_on")
    op.drop_column("roll", "reissued")
    op.drop_table("pair_act")
    with op.batch_alter_table("role_grant") as table:
        table.drop_constraint(op.f("fk_role_grant_granted_by_account"), type_="foreignkey")
        table.drop_column("granted_by")
