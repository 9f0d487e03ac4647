"""Changing, cancelling and restoring a meeting; what was before stays readable.

Source: docs/rules/forums.md section 7.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict
from pbplatform.forums import queries
from pbplatform.forums.kinds import MEETING_NEWS, ChangeKind, ForumLog
from pbplatform.forums.models import ForumSeries, Meeting, MeetingChange
from pbplatform.forums.policies import refuse_to_cancel, refuse_to_change, refuse_to_restore
from pbplatform.forums.services.meeting_facts import (
    NOT_LOGGED,
    TOLD,
    MeetingFacts,
    facts_as_text,
    put_facts,
    require_good,
)
from pbplatform.forums.services.news import news_until, tell_concerned
from pbplatform.forums.services.registering import give_places
from pbplatform.places import queries as places


def change_meeting(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    facts: MeetingFacts,
    reason: str,
    now: datetime,
) -> None:
    """Have a meeting say something else, with a reason; those concerned are told by mail.

    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        Conflict: cancelled, nothing changes, no reason, a shape that is wrong, in the past, or a
            time that a meeting that has begun can no longer have.
    """
    meeting, forum = _locked(session, meeting_id)
    if refusal := refuse_to_change(actor, forum, meeting):
        raise refusal
    require_good(facts)
    before, after = facts_as_text(meeting), facts_as_text(facts)
    changed = sorted(name for name in after if after[name] != before[name])
    if not changed:
        raise Conflict("meeting.same")
    days = places.working_days(session, meeting.calendar_version)
    day = days.day_of(facts.starts_at)
    if "starts_at" in changed:
        _require_possible(session, meeting, facts.starts_at, same_day=day == meeting.day, now=now)
    _require_reason(reason, "meeting.change_reason_needed")
    put_facts(meeting, facts)
    meeting.day = day
    was = {name: before[name] for name in changed}
    becomes = {name: after[name] for name in changed}
    _note(session, actor, meeting, ChangeKind.CHANGED, reason, now, before=was, after=becomes)
    _log_change(session, actor, forum, meeting, was, becomes, reason.strip(), now)
    give_places(session, meeting, now)
    accounts.extend_contacts(
        session, purpose=MEETING_NEWS, about=forum.path_to(meeting), until=news_until(meeting)
    )


def _log_change(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    meeting: Meeting,
    was: dict[str, str],
    becomes: dict[str, str],
    reason: str,
    now: datetime,
) -> None:
    """One entry and, where it matters to whoever comes, one mail."""
    logged = [name for name in becomes if name not in NOT_LOGGED]
    audit.record(
        session,
        ForumLog.MEETING_CHANGED,
        actor=actor,
        subject=forum.path_to(meeting),
        now=now,
        reason=reason,
        changed=list(becomes),
        **{f"{name}_before": was[name] for name in logged},
        **{name: becomes[name] for name in logged},
    )
    if told := [[name, was[name], now_] for name, now_ in becomes.items() if name in TOLD]:
        tell_concerned(
            session,
            "forums:meeting_changed",
            forum,
            meeting,
            now,
            starts_at=instant_text(meeting.starts_at),
            venue=meeting.venue,
            changes=told,
            reason=reason,
        )


def cancel_meeting(
    session: Session, *, actor: ActorRef, meeting_id: int, reason: str, now: datetime
) -> None:
    """Cancel a meeting before it begins; no clock of any point stops.

    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        Conflict: no reason, cancelled before, or it has begun.
    """
    meeting, forum = _locked(session, meeting_id)
    if refusal := refuse_to_cancel(actor, forum, meeting, now):
        raise refusal
    _require_reason(reason, "meeting.reason_needed")
    meeting.cancelled_at = now
    meeting.cancel_reason = reason.strip()
    _note(session, actor, meeting, ChangeKind.CANCELLED, reason, now)
    _log_and_tell(session, actor, forum, meeting, reason, now)


def restore_meeting(
    session: Session, *, actor: ActorRef, meeting_id: int, reason: str, now: datetime
) -> None:
    """A cancelled meeting does take place, with a reason; as long as it lies ahead.

    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        Conflict: not cancelled, its time has come, called again meanwhile, or no reason.
    """
    meeting, forum = _locked(session, meeting_id)
    again = queries.called_again(session, meeting.id)
    if refusal := refuse_to_restore(actor, forum, meeting, again, now):
        raise refusal
    _require_reason(reason, "meeting.restore_reason_needed")
    meeting.cancelled_at, meeting.cancel_reason = None, ""
    _note(session, actor, meeting, ChangeKind.RESTORED, reason, now)
    _log_and_tell(session, actor, forum, meeting, reason, now)


def _log_and_tell(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    meeting: Meeting,
    reason: str,
    now: datetime,
) -> None:
    cancelled = meeting.cancelled_at is not None
    audit.record(
        session,
        ForumLog.MEETING_CANCELLED if cancelled else ForumLog.MEETING_RESTORED,
        actor=actor,
        subject=forum.path_to(meeting),
        now=now,
        reason=reason.strip(),
    )
    tell_concerned(
        session,
        "forums:meeting_cancelled" if cancelled else "forums:meeting_restored",
        forum,
        meeting,
        now,
        starts_at=instant_text(meeting.starts_at),
        venue=meeting.venue,
        reason=reason.strip(),
    )


def _locked(session: Session, meeting_id: int) -> tuple[Meeting, ForumSeries]:
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    return meeting, session.get_one(ForumSeries, meeting.forum_id)


def _require_reason(reason: str, code: str) -> None:
    if not reason.strip():
        raise Conflict(code, field="reason")


def _require_possible(
    session: Session, meeting: Meeting, starts_at: datetime, *, same_day: bool, now: datetime
) -> None:
    """A meeting that lies ahead stays ahead; one that has begun stays on its day and behind us.

    The clocks of its points run from its day.
    """
    if meeting.has_begun(now):
        if not same_day:
            raise Conflict("meeting.day_stays", field="day")
        if starts_at > now:
            raise Conflict("meeting.began_already", field="starts")
    elif starts_at <= now:
        raise Conflict("meeting.in_the_past", field="day")
    if queries.another_at(session, meeting.forum_id, starts_at, but=meeting.id):
        raise Conflict("meeting.exists", field="starts")


def _note(
    session: Session,
    actor: ActorRef,
    meeting: Meeting,
    kind: ChangeKind,
    reason: str,
    now: datetime,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    """Keep what happened; the meeting's row, which is locked, is the queue of numbers."""
    own = MeetingChange.meeting_id == meeting.id
    last = session.scalar(select(func.max(MeetingChange.n)).where(own)) or 0
    session.add(
        MeetingChange(
            meeting_id=meeting.id,
            n=last + 1,
            kind=kind,
            reason=reason.strip(),
            before=before or {},
            after=after or {},
            author=actor.name or actor.role,
            changed_at=now,
        )
    )
    session.flush()
