"""Minutes and corrections of them as texts that can be reported, hidden and restored.

The hash of a version stays: it is of the words as they were. Source: docs/rules/moderation.md
sections 3 and 6.
"""

from __future__ import annotations

from re import Match

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pbplatform.core.texts import MARK, FoundText, TextField
from pbplatform.core.whole import whole_or_none
from pbplatform.forums.kinds import MinutesKind
from pbplatform.forums.models import Correction, ForumSeries, Meeting, MinutesDraft, MinutesVersion
from pbplatform.forums.queries import minutes_versions, public_minutes


def minutes_path(forum: ForumSeries, meeting: Meeting) -> str:
    """`forums/town-forum/meetings/2027-03-10/minutes`."""
    return f"{forum.path_to(meeting)}/minutes"


def _found(session: Session, named: Match[str]) -> tuple[ForumSeries, Meeting] | None:
    found = session.execute(
        select(ForumSeries, Meeting)
        .join(Meeting, Meeting.forum_id == ForumSeries.id)
        .where(ForumSeries.slug == named[1], Meeting.slug == named[2])
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
        number=meeting.slug,
        fields=tuple(parts),
        authors=frozenset(),
        url=f"/{forum.path_to(meeting)}",
        scope=forum.scope,
        is_public=bool(shown),
    )


def forget_drafts(session: Session, named: Match[str]) -> None:
    """Drafts, which nobody but staff ever read, go whole when words of the minutes are erased."""
    found = _found(session, named)
    if found is not None:
        session.execute(delete(MinutesDraft).where(MinutesDraft.meeting_id == found[1].id))
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


def correction_path(forum: ForumSeries, meeting: Meeting, number: int) -> str:
    """`forums/town-forum/meetings/2027-03-10/corrections/3`."""
    return f"{forum.path_to(meeting)}/corrections/{number}"


def _correction_at(
    session: Session, named: Match[str]
) -> tuple[Correction, Meeting, ForumSeries] | None:
    found = _found(session, named)
    if found is None:
        return None
    forum, meeting = found
    query = select(Correction).where(
        Correction.meeting_id == meeting.id, Correction.number == whole_or_none(named[3])
    )
    correction = session.scalar(query)
    return None if correction is None else (correction, meeting, forum)


def find_correction(session: Session, named: Match[str]) -> FoundText | None:
    """What somebody said is wrong in minutes."""
    found = _correction_at(session, named)
    if found is None:
        return None
    correction, meeting, forum = found
    names = ["passage", "proposed", "why"]
    if correction.by_account_id is None:  # else it goes with the name of that person
        names.append("by_name")
    path = correction_path(forum, meeting, correction.number)
    return FoundText(
        path=path,
        number=str(correction.number),
        fields=tuple(
            TextField(name, getattr(correction, name), longest=80 if name == "by_name" else None)
            for name in names
        ),
        authors=frozenset({correction.by_account_id} if correction.by_account_id else ()),
        url=f"/{path}",
        scope=forum.scope,
        is_public=correction.shows_words,
    )


def write_correction_part(session: Session, named: Match[str], part: TextField) -> None:
    """Write one part of a correction."""
    found = _correction_at(session, named)
    if found is None:
        raise KeyError(named[0])
    session.refresh(found[0], with_for_update=True)
    setattr(found[0], part.name, part.words)
    session.flush()
