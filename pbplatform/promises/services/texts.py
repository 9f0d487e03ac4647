"""What people say in a check as a text that can be reported, hidden and restored.

Source: docs/rules/promises.md section 3.4, docs/rules/moderation.md section 1.
"""

from __future__ import annotations

from re import Match

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.texts import FoundText, TextField
from pbplatform.core.whole import whole_or_none
from pbplatform.promises.models import CheckWord, CitizenCheck
from pbplatform.promises.services.checks import LONGEST


def find_check(session: Session, named: Match[str]) -> FoundText | None:
    """What people say in a check; each person's words are a part of it."""
    check = session.get(CitizenCheck, whole_or_none(named[1]) or 0)
    if check is None:
        return None
    said = session.scalars(
        select(CheckWord)
        .where(CheckWord.check_id == check.id, CheckWord.words != "")
        .order_by(CheckWord.said_at, CheckWord.account_id)
    ).all()
    return FoundText(
        path=check.path,
        number=str(check.id),
        fields=tuple(TextField("words", each.words, each.account_id, LONGEST) for each in said),
        authors=frozenset(each.account_id for each in said),
        url=f"/{check.path}",
        scope=_scope(check.subject),
    )


def _scope(subject: str) -> str:
    """Whose facilitators decide: those of the forum, or of the round."""
    kind, slug = subject.split("/")[:2]
    return f"{kind.removesuffix('s')}:{slug}"


def write_words(session: Session, named: Match[str], part: TextField) -> None:
    """Write one person's words anew."""
    key = (whole_or_none(named[1]), part.version)
    word = session.get_one(CheckWord, key, with_for_update=True, populate_existing=True)
    word.words = part.words
    session.flush()
