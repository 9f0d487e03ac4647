"""Mails about checks: to residents who are asked, to a team, to whoever replies after it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.core.outbox import announce
from pbplatform.places.models import Team


def tell_accounts(
    session: Session, account_ids: Collection[int], fact: str, *, now: datetime, **told: Any
) -> None:
    """Announce something to each of these people who has an address."""
    query = select(Account.email).where(
        Account.id.in_(set(account_ids)), Account.email.is_not(None)
    )
    for address in session.scalars(query.order_by(Account.id)).all():
        announce(session, fact, now=now, to=address, **told)


def tell_who_acts_for(
    session: Session, owner: Team, fact: str, *, now: datetime, **told: Any
) -> None:
    """Announce something to each person who acts for a team."""
    acting = select(RoleGrant.account_id).where(
        RoleGrant.scope == owner.scope,
        RoleGrant.role.in_([Role.OFFICIAL, Role.ELECTED]),
        RoleGrant.holding_at(now),
    )
    tell_accounts(session, list(session.scalars(acting)), fact, now=now, **told)
