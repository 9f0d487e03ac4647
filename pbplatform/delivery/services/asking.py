"""Asking teams that fell silent, once per 60 days. Source: docs/rules/delivery.md section 4."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.core import outbox
from pbplatform.core.actor import SYSTEM
from pbplatform.delivery.kinds import DeliveryLog
from pbplatform.delivery.queries import ProjectView, projects_asking_now
from pbplatform.delivery.services.loading import log, winner
from pbplatform.delivery.services.telling import tell

# A moment that nobody presses is news for so many days; one that is longer gone is not told.
LATE_IS_NEWS = timedelta(days=7)


def ask_for_updates(session: Session, *, now: datetime) -> int:
    """Ask the owner of every silent project that was not asked since it fell silent.

    Returns:
        How many projects were asked for.
    """
    asked = 0
    for view in projects_asking_now(session, now=now):
        found = winner(session, view.round_id, view.number)
        if found.project is None:
            continue
        found.project.asked_at = now
        log(
            session,
            DeliveryLog.PROJECT_UPDATE_ASKED,
            found,
            actor=SYSTEM,
            now=now,
            title=view.title,
            team=view.owner,
            days=view.silent_days,
        )
        _write_to_officials(session, view, now)
        asked += 1
    return asked


def tell_of_late_line(
    session: Session, *, round_id: int, number: int, due: date, now: datetime
) -> bool:
    """Tell once that a winner has no budget line, the day after it was due; whether now.

    Source: docs/rules/notices.md section 6.
    """
    found = winner(session, round_id, number)
    if found.project is not None:
        return False
    day = due.isoformat()
    return tell(session, "line_late", found, {"due": day}, now=now, once=day)


def _write_to_officials(session: Session, view: ProjectView, now: datetime) -> None:
    addresses = session.scalars(
        select(Account.email)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.scope == f"team:{view.owner_slug}",
            RoleGrant.role == Role.OFFICIAL,
            RoleGrant.holding_at(now),
            Account.email.is_not(None),
        )
        .order_by(Account.id)
    )
    for address in set(addresses):
        outbox.announce(
            session,
            "delivery:update_asked",
            now=now,
            to=address,
            project=view.title,
            days=view.silent_days,
            path="desk/official/projects",
        )
