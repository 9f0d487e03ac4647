"""Whom facts about a check concern. Source: docs/rules/notices.md section 6."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.promises.models import CheckWord

ASKED = "promises.asked"


def people_asked(session: Session, check_id: int) -> list[str]:
    """Addresses of those who were asked whether it is as promised, or said so unasked."""
    asked = select(CheckWord.account_id).where(CheckWord.check_id == check_id)
    query = select(Account.email).where(Account.email.is_not(None), Account.id.in_(asked))
    return [address for address in session.scalars(query.order_by(Account.id)) if address]
