"""Forms that did their act, so that one that is sent twice does it once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_form",
        sa.Column(
            "key",
            sa.LargeBinary(32),
            nullable=False,
            comment="SHA-256 of the nonce, who sent it and where the form went",
        ),
        sa.Column(
            "content",
            sa.LargeBinary(32),
            nullable=False,
            comment="SHA-256 of the nonce and all fields",
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answer",
            sa.Text(),
            nullable=True,
            comment="where the answer led; empty when it was a page, null while there is none",
        ),
        sa.PrimaryKeyConstraint("key", name="pk_sent_form"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sent_form_sent_at", "sent_form", ["sent_at"])


def downgrade() -> None:
    op.drop_index("ix_sent_form_sent_at", table_name="sent_form")
    op.drop_table("sent_form")
