"""Free text of staff stands beside the log, where it can be erased; people take their data along.

Entries that stand keep their bytes: they are of format 1, with their words inside. One of them
whose words are erased is withheld and served by its hash.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_words",
        sa.Column("key16", sa.LargeBinary(16), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("salt", sa.LargeBinary(32)),
        sa.Column("words", sa.Text()),
        sa.Column("erased_by", sa.LargeBinary(16), comment="key of the entry that decided it"),
        sa.CheckConstraint(
            "(words IS NULL) = (salt IS NULL)", name=op.f("ck_log_words_both_or_none")
        ),
        sa.PrimaryKeyConstraint("key16", "field", name=op.f("pk_log_words")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_withheld",
        sa.Column("key16", sa.LargeBinary(16), nullable=False),
        sa.Column(
            "erased_by",
            sa.LargeBinary(16),
            nullable=False,
            comment="key of the entry that decided it",
        ),
        sa.PrimaryKeyConstraint("key16", name=op.f("pk_log_withheld")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("log_withheld")
    op.drop_table("log_words")
