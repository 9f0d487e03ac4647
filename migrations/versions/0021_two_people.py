"""Acts by two people: what waits for a second one, and who gave a role."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("role_grant") as table:
        table.add_column(
            sa.Column(
                "granted_by",
                sa.Integer(),
                nullable=True,
                comment="who gave it; none for the command line",
            )
        )
        table.create_foreign_key(
            op.f("fk_role_grant_granted_by_account"), "account", ["granted_by"], ["id"]
        )
    _make_pair_act()


def _make_pair_act() -> None:
    op.create_table(
        "pair_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("scope", sa.String(120), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("facts_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_role", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'turned_down', 'taken_back')",
            name=op.f("ck_pair_act_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.id"], name=op.f("fk_pair_act_asked_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_pair_act_decided_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_act")),
    )
    op.create_index("ix_pair_act_state_lapses_at", "pair_act", ["state", "lapses_at"])


def downgrade() -> None:
    op.drop_table("pair_act")
    with op.batch_alter_table("role_grant") as table:
        table.drop_constraint(op.f("fk_role_grant_granted_by_account"), type_="foreignkey")
        table.drop_column("granted_by")
