"""Ideas are stored a second time as they are searched: letter case, accents and dashes aside.

The folding is that of the program, not a copy of it: what is stored must be what is looked for.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pbplatform.core.text_fold import fold

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_AT_ONCE = 500


def upgrade() -> None:
    told = "title, line break, text and place, folded"
    searched = sa.Column("searched", sa.Text(), nullable=False, server_default="", comment=told)
    op.add_column("idea", searched)
    idea = sa.table(
        "idea", *(sa.column(name) for name in ("id", "title", "text", "spot", "searched"))
    )
    connection = op.get_bind()
    ids = list(connection.scalars(sa.select(idea.c.id).order_by(idea.c.id)))
    for start in range(0, len(ids), _AT_ONCE):
        some = sa.select(idea).where(idea.c.id.in_(ids[start : start + _AT_ONCE]))
        for row in connection.execute(some).all():
            words = f"{fold(row.title)}\n{fold(f'{row.text} {row.spot}')}"
            connection.execute(sa.update(idea).where(idea.c.id == row.id).values(searched=words))


def downgrade() -> None:
    op.drop_column("idea", "searched")
