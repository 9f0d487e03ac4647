"""The mailbox of the demonstration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dev_mail",
        sa.Column("key16", sa.LargeBinary(length=16), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key16", name=op.f("pk_dev_mail")),
    )
    with op.batch_alter_table("dev_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dev_mail_sent_at"), ["sent_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("dev_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dev_mail_sent_at"))

    op.drop_table("dev_mail")
