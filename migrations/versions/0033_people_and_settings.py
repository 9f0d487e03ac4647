"""Offers of a role, warnings before its end, looks of auditors, settings of a place.

A warning is mailed once for each threshold, so the grant and the place remember the last one.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    told = "the last warning before its end that was mailed"
    op.add_column("role_grant", sa.Column("warned_days", sa.Integer(), comment=told))
    _give_handles()
    for name, words in (("reads_ideas", "ideas"), ("reads_points", "points")):
        told = f"whether {words} are read before or after they are public"
        op.add_column(
            "place",
            sa.Column(name, sa.String(6), nullable=False, server_default="before", comment=told),
        )
    told = "newest holiday table of which it was mailed that it runs out"
    op.add_column("place", sa.Column("warned_table", sa.Integer(), comment=told))
    _make_invitations()
    _make_looks()


def _give_handles() -> None:
    """Each grant gets what stands for it in addresses."""
    column = sa.Column("handle", sa.String(16), comment="in addresses")
    op.add_column("role_grant", column)
    grants = sa.table("role_grant", sa.column("id"), sa.column("handle"))
    connection = op.get_bind()
    for grant_id in connection.scalars(sa.select(grants.c.id)).all():
        own = sa.update(grants).where(grants.c.id == grant_id)
        connection.execute(own.values(handle=secrets.token_hex(8)))
    with op.batch_alter_table("role_grant") as table:
        table.alter_column("handle", existing_type=sa.String(16), nullable=False)
        table.create_unique_constraint(op.f("uq_role_grant_handle"), ["handle"])


def _make_invitations() -> None:
    op.create_table(
        "role_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("scope", sa.String(120), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), comment="the auditor, where there was one"),
        sa.Column("hands_over", sa.Integer(), comment="grant that ends on acceptance"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handle", sa.String(16), nullable=False, comment="in addresses"),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'declined', 'taken_back')",
            name=op.f("ck_role_invitation_state"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["account.id"], name=op.f(f"fk_role_invitation_{column}_account")
            )
            for column in ("account_id", "asked_by", "confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["hands_over"], ["role_grant.id"], name=op.f("fk_role_invitation_hands_over_role_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_invitation")),
        sa.UniqueConstraint("handle", name=op.f("uq_role_invitation_handle")),
    )
    op.create_index("ix_role_invitation_account_id", "role_invitation", ["account_id"])
    op.create_index("ix_role_invitation_scope_state", "role_invitation", ["scope", "state"])


def _make_looks() -> None:
    op.create_table(
        "auditor_look",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False, comment="of the public log by then"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_auditor_look_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_auditor_look")),
    )


def downgrade() -> None:
    op.drop_table("auditor_look")
    op.drop_index("ix_role_invitation_scope_state", "role_invitation")
    op.drop_index("ix_role_invitation_account_id", "role_invitation")
    op.drop_table("role_invitation")
    for name in ("warned_table", "reads_points", "reads_ideas"):
        op.drop_column("place", name)
    with op.batch_alter_table("role_grant") as table:
        table.drop_constraint(op.f("uq_role_grant_handle"), type_="unique")
        table.drop_column("handle")
        table.drop_column("warned_days")
