"""Who holds a role in a scope is found without the roles there that are over.

Source: docs/decisions/0105-thousands-of-one-day-are-found.md.
"""

from __future__ import annotations

from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_role_grant_scope", "role_grant", ["scope", "expires_at"])


def downgrade() -> None:
    op.drop_index("ix_role_grant_scope", table_name="role_grant")
