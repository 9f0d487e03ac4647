"""Letters instead of mail, and their batches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_batch",
        sa.Column("n", sa.Integer(), nullable=False, comment="its number"),
        sa.Column("scope", sa.String(120), nullable=False),
        sa.Column("large", sa.Boolean(), nullable=False, comment="in large print"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("prints", sa.Integer(), nullable=False, comment="how often its PDF was made"),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_letter_batch_by_id_account")
        ),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_letter_batch")),
    )
    op.create_index(op.f("ix_letter_batch_by_id"), "letter_batch", ["by_id"])
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "key16",
            sa.LargeBinary(16),
            nullable=False,
            comment="of the announced fact, so that it makes one letter",
        ),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("path", sa.String(200), nullable=False, comment="of the idea or point"),
        sa.Column("scope", sa.String(120), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column(
            "sealed_words",
            sa.Text(),
            nullable=False,
            comment="subject, text, and what it tells, sealed; empty once not needed",
        ),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("why", sa.String(20), nullable=False, comment="why it is held or left out"),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch_n", sa.Integer()),
        sa.Column("posted_on", sa.Date(), comment="day of the place"),
        sa.ForeignKeyConstraint(
            ["batch_n"], ["letter_batch.n"], name=op.f("fk_letter_batch_n_letter_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("key16", name=op.f("uq_letter_key16")),
    )
    for column in ("path", "state", "batch_n"):
        op.create_index(op.f(f"ix_letter_{column}"), "letter", [column])


def downgrade() -> None:
    op.drop_table("letter")
    op.drop_table("letter_batch")
