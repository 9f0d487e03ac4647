"""Mails about checks: to residents who are asked, to a team, to whoever replies after it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.core.actor import PLACE
from pbplatform.core.facts import tell_fact
from pbplatform.core.outbox import announce
from pbplatform.places.models import Team
from pbplatform.promises.models import CitizenCheck
from pbplatform.promises.queries.audiences import ASKED


def tell_accounts(
    session: Session, account_ids: Collection[int], fact: str, *, now: datetime, **told: Any
) -> list[str]:
    """Announce something to each of these people who has an address; the addresses."""
    query = select(Account.email).where(
        Account.id.in_(set(account_ids)), Account.email.is_not(None)
    )
    addresses = [each for each in session.scalars(query.order_by(Account.id)) if each]
    for address in addresses:
        announce(session, fact, now=now, to=address, **told)
    return addresses


def acting_for(session: Session, team: Team, *, now: datetime) -> set[int]:
    """Accounts that act for a team, or for all teams."""
    held = accounts.holders(session, now=now, scopes=[team.scope, PLACE])
    return {each.account_id for each in held if each.role in (Role.OFFICIAL, Role.ELECTED)}


def told_of_check(check: CitizenCheck, team: Team) -> dict[str, str]:
    """What every mail about a check says."""
    until = check.until.isoformat() if check.until else ""
    return {"title": check.title, "team": team.name, "path": check.path, "until": until}


def tell_who_acts_for(
    session: Session, owner: Team, fact: str, *, now: datetime, **told: Any
) -> list[str]:
    """Announce something to each person who acts for a team."""
    acting = select(RoleGrant.account_id).where(
        RoleGrant.scope == owner.scope,
        RoleGrant.role.in_([Role.OFFICIAL, Role.ELECTED]),
        RoleGrant.holding_at(now),
    )
    return tell_accounts(session, list(session.scalars(acting)), fact, now=now, **told)


def write_of_check(
    session: Session,
    fact: str,
    check: CitizenCheck,
    owner: Team,
    facts: Mapping[str, Any],
    *,
    told: Collection[str],
    now: datetime,
) -> None:
    """Write a fact about what residents say, for those who were asked, and who follows it.

    Args:
        told: addresses that have a mail of their own of it.
    """
    tell_fact(
        session,
        f"promises:{fact}",
        about=check.page,
        title=check.title,
        within=[owner.path],
        audiences=[(ASKED, check.id)],
        told=told,
        now=now,
        team_name=owner.name,
        **facts,
    )
