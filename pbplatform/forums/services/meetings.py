"""Calling forums and meetings. Source: docs/rules/forums.md section 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict
from pbplatform.forums.kinds import MEETING_NEWS, ForumLog
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.policies import (
    refuse_to_arrange,
    refuse_to_call_forum,
    refuse_to_cancel,
)
from pbplatform.places import queries as places
from pbplatform.places.services import make_slug


@dataclass(frozen=True, kw_only=True)
class MeetingFacts:
    """What people need to know to come."""

    starts_at: datetime
    venue: str
    ends_at: datetime | None = None
    online_note: str = ""
    access_note: str = ""
    agenda: str = ""


def call_forum(
    session: Session,
    *,
    actor: ActorRef,
    name: str,
    lead_team: str,
    promise: str,
    now: datetime,
    slug: str = "",
) -> ForumSeries:
    """Call a forum.

    Args:
        lead_team: slug of the team that must answer until a point is given to another.
        promise: what officials promise, one sentence.
    Raises:
        NotAllowed: not the facilitator of the place.
        NotFound: no such team.
        Conflict: no name, a name that exists, or no promise.
    """
    if refusal := refuse_to_call_forum(actor):
        raise refusal
    chosen = slug or make_slug(name)
    if session.scalar(select(ForumSeries.id).where(ForumSeries.slug == chosen)) is not None:
        raise Conflict("forum.exists", field="name")
    if not promise.strip():
        raise Conflict("forum.promise_needed", field="promise")
    team = places.team_by_slug(session, lead_team)
    forum = ForumSeries(
        slug=chosen,
        name=name.strip(),
        promise=promise.strip(),
        lead_team_id=team.id,
        called_at=now,
    )
    session.add(forum)
    session.flush()
    audit.record(
        session,
        ForumLog.FORUM_CALLED,
        actor=actor,
        subject=forum.path,
        now=now,
        name=forum.name,
        team=team.slug,
        promise=forum.promise,
    )
    return forum


def call_meeting(
    session: Session, *, actor: ActorRef, forum_id: int, facts: MeetingFacts, now: datetime
) -> Meeting:
    """Call a meeting of a forum.

    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        Conflict: in the past, ends before it begins, no venue, or the day is taken.
    """
    forum = session.get_one(ForumSeries, forum_id)
    if refusal := refuse_to_arrange(actor, forum):
        raise refusal
    if facts.starts_at <= now:
        raise Conflict("meeting.in_the_past", field="day")
    if facts.ends_at is not None and facts.ends_at <= facts.starts_at:
        raise Conflict("meeting.ends_too_early", field="ends")
    if not facts.venue.strip():
        raise Conflict("meeting.venue_needed", field="venue")
    days = places.working_days(session)
    meeting = Meeting(
        forum_id=forum_id,
        day=days.day_of(facts.starts_at),
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        venue=facts.venue.strip(),
        online_note=facts.online_note.strip(),
        access_note=facts.access_note.strip(),
        agenda=facts.agenda.strip(),
        called_at=now,
        minutes_days=places.require_place(session).minutes_days,
        correction_days=places.require_place(session).correction_days,
        calendar_version=days.version,
    )
    try:
        with session.begin_nested():  # the unique day decides, not an earlier SELECT
            session.add(meeting)
    except IntegrityError as error:
        raise Conflict("meeting.exists", field="day") from error
    audit.record(
        session,
        ForumLog.MEETING_CALLED,
        actor=actor,
        subject=forum.path_to(meeting),
        now=now,
        starts_at=instant_text(meeting.starts_at),
        venue=meeting.venue,
    )
    return meeting


def cancel_meeting(
    session: Session, *, actor: ActorRef, meeting_id: int, reason: str, now: datetime
) -> None:
    """Cancel a meeting before it begins; no clock of any point stops.

    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        Conflict: no reason, cancelled before, or it has begun.
    """
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    if refusal := refuse_to_cancel(actor, forum, meeting, now):
        raise refusal
    if not reason.strip():
        raise Conflict("meeting.reason_needed", field="reason")
    meeting.cancelled_at = now
    meeting.cancel_reason = reason.strip()
    audit.record(
        session,
        ForumLog.MEETING_CANCELLED,
        actor=actor,
        subject=forum.path_to(meeting),
        now=now,
        reason=meeting.cancel_reason,
    )
    accounts.tell_contacts(
        session,
        "forums:meeting_cancelled",
        purpose=MEETING_NEWS,
        about=forum.path_to(meeting),
        now=now,
        forum=forum.name,
        starts_at=instant_text(meeting.starts_at),
        venue=meeting.venue,
        reason=meeting.cancel_reason,
        path=forum.path_to(meeting),
    )
