"""A person who has their data erased signs in for no share any more. Source: docs/rules/privacy.md.

The share on paper is theirs all the same, and what they confirmed stands.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.trustees.models import TrusteeAccount


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """Nothing joins the account and the share afterwards."""
    session.execute(delete(TrusteeAccount).where(TrusteeAccount.account_id == whose.account_id))
