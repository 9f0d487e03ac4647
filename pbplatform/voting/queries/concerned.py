"""Whom news of a round concerns because they are on its roll."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.voting.models import RollAccount


def accounts_on_roll(session: Session, round_id: int) -> list[str]:
    """Addresses of people who linked their account with their number on the roll of a round."""
    linked = select(RollAccount.account_id).where(RollAccount.round_id == round_id)
    query = select(Account.email).where(Account.email.is_not(None), Account.id.in_(linked))
    return [address for address in session.scalars(query) if address]
