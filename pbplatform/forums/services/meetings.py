"""Calling forums and meetings. Source: docs/rules/forums.md section 1."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.facts import tell_fact
from pbplatform.forums import queries
from pbplatform.forums.domain.programs import verifier_hash
from pbplatform.forums.kinds import MEETING_NEWS, ForumLog
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.policies import (
    refuse_to_arrange,
    refuse_to_call_forum,
)
from pbplatform.forums.services.meeting_facts import MeetingFacts, put_facts, require_good
from pbplatform.forums.services.news import news_until, tell_concerned
from pbplatform.places import queries as places
from pbplatform.places.queries import TEAM
from pbplatform.places.services import make_slug


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
    kind, told = ForumLog.PROGRAMS_NAMED, {"verifier_sha256": verifier_hash()}
    audit.record(session, kind, actor=actor, subject=forum.path, now=now, **told)
    return forum


def call_meeting(
    session: Session,
    *,
    actor: ActorRef,
    forum_id: int,
    facts: MeetingFacts,
    now: datetime,
    again_of: int | None = None,
) -> Meeting:
    """Call a meeting of a forum.

    Args:
        again_of: the cancelled meeting for which this one stands; who asked for news of that one
            hears of this one, from now on.
    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        Conflict: in the past, a shape that is wrong, another meeting at the same time, or the
            meeting that it stands for was not cancelled or was called again already.
    """
    forum = session.get_one(ForumSeries, forum_id)
    if refusal := refuse_to_arrange(actor, forum):
        raise refusal
    before = _cancelled_one(session, forum, again_of) if again_of is not None else None
    if facts.starts_at <= now:
        raise Conflict("meeting.in_the_past", field="day")
    require_good(facts)
    if queries.another_at(session, forum_id, facts.starts_at):
        raise Conflict("meeting.exists", field="starts")
    meeting = _new_meeting(session, forum_id, facts, again_of, now)
    audit.record(
        session,
        ForumLog.MEETING_CALLED,
        actor=actor,
        subject=forum.path_to(meeting),
        now=now,
        starts_at=instant_text(meeting.starts_at),
        venue=meeting.venue,
        minutes_days=meeting.minutes_days,
        correction_days=meeting.correction_days,
        calendar=meeting.calendar_version,
        **({"again_of": forum.path_to(before)} if before else {}),
    )
    _write_called(session, forum, meeting, now)
    if before is not None:
        _tell_again(session, forum, before, meeting, now)
    return meeting


def _write_called(session: Session, forum: ForumSeries, meeting: Meeting, now: datetime) -> None:
    """News for those who follow the forum, and for the team that leads it."""
    tell_fact(
        session,
        "forums:meeting_called",
        about=forum.path_to(meeting),
        title=forum.name,
        within=[forum.path],
        audiences=[(TEAM, forum.lead_team_id)],
        now=now,
        starts_at=instant_text(meeting.starts_at),
        venue=meeting.venue,
    )


def _new_meeting(
    session: Session, forum_id: int, facts: MeetingFacts, again_of: int | None, now: datetime
) -> Meeting:
    days = places.working_days(session)
    day = days.day_of(facts.starts_at)
    meeting = Meeting(
        forum_id=forum_id,
        slug=queries.free_address(session, forum_id, day),
        day=day,
        called_at=now,
        minutes_days=places.require_place(session).minutes_days,
        correction_days=places.require_place(session).correction_days,
        calendar_version=days.version,
        again_of_id=again_of,
    )
    put_facts(meeting, facts)
    try:
        with session.begin_nested():  # the unique address decides between two at one moment
            session.add(meeting)
    except IntegrityError as error:
        raise Conflict("meeting.exists", field="starts") from error
    return meeting


def _cancelled_one(session: Session, forum: ForumSeries, meeting_id: int) -> Meeting:
    """The cancelled meeting of this forum that is called again, locked, so that it is so once."""
    found = session.get(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    if found is None or found.forum_id != forum.id:
        raise NotFound("meeting.not_found")
    if found.cancelled_at is None:
        raise Conflict("meeting.not_cancelled")
    if queries.called_again(session, found.id) is not None:
        raise Conflict("meeting.called_again")
    return found


def _tell_again(
    session: Session, forum: ForumSeries, before: Meeting, meeting: Meeting, now: datetime
) -> None:
    """Those whom the cancelled meeting concerned hear of the one that stands for it."""
    tell_concerned(
        session,
        "forums:meeting_again",
        forum,
        before,
        now,
        starts_before=instant_text(before.starts_at),
        starts_at=instant_text(meeting.starts_at),
        venue=meeting.venue,
        new_path=forum.path_to(meeting),
    )
    accounts.move_contacts(
        session,
        purpose=MEETING_NEWS,
        about=forum.path_to(before),
        to=forum.path_to(meeting),
        until=news_until(meeting),
    )
