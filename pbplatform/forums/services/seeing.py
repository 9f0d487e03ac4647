"""What a page shows of a meeting and its minutes, and that it still holds on confirmation.

Source: docs/rules/forms.md section 2.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.core.confirmation import Facts, require_same
from pbplatform.forums import queries
from pbplatform.forums.models import Correction, Meeting, MinutesDraft
from pbplatform.forums.services.meeting_facts import facts_as_text


def facts_of_meeting(meeting: Meeting) -> Facts:
    """All that people need to know to come."""
    return {**facts_as_text(meeting), "cancelled_at": meeting.cancelled_at}


def facts_of_minutes(session: Session, meeting: Meeting) -> Facts:
    """The newest version of the minutes, whole."""
    newest = queries.newest_minutes(session, meeting.id)
    return {
        "version": newest.n if newest else 0,
        "kind": newest.kind if newest else "",
        "text": newest.text if newest else "",
        "author": newest.author if newest else "",
        "cancelled_at": meeting.cancelled_at,
    }


def facts_of_correction(correction: Correction) -> Facts:
    """What somebody decides on: the words, where they stand, and whether somebody decided."""
    return {
        "passage": correction.passage,
        "proposed": correction.proposed,
        "why": correction.why,
        "state": correction.state,
        "made_in": correction.made_in,
    }


def facts_of_draft(draft: MinutesDraft | None) -> Facts:
    """One's own draft, whole."""
    return {"text": draft.text if draft else ""}


def require_same_meeting(session: Session, *, meeting_id: int, seen: str) -> None:
    """Go on only when the meeting is what the page showed; its row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    require_same(seen, facts_of_meeting(meeting))


def require_same_minutes(session: Session, *, meeting_id: int, seen: str) -> None:
    """Go on only when nobody wrote a newer version; the meeting's row stays locked.

    Raises:
        ChangedMeanwhile: somebody did, or the page carried nothing.
    """
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    require_same(seen, facts_of_minutes(session, meeting))


def require_same_correction(session: Session, *, correction_id: int, seen: str) -> None:
    """Go on only when a correction is what the page showed; its meeting's row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    found = session.get_one(Correction, correction_id)
    session.get_one(Meeting, found.meeting_id, with_for_update=True, populate_existing=True)
    session.refresh(found)
    require_same(seen, facts_of_correction(found))


def require_same_draft(session: Session, *, meeting_id: int, account_id: int, seen: str) -> None:
    """Go on only when one's draft is what the page showed.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    require_same(seen, facts_of_draft(queries.draft_of(session, meeting_id, account_id)))
