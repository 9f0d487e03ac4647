"""Writing minutes, version upon version. Source: docs/rules/forums.md section 2."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict
from pbplatform.forums import queries
from pbplatform.forums.kinds import ForumLog, MinutesKind
from pbplatform.forums.models import ForumSeries, Meeting, MinutesVersion
from pbplatform.forums.policies import refuse_to_write_minutes
from pbplatform.places import queries as places

_KINDS = {
    MinutesKind.CIRCULATED: ForumLog.MINUTES_CIRCULATED,
    MinutesKind.APPROVED: ForumLog.MINUTES_APPROVED,
    MinutesKind.AMENDED: ForumLog.MINUTES_AMENDED,
}


def write_minutes(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    kind: MinutesKind,
    text: str,
    now: datetime,
    reason: str = "",
    after: int | None = None,
) -> MinutesVersion:
    """Add a version of a meeting's minutes; the first circulated one starts its points' clocks.

    Args:
        after: the number of the version the writer had before them; None to add it anyhow.
    Raises:
        NotAllowed: not a facilitator of this forum.
        Conflict: cancelled or not begun, no text, no reason after circulation, a kind that cannot
            follow, or a newer version by somebody else.
    """
    # The meeting's row is the queue: two writers take their version numbers one after the other.
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    newest = queries.newest_minutes(session, meeting_id)
    last = MinutesKind(newest.kind) if newest else None
    if refusal := refuse_to_write_minutes(actor, forum, meeting, last, kind, now):
        raise refusal
    if not text.strip():
        raise Conflict("minutes.text_needed", field="text")
    if after is not None and after != (newest.n if newest else 0):
        raise Conflict("minutes.changed_by_somebody", field="text")
    if meeting.circulated_on and not reason.strip() and not _approves(newest, kind, text):
        raise Conflict("minutes.reason_needed", field="reason")
    version = MinutesVersion(
        meeting_id=meeting_id,
        n=newest.n + 1 if newest else 1,
        kind=kind,
        text=text.strip(),
        sha256=sha256(text.strip().encode()),
        previous_sha256=newest.sha256 if newest else None,
        reason=reason.strip(),
        author=actor.name or actor.role,
        written_at=now,
    )
    session.add(version)
    session.flush()
    if kind is not MinutesKind.DRAFT:
        _tell(session, actor, forum, meeting, version, now)
    return version


def _approves(newest: MinutesVersion | None, kind: MinutesKind, text: str) -> bool:
    """Whether it says yes to what is public, without another word."""
    return kind is MinutesKind.APPROVED and newest is not None and newest.text == text.strip()


def _tell(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    meeting: Meeting,
    version: MinutesVersion,
    now: datetime,
) -> None:
    if meeting.circulated_on is None:
        meeting.circulated_on = places.working_days(session, meeting.calendar_version).day_of(now)
    subject = forum.path_to(meeting)
    audit.record(
        session,
        _KINDS[MinutesKind(version.kind)],
        actor=actor,
        subject=subject,
        now=now,
        version=version.n,
        sha256=version.sha256.hex(),
        reason=version.reason,
    )
