"""An answer being written goes to another official. Source: docs/rules/accounts.md section 9."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.points.models import AnswerDraft


def hand_draft(session: Session, key: str, giver: int, receiver: int) -> None:
    """The draft is the receiver's to finish; one that is no longer the giver's stays as it is.

    Args:
        key: the point's number in the database, as text.
    Raises:
        Conflict: the receiver writes an answer to that point already.
    """
    of_point = AnswerDraft.point_id == int(key)
    theirs = select(AnswerDraft.id).where(of_point, AnswerDraft.by_account_id == receiver)
    if session.scalar(theirs.with_for_update()) is not None:
        raise Conflict("answer.writes_own", field="to")
    own = (of_point, AnswerDraft.by_account_id == giver)
    session.execute(update(AnswerDraft).where(*own).values(by_account_id=receiver))
