"""Witnesses of the logs, and what they signed below checkpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pbplatform.audit.domain import triggers

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_witness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(300), nullable=False, comment="its public key as a line"),
        sa.Column(
            "name", sa.String(120), nullable=False, comment="as pages call it: an institution"
        ),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="no cosignature of this key is taken from then on",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_witness")),
        sa.UniqueConstraint("key", name=op.f("uq_log_witness_key")),
    )
    op.create_table(
        "log_cosignature",
        sa.Column("log_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("again", sa.String(20), nullable=False, comment="as in log"),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("witness_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "at",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="seconds since 1970, by the witness's clock",
        ),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id", "again", "size"],
            ["log_checkpoint.log_id", "log_checkpoint.again", "log_checkpoint.size"],
            name=op.f("fk_log_cosignature_log_id_log_checkpoint"),
        ),
        sa.ForeignKeyConstraint(
            ["witness_id"],
            ["log_witness.id"],
            name=op.f("fk_log_cosignature_witness_id_log_witness"),
        ),
        sa.PrimaryKeyConstraint(
            "log_id", "again", "size", "witness_id", "at", name=op.f("pk_log_cosignature")
        ),
    )
    triggers.install(op.get_bind())


def downgrade() -> None:
    triggers.remove_from(op.get_bind(), "log_cosignature")
    op.drop_table("log_cosignature")
    op.drop_table("log_witness")
