"""A fact becomes a letter. Source: docs/rules/letters.md section 1."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.sealed_words import seal
from pbplatform.intake.queries import gets_letters, scope_of, written_at_path
from pbplatform.letters.domain.words import LetterWords
from pbplatform.letters.kinds import LetterState, Why
from pbplatform.letters.models import Letter
from pbplatform.letters.queries import came_back_before


def make_letter(
    session: Session, *, key16: bytes, kind: str, path: str, words: LetterWords, now: datetime
) -> bool:
    """Write a letter that waits for a batch; whether there is one now.

    The same fact twice makes one letter, and none goes to whoever left no address any more.

    Args:
        key16: of the row of the outbox.
    """
    # Whoever marks an earlier letter as come back waits, and finds this one.
    written = written_at_path(session, path, lock=True)
    if written is None or not gets_letters(session, path):
        return False
    if session.scalar(select(Letter.id).where(Letter.key16 == key16)) is not None:
        return True
    told = {
        "subject": words.subject,
        "body": words.body,
        "told": json.dumps(words.told),
    }
    back = came_back_before(session, path)
    session.add(
        Letter(
            key16=key16,
            kind=kind,
            path=path,
            scope=scope_of(session, written),
            language=words.language,
            sealed_words=seal(session, told, key16=key16),
            state=LetterState.HELD if back else LetterState.WAITING,
            why=Why.EARLIER_CAME_BACK if back else Why.NONE,
            news_at=now,
        )
    )
    session.flush()
    return True
