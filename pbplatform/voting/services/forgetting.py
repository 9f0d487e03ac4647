"""A person who has their data erased is no longer linked to the roll. Votes name no account.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.voting.models import RollAccount, RollObjection


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """The voter keeps their letter's code; the box and the roll stay as they are.

    An objection stays under its number, without its words and without whose it was.
    """
    session.execute(delete(RollAccount).where(RollAccount.account_id == whose.account_id))
    session.execute(
        update(RollObjection)
        .where(RollObjection.account_id == whose.account_id)
        .values(account_id=None, words="")
        .execution_options(synchronize_session=False)
    )
