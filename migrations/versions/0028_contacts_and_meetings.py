"""People can be told of one thing without an account: an address, for one purpose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column(
            "purpose", sa.String(40), nullable=False, comment="which news, as a slice announces it"
        ),
        sa.Column(
            "about", sa.String(160), nullable=False, comment="path of what the news is about"
        ),
        sa.Column(
            "language",
            sa.String(35),
            nullable=False,
            comment="BCP 47 tag of the page on which it was asked for",
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column(
            "until", sa.DateTime(timezone=True), nullable=False, comment="no news from then on"
        ),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("key16", sa.LargeBinary(16), nullable=False),
        sa.Column(
            "sealed_token",
            sa.Text(),
            nullable=False,
            comment="what every mail's link holds; only this installation reads it",
        ),
        sa.CheckConstraint("until > asked_at", name=op.f("ck_contact_until_after_asked")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint(
            "email", "purpose", "about", name=op.f("uq_contact_email_purpose_about")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contact_token_hash")),
    )
    op.create_index("ix_contact_purpose_about", "contact", ["purpose", "about"])


def downgrade() -> None:
    op.drop_table("contact")
