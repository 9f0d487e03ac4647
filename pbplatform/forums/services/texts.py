"""Minutes, in all their public versions, as texts that can be reported, hidden and restored.

The hash of a version stays: it is of the words as they were. Source: docs/rules/moderation.md
sections 3 and 6.
"""

from __future__ import annotations

from datetime import date
from re import Match

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.texts import MARK, FoundText, TextField
from pbplatform.forums.kinds import MinutesKind
from pbplatform.forums.models import ForumSeries, Meeting, MinutesVersion
from pbplatform.forums.queries import minutes_versions, public_minutes


def minutes_path(forum: ForumSeries, meeting: Meeting) -> str:
    """`forums/town-forum/meetings/2027-03-10/minutes`."""
    return f"{forum.path}/meetings/{meeting.day.isoformat()}/minutes"


def _found(session: Session, named: Match[str]) -> tuple[ForumSeries, Meeting] | None:
    try:
        day = date.fromisoformat(named[2])
    except ValueError:
        return None
    found = session.execute(
        select(ForumSeries, Meeting)
        .join(Meeting, Meeting.forum_id == ForumSeries.id)
        .where(ForumSeries.slug == named[1], Meeting.day == day)
    ).first()
    return None if found is None else (found[0], found[1])


def find_minutes(session: Session, named: Match[str]) -> FoundText | None:
    """The minutes of a meeting with all versions that are no drafts."""
    found = _found(session, named)
    if found is None:
        return None
    forum, meeting = found
    shown = public_minutes(minutes_versions(session, meeting.id))
    parts = [
        TextField(name, getattr(version, name), version.n)
        for version in reversed(shown)
        for name in ("text", "reason")
    ]
    return FoundText(
        path=minutes_path(forum, meeting),
        number=meeting.day.isoformat(),
        fields=tuple(parts),
        authors=frozenset(),
        url=f"/{forum.path}/meetings/{meeting.day.isoformat()}",
        scope=forum.scope,
        is_public=bool(shown),
    )


def forget_drafts(session: Session, named: Match[str]) -> None:
    """Drafts, which nobody but staff ever read, go whole when words of the minutes are erased."""
    found = _found(session, named)
    if found is not None:
        for version in minutes_versions(session, found[1].id):
            if version.kind == MinutesKind.DRAFT:
                version.text, version.reason = MARK, ""
        session.flush()


def write_minutes_part(session: Session, named: Match[str], part: TextField) -> None:
    """Write one part of one version; its hash stays."""
    found = _found(session, named)
    if found is None:
        raise KeyError(named[0])
    version = session.get_one(
        MinutesVersion, (found[1].id, part.version), with_for_update=True, populate_existing=True
    )
    setattr(version, part.name, part.words)
    session.flush()
