"""That roles end is told ahead by mail. Source: docs/rules/accounts.md section 8."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from config import Settings
from pbplatform.accounts import queries, services
from pbplatform.accounts.models import RoleGrant
from pbplatform.core.db import db
from pbplatform.core.local_time import last_minute
from pbplatform.core.transaction import transaction
from pbplatform.front.open_acts import open_with
from pbplatform.front.scopes import scope_facts
from pbplatform.web.clock import now
from pbplatform.web.frame import current_frame
from pbplatform.web.slices import WorkerStep

ROLE_ENDS_SECONDS = 3600.0


def warn_of_role_ends(_settings: Settings) -> None:
    """Mail holders, facilitators and, of the last facilitator, auditors; once for each warning."""
    instant = now()
    if services.ending_roles(db.session(), now=instant):
        with transaction() as session:
            _warn(session, instant)


def _warn(session: Session, instant: datetime) -> None:
    where, timezone = scope_facts(session), current_frame().timezone

    def waits(grant: RoleGrant) -> int:
        holder = queries.grant_holder(session, grant.id)
        return len(open_with(session, holder, instant)) if holder else 0

    def last_day(end: datetime) -> date:
        return last_minute(end, timezone).astimezone(timezone).date()

    services.warn_of_ends(
        session,
        waits=waits,
        where=lambda scope: where.get(scope, {}),
        last_day=last_day,
        now=instant,
    )


def steps(_settings: Settings) -> list[WorkerStep]:
    """What the worker does for roles."""
    return [WorkerStep("role ends", ROLE_ENDS_SECONDS, warn_of_role_ends)]
