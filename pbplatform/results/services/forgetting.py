"""A person who has their data erased is taken out of objections. Source: privacy.md section 3."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.results.models import Objection, ObjectionDraft


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """Objections stay without their author, since they were public; what was not sent goes."""
    session.execute(
        update(Objection)
        .where(Objection.by_id == whose.account_id)
        .values(by_id=None)
        .execution_options(synchronize_session=False)
    )
    if whose.email:
        own = ObjectionDraft.typed["email"].as_string() == whose.email
        session.execute(delete(ObjectionDraft).where(own))
    session.flush()
