"""A person who has their data erased is taken out of checks. Source: docs/rules/privacy.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.promises.models import CheckWord


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """What they said goes, as if they had never said it; whoever says no can say otherwise too."""
    session.execute(delete(CheckWord).where(CheckWord.account_id == whose.account_id))
