"""Who is told of a meeting by mail: those who asked for news, and those who raised points there.

Source: docs/rules/forums.md section 5.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.core.outbox import announce
from pbplatform.forums.kinds import MEETING_NEWS
from pbplatform.forums.models import ForumSeries, Meeting

# News of a meeting ends, and what people told us for it is forgotten, so long after it began.
KEPT_AFTER = timedelta(days=14)
Askers = Callable[[Session, int], list[str]]
_askers: dict[str, Askers] = {}


def register_askers(name: str, askers: Askers) -> None:
    """A higher slice tells the addresses of people whom a meeting, by its id, concerns too."""
    _askers[name] = askers


def askers_of(session: Session, meeting: Meeting) -> list[str]:
    """Addresses of those whom higher slices name for a meeting, each once, sorted."""
    return sorted({email for askers in _askers.values() for email in askers(session, meeting.id)})


def news_until(meeting: Meeting) -> datetime:
    """When news of a meeting ends."""
    return meeting.starts_at + KEPT_AFTER


def tell_concerned(
    session: Session, kind: str, forum: ForumSeries, meeting: Meeting, now: datetime, **payload: Any
) -> None:
    """One mail to everybody whom the meeting concerns."""
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
    for email in sorted(set(askers_of(session, meeting)) - told):
        announce(session, kind, now=now, to=email, forum=forum.name, path=path, **payload)
