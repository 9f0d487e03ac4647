"""Who may call forums and meetings, write minutes, raise and publish points."""

from __future__ import annotations

from datetime import datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE, ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.forums.models import ForumSeries, Meeting


def refuse_to_call_forum(actor: ActorRef) -> DomainError | None:
    """Why `actor` may not call a forum; None when they may."""
    if actor.kind in ("command", "system"):
        return None
    if actor.role != Role.FACILITATOR or actor.scope != PLACE:
        return NotAllowed("place.only_its_facilitator")
    return None


def refuse_to_facilitate(actor: ActorRef, forum: ForumSeries) -> DomainError | None:
    """Why `actor` may not act as this forum's facilitator; None when they may."""
    if actor.kind in ("command", "system"):
        return None
    if actor.role != Role.FACILITATOR or not covers(actor.scope, forum.scope):
        return NotAllowed("forum.only_its_facilitator")
    return None


def refuse_to_arrange(actor: ActorRef, forum: ForumSeries) -> DomainError | None:
    """Why `actor` may not look after meetings and minutes of this forum; None when they may.

    Its facilitators and its clerks do. Source: docs/rules/forums.md section 1.
    """
    if actor.kind not in ("command", "system") and (
        actor.role not in (Role.FACILITATOR, Role.CLERK) or not covers(actor.scope, forum.scope)
    ):
        return NotAllowed("forum.only_its_facilitator_or_clerk")
    return None


def refuse_to_cancel(
    actor: ActorRef, forum: ForumSeries, meeting: Meeting, now: datetime
) -> DomainError | None:
    """Why a meeting may not be cancelled now; None when it may."""
    if refusal := refuse_to_arrange(actor, forum):
        return refusal
    if meeting.cancelled_at is not None:
        return Conflict("meeting.cancelled")
    if meeting.has_begun(now):
        return Conflict("meeting.has_begun")
    return None


def refuse_to_change(actor: ActorRef, forum: ForumSeries, meeting: Meeting) -> DomainError | None:
    """Why what a meeting says may not be changed; None when it may, also after it was held."""
    if refusal := refuse_to_arrange(actor, forum):
        return refusal
    return Conflict("meeting.cancelled") if meeting.cancelled_at is not None else None


def refuse_to_restore(
    actor: ActorRef, forum: ForumSeries, meeting: Meeting, again: Meeting | None, now: datetime
) -> DomainError | None:
    """Why a cancelled meeting may not take place after all; None when it may.

    Args:
        again: the meeting that was called in its stead and is not cancelled.
    """
    if refusal := refuse_to_arrange(actor, forum):
        return refusal
    if meeting.cancelled_at is None:
        return Conflict("meeting.not_cancelled")
    if meeting.has_begun(now):
        return Conflict("meeting.too_late_to_restore")
    return Conflict("meeting.called_again") if again is not None else None


def refuse_to_set_agenda(
    actor: ActorRef, forum: ForumSeries, meeting: Meeting, now: datetime
) -> DomainError | None:
    """Why the agenda of a meeting may not be set now; None when it may: until it begins."""
    if refusal := refuse_to_arrange(actor, forum):
        return refusal
    if meeting.cancelled_at is not None:
        return Conflict("meeting.cancelled")
    return Conflict("agenda.meeting_has_begun") if meeting.has_begun(now) else None


def refuse_to_register(meeting: Meeting, now: datetime) -> DomainError | None:
    """Why nobody can register for a meeting now; None when everybody can: until it begins."""
    if meeting.cancelled_at is not None:
        return Conflict("meeting.cancelled")
    return Conflict("registration.closed") if meeting.has_begun(now) else None


def refuse_to_attend(actor: ActorRef, meeting: Meeting, now: datetime) -> DomainError | None:
    """Why `actor` may not say they were at a meeting; None when they may."""
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    if meeting.cancelled_at is not None:
        return Conflict("meeting.cancelled")
    return None if meeting.has_begun(now) else Conflict("meeting.not_begun")
