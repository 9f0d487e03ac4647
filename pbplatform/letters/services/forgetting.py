"""The words of letters go once they are not needed. Source: docs/rules/letters.md section 3.5."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.letters.kinds import NEVER_POSTED, OPEN, WORDS_KEPT, LetterState, Why
from pbplatform.letters.models import Letter, LetterBatch


def forget_words(session: Session, *, today: date, now: datetime) -> None:
    """Words go 30 days after posting; what was never posted goes after 400 days."""
    posted = update(Letter).where(Letter.sealed_words != "", Letter.posted_on < today - WORDS_KEPT)
    session.execute(posted.values(sealed_words=""))
    old = update(Letter).where(Letter.state.in_(OPEN), Letter.news_at < now - NEVER_POSTED)
    session.execute(
        old.values(sealed_words="", state=LetterState.LEFT_OUT, why=Why.TOO_OLD, batch_n=None)
    )


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """A batch stays without whoever made it."""
    own = update(LetterBatch).where(LetterBatch.by_id == whose.account_id)
    session.execute(own.values(by_id=None))
