"""A person who has their data erased is taken out of checks. Source: docs/rules/privacy.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.promises.kinds import Verdict
from pbplatform.promises.models import CheckWord, CitizenCheck


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """What they said goes, as if they had never said it; a reply that is owed stays owed."""
    mine = select(CheckWord.check_id).where(CheckWord.account_id == whose.account_id)
    touched = select(CitizenCheck).where(CitizenCheck.id.in_(mine)).order_by(CitizenCheck.id)
    locked = touched.with_for_update().execution_options(populate_existing=True)
    checks = session.scalars(locked).all()
    session.execute(delete(CheckWord).where(CheckWord.account_id == whose.account_id))
    for check in checks:
        noes = select(func.count()).where(
            CheckWord.check_id == check.id, CheckWord.verdict == Verdict.NO
        )
        check.noes = session.scalar(noes) or 0
    session.flush()
