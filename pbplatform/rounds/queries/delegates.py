"""Who works in a round's committees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import committee_scope, committees


def delegates_addresses(session: Session, round_: Round, *, now: datetime) -> list[str]:
    """Addresses of the delegates of a round."""
    scopes = [committee_scope(round_, each) for each in committees(session, round_.id)]
    query = select(Account.email).join(RoleGrant, RoleGrant.account_id == Account.id)
    held = (RoleGrant.role == Role.DELEGATE, RoleGrant.scope.in_(scopes), RoleGrant.holding_at(now))
    found = session.scalars(query.where(Account.email.is_not(None), *held).distinct())
    return [address for address in found if address]
