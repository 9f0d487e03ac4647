"""Who may write, correct and approve minutes, and write down who was there."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.forums.kinds import (
    CORRECTION_AFTER,
    MINUTES_AFTER,
    CorrectionState,
    MinutesKind,
)
from pbplatform.forums.models import Correction, ForumSeries, Meeting
from pbplatform.forums.policies.meetings import refuse_to_arrange
from pbplatform.forums.queries import MinutesStanding


def refuse_to_keep_minutes(
    actor: ActorRef, forum: ForumSeries, meeting: Meeting, now: datetime
) -> DomainError | None:
    """Why nothing of a meeting may be written down now; None when it may."""
    if refusal := refuse_to_arrange(actor, forum):
        return refusal
    if meeting.cancelled_at is not None:
        return Conflict("meeting.cancelled")
    return None if meeting.has_begun(now) else Conflict("meeting.not_begun")


def refuse_to_write_minutes(
    actor: ActorRef,
    forum: ForumSeries,
    meeting: Meeting,
    newest: MinutesKind | None,
    kind: MinutesKind,
    now: datetime,
) -> DomainError | None:
    """Why a version of this kind may not follow `newest`; None when it may."""
    if refusal := refuse_to_keep_minutes(actor, forum, meeting, now):
        return refusal
    if kind not in MINUTES_AFTER[newest]:
        return Conflict("minutes.not_after_this", field="kind")
    return None


def refuse_to_approve(
    actor: ActorRef, forum: ForumSeries, standing: MinutesStanding, today: date
) -> DomainError | None:
    """Why minutes may not be approved yet; None when they may.

    Args:
        standing: as it is with what the version carries out.
    Source: docs/rules/forums.md section 2.7.
    """
    if refusal := refuse_to_arrange(actor, forum):
        return refusal
    if standing.takes_corrections(today):
        return Conflict("minutes.corrections_open", until=standing.corrections_until)
    if standing.undecided:
        return Conflict("minutes.corrections_undecided")
    return Conflict("minutes.corrections_unmade") if standing.unmade else None


def refuse_to_draft(
    actor: ActorRef, forum: ForumSeries, meeting: Meeting, now: datetime
) -> DomainError | None:
    """Why `actor` may not keep a draft of the minutes; None when they may."""
    if refusal := refuse_to_keep_minutes(actor, forum, meeting, now):
        return refusal
    return None if actor.account_id is not None else NotAllowed("account.sign_in_first")


def refuse_to_correct(meeting: Meeting, newest: MinutesKind | None) -> DomainError | None:
    """Why nobody can say what is wrong in the minutes; None when everybody can."""
    if meeting.circulated_on is None or newest in (None, MinutesKind.DRAFT):
        return Conflict("minutes.not_public")
    return None


def refuse_to_withdraw_correction(actor: ActorRef, correction: Correction) -> DomainError | None:
    """Why `actor` may not withdraw a correction; None when they may."""
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    if actor.account_id != correction.by_account_id:
        return NotAllowed("correction.only_its_author")
    if correction.state == CorrectionState.WITHDRAWN:
        return Conflict("correction.withdrawn")
    return None if correction.is_open else Conflict("correction.decided")


def refuse_to_decide_correction(
    actor: ActorRef, forum: ForumSeries, correction: Correction, decision: CorrectionState
) -> DomainError | None:
    """Why a correction may not be decided so now; None when it may.

    Source: docs/rules/forums.md sections 5.5 and 5.6.
    """
    if refusal := refuse_to_arrange(actor, forum):
        return refusal
    if correction.state == CorrectionState.WITHDRAWN:
        return Conflict("correction.withdrawn")
    if actor.account_id is not None and actor.account_id == correction.by_account_id:
        return NotAllowed("correction.own")
    if correction.made_in is not None:
        return Conflict("correction.carried_out")
    if (
        decision is CorrectionState.WITHDRAWN
        or decision not in CORRECTION_AFTER[CorrectionState(correction.state)]
    ):
        return Conflict("state.not_from_here")
    return None
