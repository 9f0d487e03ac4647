"""Telling ahead that the holiday table runs out. Source: docs/rules/places.md section 5."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.core.outbox import announce
from pbplatform.places.domain.tables import last_day_of
from pbplatform.places.models import ONLY, Place
from pbplatform.places.queries import table_to_warn_of


def warn_of_table(session: Session, *, now: datetime) -> bool:
    """Mail the facilitators of the place that the newest table ends; once for each table.

    Returns:
        Whether there was something to tell.
    """
    place = session.get(Place, ONLY, with_for_update=True, populate_existing=True)
    table = table_to_warn_of(session, now=now) if place else None
    if place is None or table is None:
        return False
    place.warned_table = table.version
    held = accounts.holders(session, now=now, role=Role.FACILITATOR, scopes=[PLACE])
    for account_id in sorted({holder.account_id for holder in held}):
        if address := accounts.email_of(session, account_id):
            announce(
                session,
                "places:table_ends",
                now=now,
                to=address,
                until=last_day_of(table.last_year).isoformat(),
            )
    return True
