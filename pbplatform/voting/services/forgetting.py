"""A person who has their data erased is no longer linked to the roll. Votes name no account.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.voting.models import RollAccount


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """The voter keeps their letter's code; the box and the roll stay as they are."""
    session.execute(delete(RollAccount).where(RollAccount.account_id == whose.account_id))
