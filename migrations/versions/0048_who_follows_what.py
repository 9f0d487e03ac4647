"""Addresses follow things, and choose how often they are told; mails leave in three lanes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("key16", sa.LargeBinary(16), nullable=False),
        sa.Column(
            "sealed_token",
            sa.Text(),
            nullable=False,
            comment="what the links of its mails hold; only this installation reads it",
        ),
        sa.Column("unreached_at", sa.DateTime(timezone=True)),
        sa.Column("unreached_why", sa.String(10), nullable=False),
        sa.Column(
            "unreached_kind",
            sa.String(60),
            nullable=False,
            comment="of the mail that did not reach it",
        ),
        sa.CheckConstraint(
            "unreached_why IN ('', 'refused', 'bounced')",
            name=op.f("ck_notice_address_unreached_why"),
        ),
        sa.CheckConstraint(
            "(unreached_at IS NULL) = (unreached_why = '')",
            name=op.f("ck_notice_address_unreached"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_address")),
        sa.UniqueConstraint("email", name=op.f("uq_notice_address_email")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_notice_address_token_hash")),
    )
    op.create_index("ix_notice_address_unreached", "notice_address", ["unreached_at"])
    op.create_table(
        "notice_choice",
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column(
            "what",
            sa.String(160),
            nullable=False,
            comment="a topic, one's own things, or the path of a thing",
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "often", sa.String(10), nullable=False, comment="empty: as chosen for each thing"
        ),
        sa.CheckConstraint(
            "often IN ('', 'now', 'daily', 'weekly', 'never')", name=op.f("ck_notice_choice_often")
        ),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["notice_address.id"],
            name=op.f("fk_notice_choice_address_id_notice_address"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("address_id", "what", "since", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "digest_run",
        sa.Column("often", sa.String(10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "since", sa.DateTime(timezone=True), nullable=False, comment="facts after this instant"
        ),
        sa.Column("reached", sa.Integer(), nullable=False, comment="id of the last address"),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("often IN ('daily', 'weekly')", name=op.f("ck_digest_run_often")),
        sa.PrimaryKeyConstraint("often", "due_at", name=op.f("pk_digest_run")),
    )
    op.add_column(
        "contact",
        sa.Column(
            "often",
            sa.String(10),
            nullable=False,
            server_default="",
            comment="how often, as it was asked for; for news that comes more or less often",
        ),
    )
    op.add_column(
        "news_fact",
        sa.Column("spread_to", sa.Integer(), comment="id of the last follower that was told"),
    )
    op.add_column(
        "outbox",
        sa.Column(
            "lane",
            sa.Integer(),
            nullable=False,
            server_default=sa.text("1"),
            comment="0 somebody waits for it, 1 to one person, 2 to many; the lower goes first",
        ),
    )
    op.add_column(
        "outbox",
        sa.Column("to_mac", sa.LargeBinary(16), comment="keyed hash of the address it was sent to"),
    )
    op.execute("UPDATE outbox SET lane = 0 WHERE awaited")
    op.drop_index("ix_outbox_due", "outbox")
    op.create_index("ix_outbox_lane", "outbox", ["done_at", "gave_up", "lane", "due_at", "key16"])


def downgrade() -> None:
    op.drop_index("ix_outbox_lane", "outbox")
    op.create_index("ix_outbox_due", "outbox", ["done_at", "awaited", "due_at"])
    op.drop_column("outbox", "to_mac")
    op.drop_column("outbox", "lane")
    op.drop_column("news_fact", "spread_to")
    op.drop_column("contact", "often")
    op.drop_table("digest_run")
    op.drop_table("notice_choice")
    op.drop_table("notice_address")
