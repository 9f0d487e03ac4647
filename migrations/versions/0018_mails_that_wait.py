"""Mails that somebody waits for go first; a link knows what waits for it, to say so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ADDED = (
    ("waits", sa.String(length=20), "what is kept until the link is used"),
    ("title", sa.String(length=200), None),
    ("goes_to", sa.String(length=200), None),
)


def upgrade() -> None:
    told = "somebody waits for it: goes before all that nobody waits for"
    awaited = sa.Column(
        "awaited", sa.Boolean(), nullable=False, server_default=sa.false(), comment=told
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_due")
        batch_op.add_column(awaited)
        batch_op.create_index("ix_outbox_due", ["done_at", "awaited", "due_at"], unique=False)
    op.execute("UPDATE outbox SET awaited = true WHERE kind = 'accounts:sign_in_link'")
    for name, kind, comment in ADDED:
        column = sa.Column(name, kind, nullable=False, server_default="", comment=comment)
        op.add_column("mail_link", column)
    op.add_column("mail_link", sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("mail_link", schema=None) as batch_op:
        batch_op.drop_column("kept_until")
        for name, _kind, _comment in reversed(ADDED):
            batch_op.drop_column(name)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_due")
        batch_op.drop_column("awaited")
        batch_op.create_index("ix_outbox_due", ["done_at", "due_at"], unique=False)
