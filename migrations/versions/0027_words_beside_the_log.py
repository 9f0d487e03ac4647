"""Free text of staff stands beside the log, where it can be erased; people take their data along.

Entries that stand keep their bytes: they are of format 1, with their words inside. One of them
whose words are erased is withheld and served by its hash.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0030"
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
    told = "the person had their data erased; the row is empty"
    op.add_column("account", sa.Column("erased_at", sa.DateTime(timezone=True), comment=told))
    op.create_table(
        "account_link",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(8), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column(
            "words_too",
            sa.Boolean(),
            nullable=False,
            comment="erase: the person's own words go too",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("act IN ('address', 'erase')", name=op.f("ck_account_link_act")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_link_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_link")),
    )
    op.create_index(op.f("ix_account_link_account_id"), "account_link", ["account_id"])
    op.create_table(
        "storage_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "pictures",
            sa.JSON(),
            nullable=False,
            comment="hashes (hex) whose bytes go at once; emptied when done",
        ),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storage_task")),
    )
    op.create_index(op.f("ix_storage_task_done_at"), "storage_task", ["done_at"])


def downgrade() -> None:
    op.drop_table("storage_task")
    op.drop_table("account_link")
    op.drop_column("account", "erased_at")
    op.drop_table("log_withheld")
    op.drop_table("log_words")
