"""Drafts of minutes: each belongs to its writer. Source: docs/rules/forums.md section 2.3."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.forums import queries
from pbplatform.forums.domain.transcripts import LONGEST_TEXT
from pbplatform.forums.models import ForumSeries, Meeting, MinutesDraft
from pbplatform.forums.policies.minutes import refuse_to_draft


def save_draft(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    text: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Keep what somebody is writing; nobody's but their own draft changes.

    Args:
        seen: what `draft_mark` told of the draft that the page showed; None compares nothing.
    Raises:
        NotAllowed: neither facilitator nor clerk of this forum, or nobody who could have a draft.
        Conflict: the meeting was cancelled or has not begun, no text, or too much of it.
    """
    meeting = session.get_one(Meeting, meeting_id)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    if refusal := refuse_to_draft(actor, forum, meeting, now):
        raise refusal
    if not text.strip():
        raise Conflict("minutes.text_needed", field="text")
    if len(text) > LONGEST_TEXT:
        raise Conflict("minutes.text_too_long", field="text")
    owner = actor.account_id or 0
    draft = queries.draft_of(session, meeting_id, owner)
    if seen is not None and seen != draft_mark(draft):
        raise Conflict("minutes.draft_of_another_window", field="text")
    if draft is None:
        try:
            with session.begin_nested():  # the key decides between two presses at one moment
                session.add(
                    MinutesDraft(
                        meeting_id=meeting_id, account_id=owner, text=text.strip(), saved_at=now
                    )
                )
        except IntegrityError:
            draft = queries.draft_of(session, meeting_id, owner)
    if draft is not None:
        draft.text, draft.saved_at = text.strip(), now


def draft_mark(draft: MinutesDraft | None) -> str:
    """Tells one saving of a draft from another: no window overwrites what it did not see."""
    return draft.saved_at.isoformat() if draft else ""


def drop_draft(session: Session, *, actor: ActorRef, meeting_id: int, now: datetime) -> None:
    """Throw one's own draft away; doing it again changes nothing.

    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        Conflict: the meeting was cancelled or has not begun.
    """
    meeting = session.get_one(Meeting, meeting_id)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    if refusal := refuse_to_draft(actor, forum, meeting, now):
        raise refusal
    forget_draft(session, meeting_id, actor.account_id)


def forget_draft(session: Session, meeting_id: int, account_id: int | None) -> None:
    """The draft is public now, or dropped."""
    own = (MinutesDraft.meeting_id == meeting_id, MinutesDraft.account_id == account_id)
    session.execute(delete(MinutesDraft).where(*own).execution_options(synchronize_session="fetch"))
