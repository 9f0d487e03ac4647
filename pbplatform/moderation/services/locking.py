"""One act at a time on one text."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.texts import FoundText, find_text
from pbplatform.moderation.models import ModeratedText, TextDecision


def locked_text(session: Session, path: str) -> FoundText:
    """The public text at a path, locked against other acts of this slice.

    Raises:
        NotFound: there is none, or it is not public.
    """
    text = find_text(session, path)
    if text is None or not text.is_public:
        raise NotFound("moderation.no_text")
    lock_path(session, text.path)
    session.expire_all()
    again = find_text(session, path)
    if again is None:
        raise NotFound("moderation.no_text")
    return again


def lock_path(session: Session, path: str) -> None:
    """Hold the row of a text until the end of the transaction; made when it is new."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    session.execute(insert(ModeratedText).values(path=path).on_conflict_do_nothing())
    session.execute(select(ModeratedText.path).where(ModeratedText.path == path).with_for_update())


def locked_decision(session: Session, number: int) -> tuple[TextDecision, FoundText | None]:
    """A decision as it stands, and its text, both locked.

    Raises:
        NotFound: no such decision.
    """
    path = session.scalar(select(TextDecision.path).where(TextDecision.number == number))
    if path is None:
        raise NotFound("moderation.no_decision")
    lock_path(session, path)
    decision = session.get_one(TextDecision, number, populate_existing=True, with_for_update=True)
    return decision, find_text(session, path)
