"""An answer being written goes to another official. Source: docs/rules/accounts.md section 9."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from pbplatform.points.models import AnswerDraft


def hand_draft(session: Session, key: str, giver: int, receiver: int) -> None:
    """The draft is the receiver's to finish; one that is no longer the giver's stays as it is.

    Args:
        key: the point's number in the database, as text.
    """
    own = (AnswerDraft.point_id == int(key), AnswerDraft.by_account_id == giver)
    session.execute(update(AnswerDraft).where(*own).values(by_account_id=receiver))
