"""The roll, the urn and what is published of it: no time, no serial number, no account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_proof",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proof_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("voter_no", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "proof_hash", name=op.f("pk_roll_proof")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("roll_proof", schema=None) as batch_op:
        batch_op.create_index("ix_roll_proof_voter", ["round_id", "voter_no"], unique=False)

    op.create_table(
        "urn_superseded",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("env_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "env_hash", name=op.f("pk_urn_superseded")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot_public",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tracker", sa.String(length=16), nullable=False),
        sa.Column("copy", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "choices", sa.Text(), nullable=False, comment="project numbers, ascending, with commas"
        ),
        sa.Column(
            "invalid",
            sa.String(length=20),
            nullable=False,
            comment="why it does not count; empty when it does",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_ballot_public_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "tracker", "copy", name=op.f("pk_ballot_public")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "envelope_public",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("env_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_envelope_public_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "env_hash", name=op.f("pk_envelope_public")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lot_number",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digits", sa.String(length=40), nullable=False),
        sa.Column("first_by", sa.String(length=80), nullable=False),
        sa.Column("first_key", sa.String(length=40), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_lot_number_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_lot_number")),
    )
    op.create_table(
        "roll",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("marked", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'paper', 'struck')", name=op.f("ck_roll_state")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_roll_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "voter_no", name=op.f("pk_roll")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "roll_account",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("voter_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_roll_account_account_id_account")
        ),
        sa.PrimaryKeyConstraint("round_id", "account_id", name=op.f("pk_roll_account")),
        sa.UniqueConstraint("round_id", "voter_no", name=op.f("uq_roll_account_round_id_voter_no")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "urn",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("env_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("nonce_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("replaced_hash", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_urn_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "kind", "slot", name=op.f("pk_urn")),
        sa.UniqueConstraint("round_id", "env_hash", name=op.f("uq_urn_round_id_env_hash")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("urn")
    op.drop_table("roll_account")
    op.drop_table("roll")
    op.drop_table("lot_number")
    op.drop_table("envelope_public")
    op.drop_table("ballot_public")
    op.drop_table("urn_superseded")
    with op.batch_alter_table("roll_proof", schema=None) as batch_op:
        batch_op.drop_index("ix_roll_proof_voter")

    op.drop_table("roll_proof")
