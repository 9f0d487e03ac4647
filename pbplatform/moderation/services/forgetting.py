"""A person who goes is not told of their reports any more. Source: docs/rules/privacy.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.moderation.models import TextReport


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """The address goes from their reports."""
    if whose.email:
        session.execute(update(TextReport).where(TextReport.email == whose.email).values(email=""))
