"""Ideas are stored as they are searched; a holiday table has its weekend and knows own closures.

The folding is that of the program, not a copy of it: what is stored must be what is looked for.
"""

from __future__ import annotations

import holidays
import sqlalchemy as sa
from alembic import op

from pbplatform.core.text_fold import fold

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_AT_ONCE = 500


def upgrade() -> None:
    _fold_ideas()
    _complete_calendars()


def downgrade() -> None:
    op.drop_column("calendar_holiday", "is_own")
    op.drop_column("calendar_version", "weekend")
    op.drop_column("idea", "searched")


def _fold_ideas() -> None:
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


def _complete_calendars() -> None:
    """The weekend of the place, and as own days those that the region's table does not have."""
    told = "days without work, Monday is 0"
    weekend = sa.Column("weekend", sa.JSON(), nullable=False, server_default="[5, 6]", comment=told)
    op.add_column("calendar_version", weekend)
    told = "a closure of the place, no public holiday"
    own = sa.Column("is_own", sa.Boolean(), nullable=False, server_default=sa.false(), comment=told)
    op.add_column("calendar_holiday", own)
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "UPDATE calendar_version SET weekend = (SELECT weekend FROM place WHERE id = 1)"
            " WHERE EXISTS (SELECT 1 FROM place WHERE id = 1)"
        )
    )
    asked = sa.text("SELECT version, region, first_year, last_year FROM calendar_version")
    table = sa.table(
        "calendar_holiday", *(sa.column(name) for name in ("version", "day", "is_own"))
    )
    days = sa.table("calendar_holiday", sa.column("version"), sa.column("day", sa.Date()))
    for version, region, first, last in connection.execute(asked).all():
        country, _, part = region.partition("-")
        known = holidays.country_holidays(
            country, subdiv=part or None, years=range(first, last + 1)
        )
        kept = connection.scalars(sa.select(days.c.day).where(days.c.version == version))
        own_days = [day for day in kept if day not in known]
        if own_days:
            connection.execute(
                sa.update(table)
                .where(table.c.version == version, sa.column("day", sa.Date()).in_(own_days))
                .values(is_own=True)
            )
