"""Making minutes public, version upon version. Source: docs/rules/forums.md section 2."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict
from pbplatform.forums import queries
from pbplatform.forums.domain.transcripts import LONGEST_TEXT
from pbplatform.forums.kinds import ForumLog, MinutesKind
from pbplatform.forums.models import Correction, ForumSeries, Meeting, MinutesVersion
from pbplatform.forums.policies.minutes import refuse_to_approve, refuse_to_write_minutes
from pbplatform.forums.services.drafts import forget_draft
from pbplatform.forums.services.telling import tell_of_minutes
from pbplatform.places import queries as places
from pbplatform.places.domain.working_days import WorkingDays

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
    makes: Collection[int] = (),
) -> MinutesVersion:
    """Add a public version and mail it; the first circulated one starts its points' clocks.

    Args:
        after: the number of the version the writer had before them; None to add it anyhow.
        makes: numbers of the accepted corrections that this version carries out.
    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        Conflict: cancelled or not begun, no text, no reason for other words, a kind that cannot
            follow, corrections that are not done with, or a newer version by somebody else.
    """
    # The meeting's row is the queue: two writers take their version numbers one after the other.
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    newest = queries.newest_minutes(session, meeting_id)
    last = MinutesKind(newest.kind) if newest else None
    if refusal := refuse_to_write_minutes(actor, forum, meeting, last, kind, now):
        raise refusal
    if after is not None and after != (newest.n if newest else 0):
        raise Conflict("minutes.changed_by_somebody", field="text")
    _require_words(newest, kind, text.strip(), reason.strip())
    made = _carried_out(session, meeting_id, makes)
    days = places.working_days(session, meeting.calendar_version)
    if kind is MinutesKind.APPROVED:
        _require_no_corrections(session, actor, forum, meeting, days, makes, now)
    version = _version(actor, meeting, newest, kind, text.strip(), reason.strip(), now)
    session.add(version)
    for correction in made:
        correction.made_in = version.n
    forget_draft(session, meeting_id, actor.account_id)
    session.flush()
    _tell(session, actor, forum, meeting, version, makes, now)
    return version


def _version(
    actor: ActorRef,
    meeting: Meeting,
    newest: MinutesVersion | None,
    kind: MinutesKind,
    text: str,
    reason: str,
    now: datetime,
) -> MinutesVersion:
    return MinutesVersion(
        meeting_id=meeting.id,
        n=newest.n + 1 if newest else 1,
        kind=kind,
        text=text,
        sha256=sha256(text.encode()),
        previous_sha256=newest.sha256 if newest else None,
        reason=reason,
        author=actor.name or actor.role,
        written_at=now,
    )


def _require_words(
    newest: MinutesVersion | None, kind: MinutesKind, text: str, reason: str
) -> None:
    """Words, other ones where a change is published, and why. Source: docs section 2.6."""
    if not text:
        raise Conflict("minutes.text_needed", field="text")
    if len(text) > LONGEST_TEXT:
        raise Conflict("minutes.text_too_long", field="text")
    if newest is None or newest.kind == MinutesKind.DRAFT:
        return
    if newest.text != text and not reason:
        raise Conflict("minutes.reason_needed", field="reason")
    if newest.text == text and kind is not MinutesKind.APPROVED:
        raise Conflict("minutes.nothing_changed", field="text")


def _carried_out(session: Session, meeting_id: int, makes: Collection[int]) -> list[Correction]:
    """The corrections of these numbers, each accepted and not carried out yet."""
    if not makes:
        return []
    waiting = {
        each.number: each
        for each in queries.corrections_of(session, meeting_id)
        if each.waits_for_version
    }
    if not set(makes) <= set(waiting):
        raise Conflict("minutes.makes_unknown", field="makes")
    return [waiting[number] for number in sorted(set(makes))]


def _require_no_corrections(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    meeting: Meeting,
    days: WorkingDays,
    makes: Collection[int],
    now: datetime,
) -> None:
    standing = queries.minutes_standing(session, meeting, days)
    if standing is None:
        return
    left = tuple(number for number in standing.unmade if number not in makes)
    as_made = replace(standing, unmade=left)
    if refusal := refuse_to_approve(actor, forum, as_made, days.day_of(now)):
        raise refusal


def _tell(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    meeting: Meeting,
    version: MinutesVersion,
    makes: Collection[int],
    now: datetime,
) -> None:
    days = places.working_days(session, meeting.calendar_version)
    if meeting.circulated_on is None:
        meeting.circulated_on = days.day_of(now)
        session.flush()
    standing = queries.minutes_standing(session, meeting, days)
    until = standing.corrections_until if standing and not standing.is_approved else None
    version.told = tell_of_minutes(
        session, forum, meeting, version, actor=actor, corrections_until=until, now=now
    )
    audit.record(
        session,
        _KINDS[MinutesKind(version.kind)],
        actor=actor,
        subject=forum.path_to(meeting),
        now=now,
        version=version.n,
        sha256=version.sha256.hex(),
        reason=version.reason,
        makes=", ".join(str(number) for number in sorted(set(makes))),
        told=version.told,
    )
