"""Who is told of a meeting by mail: those who asked for news, and those who raised points there.

Source: docs/rules/forums.md section 7.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.core.concerned import concerned
from pbplatform.core.facts import tell_fact
from pbplatform.core.outbox import announce
from pbplatform.forums.kinds import MEETING_NEWS
from pbplatform.forums.models import ForumSeries, Meeting

# News of a meeting ends, and what people told us for it is forgotten, so long after it began.
KEPT_AFTER = timedelta(days=14)


def news_until(meeting: Meeting) -> datetime:
    """When news of a meeting ends."""
    return meeting.starts_at + KEPT_AFTER


def tell_concerned(
    session: Session, kind: str, forum: ForumSeries, meeting: Meeting, now: datetime, **payload: Any
) -> None:
    """One mail to everybody whom the meeting concerns, and a fact for those who follow it."""
    path = forum.path_to(meeting)
    told = set(
        accounts.tell_contacts(
            session,
            kind,
            purpose=MEETING_NEWS,
            about=path,
            now=now,
            forum=forum.name,
            path=path,
            **payload,
        )
    )
    others = set(concerned(session, "forums.meeting", meeting.id))
    for email in sorted(others - told):
        announce(session, kind, now=now, to=email, forum=forum.name, path=path, **payload)
    # A meeting that is called again is news of its own to those who follow the forum.
    within = [] if kind == "forums:meeting_again" else [forum.path]
    tell_fact(
        session,
        kind,
        about=path,
        title=forum.name,
        within=within,
        told=told | others,
        now=now,
        day=meeting.day.isoformat(),
        **payload,
    )
