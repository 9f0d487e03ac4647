"""Whom facts concern because they act for a team. Source: docs/rules/notices.md section 6."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.core.facts import newest_fact_at
from pbplatform.places.models import Team


def people_of_team(session: Session, team_id: int) -> list[str]:
    """Addresses of the officials and elected people of a team."""
    team, at = session.get(Team, team_id), newest_fact_at(session)
    if team is None or at is None:
        return []
    query = (
        select(Account.email)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.scope == team.scope,
            RoleGrant.role.in_([Role.OFFICIAL, Role.ELECTED]),
            RoleGrant.holding_at(at),
            Account.email.is_not(None),
        )
        .distinct()
    )
    return [address for address in session.scalars(query) if address]
