"""Who may carry what where. Source: docs/rules/thread.md section 7."""

from __future__ import annotations

from datetime import datetime

from pbplatform.accounts.kinds import Role
from pbplatform.carry.domain.origin import Origin
from pbplatform.carry.kinds import GONE, OriginKind, Stands
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.policies import refuse_to_arrange
from pbplatform.proposals.models import Idea
from pbplatform.proposals.policies import is_author
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_to_facilitate

LATE_DAYS = 5  # working days after ideas close in which those of a meeting are written in


def is_owner(actor: ActorRef, origin: Origin) -> bool:
    return actor.account_id is not None and actor.account_id in origin.owners


def refuse_to_carry(actor: ActorRef, origin: Origin, round_: Round) -> DomainError | None:
    """Why `actor` may not send this thing as an idea of `round_`; None when they may.

    Whether the round takes ideas is asked when the idea is sent.
    Source: docs/rules/thread.md section 7.
    """
    if not is_owner(actor, origin) and not _carries_for_others(actor, origin, round_):
        is_point = origin.kind is OriginKind.POINT
        return NotAllowed("carry.only_its_asker" if is_point else "carry.only_its_authors")
    if refusal := refuse_as_it_stands(origin):
        return refusal
    return Conflict("carry.same_round", field="round") if origin.round_id == round_.id else None


def refuse_as_it_stands(origin: Origin) -> DomainError | None:
    """Why nobody may carry the thing now, as it stands; None when its people may.

    Source: docs/rules/thread.md section 7.6.
    """
    return {
        Stands.QUESTION: Conflict("carry.is_a_question"),
        Stands.JOINED: Conflict("carry.point_joined"),
        Stands.NOT_PUBLIC: Conflict("carry.not_public"),
        Stands.WITHDRAWN: Conflict("carry.withdrawn"),
        Stands.BROKE_A_RULE: Conflict("carry.broke_a_rule"),
        Stands.IS_A_PROPOSAL: Conflict("carry.is_a_proposal"),
        Stands.GOES_ON: Conflict("carry.goes_on"),
        Stands.CAN_WIN: Conflict("carry.can_win"),
        Stands.WON: Conflict("carry.won"),
    }.get(origin.stands)


def _carries_for_others(actor: ActorRef, origin: Origin, round_: Round) -> bool:
    if origin.kind is OriginKind.POINT:
        return _facilitates(actor, round_)
    return bool(origin.staff) and actor.role == Role.DELEGATE and covers(actor.scope, origin.staff)


def _facilitates(actor: ActorRef, round_: Round) -> bool:
    return refuse_to_facilitate(actor, round_) is None


def refuse_again(round_: Round, idea: Idea | None) -> DomainError | None:
    """Why a thing may not go into a round once more; None when it may.

    Args:
        idea: what it became there before; None for nothing.
    Source: docs/rules/thread.md section 7.
    """
    if idea is None or idea.state in GONE:
        return None
    return Conflict("carry.already", field="round", number=idea.number, round=round_.name)


def refuse_to_write_in(
    actor: ActorRef, forum: ForumSeries, meeting: Meeting, round_: Round, now: datetime
) -> DomainError | None:
    """Why ideas given at a meeting may not be written in; None when they may.

    Source: docs/rules/thread.md section 7.
    """
    if not _facilitates(actor, round_) and (refusal := refuse_to_arrange(actor, forum)):
        return refusal
    if meeting.cancelled_at is not None:
        return Conflict("meeting.cancelled")
    if not meeting.has_begun(now):
        return Conflict("given.not_yet")
    if meeting.starts_at >= round_.ideas_close_at:
        return Conflict("given.after_ideas", field="round")
    return None


def refuse_to_say_where(actor: ActorRef, idea: Idea, meeting: Meeting | None) -> DomainError | None:
    """Why an author may not say at which meeting they said their idea; None when they may.

    Args:
        meeting: None for none of them.
    Source: docs/rules/thread.md section 7.26.
    """
    if not is_author(actor, idea):
        return NotAllowed("idea.only_its_author")
    if idea.state in GONE:
        return Conflict("given.idea_is_gone")
    if meeting is None:
        return None
    if meeting.cancelled_at is not None:
        return Conflict("meeting.cancelled")
    return Conflict("given.after_the_idea") if meeting.starts_at >= idea.sent_at else None
