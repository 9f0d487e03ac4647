"""Photos say whether they show it before or after; teams say how they are reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0045"
branch_labels = None
depends_on = None

CONTACT = (("contact_site", 300), ("contact_phone", 60), ("contact_email", 254))


def upgrade() -> None:
    told = "whether a photo shows it before, during or after; empty where nobody said"
    moment = sa.Column("moment", sa.String(10), nullable=False, server_default="", comment=told)
    op.add_column("evidence", moment)
    for name, length in CONTACT:
        column = sa.Column(name, sa.String(length), nullable=False, server_default="")
        op.add_column("team", column)


def downgrade() -> None:
    for name, _length in reversed(CONTACT):
        op.drop_column("team", name)
    op.drop_column("evidence", "moment")
