"""A person who goes is not told of their reports any more. Source: docs/rules/privacy.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.moderation.models import TextDecision, TextReport


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """The address goes from their reports, and no decision knows what they wrote."""
    for decision in session.scalars(select(TextDecision)):
        if whose.account_id in decision.authors:
            decision.authors = [each for each in decision.authors if each != whose.account_id]
    if whose.email:
        session.execute(update(TextReport).where(TextReport.email == whose.email).values(email=""))
