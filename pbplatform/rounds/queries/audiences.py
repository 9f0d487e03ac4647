"""Whom facts of a round concern because they work in it.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.core.facts import newest_fact_at
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee_scope
from pbplatform.rounds.queries.delegates import delegates_addresses

DELEGATES, COMMITTEE = "rounds.delegates", "rounds.committee"


def delegates_of_round(session: Session, round_id: int) -> list[str]:
    """Addresses of the delegates of all committees of a round."""
    round_, at = session.get(Round, round_id), newest_fact_at(session)
    return delegates_addresses(session, round_, now=at) if round_ and at else []


def delegates_of_committee(session: Session, committee_id: int) -> list[str]:
    """Addresses of the delegates of one committee."""
    committee, at = session.get(Committee, committee_id), newest_fact_at(session)
    if committee is None or at is None:
        return []
    round_ = session.get_one(Round, committee.round_id)
    query = (
        select(Account.email)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role == Role.DELEGATE,
            RoleGrant.scope == committee_scope(round_, committee),
            RoleGrant.holding_at(at),
            Account.email.is_not(None),
        )
        .distinct()
    )
    return [address for address in session.scalars(query) if address]
