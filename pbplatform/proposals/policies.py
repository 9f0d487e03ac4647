"""Who may do what with ideas and proposals. Source: docs/rules/proposals.md."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.proposals.kinds import (
    SUPPORTABLE_STATES,
    WAITING_STATES,
    IdeaState,
    ProposalState,
)
from pbplatform.proposals.models import Idea, IdeaJoin, Proposal
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.policies import refuse_called_off, refuse_to_facilitate
from pbplatform.rounds.queries import committee_scope

READING_DAYS = 2
ASK_AGAIN_DAYS = 10
FIRST_LOOK_DAYS = 10
SUMMARY_WORDS = 40


def refuse_to_send(actor: ActorRef, round_: Round, now: datetime) -> DomainError | None:
    """Why `actor` may not send an idea to `round_` at `now`; None when they may."""
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    if refusal := _refuse_before_the_end(round_, now):
        return refusal
    return None if round_.takes_ideas(now) else Conflict("idea.window_over")


def _refuse_before_the_end(round_: Round, now: datetime) -> DomainError | None:
    """Why the round takes no idea, but for the end of its window."""
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.published_at is None or now < round_.ideas_open_at:
        return Conflict("idea.not_open_yet")
    return Conflict("round.paused_for_now") if round_.paused_at is not None else None


def refuse_to_enter(
    actor: ActorRef, round_: Round, now: datetime, *, today: date, until: date
) -> DomainError | None:
    """Why no idea of somebody else may be sent for them at `now`; None when it may.

    Who may is asked by the slice that knows where the idea comes from.

    Args:
        until: last day; the one on which ideas close, or a later one for ideas of a meeting.
    Source: docs/rules/thread.md section 7.
    """
    if actor.kind not in ("command", "system") and actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    if refusal := _refuse_before_the_end(round_, now):
        return refusal
    if round_.frozen_at is not None:
        return Conflict("round.frozen")
    open_still = round_.takes_ideas(now) or today <= until
    return None if open_still else Conflict("idea.window_over")


def refuse_to_take_away(actor: ActorRef, round_: Round, idea: Idea) -> DomainError | None:
    """Why an idea that was typed in for somebody may not be taken away again; None when it may.

    Source: docs/rules/thread.md section 7.
    """
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if not idea.entered or idea.author_id is not None:
        return NotAllowed("idea.has_an_author")
    if idea.state not in (*WAITING_STATES, IdeaState.PUBLISHED):
        return Conflict("idea.too_late_to_withdraw")
    return None


def refuse_to_read(actor: ActorRef, round_: Round, idea: Idea) -> DomainError | None:
    """Why `actor` may not publish or refuse this idea; None when they may."""
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if actor.account_id is not None and actor.account_id == idea.author_id:
        return NotAllowed("idea.not_your_own")
    if idea.state not in WAITING_STATES:
        return Conflict("state.not_from_here")
    return refuse_called_off(round_)


def refuse_to_keep(actor: ActorRef, round_: Round, idea: Idea) -> DomainError | None:
    """Why `actor` may not say that an idea that is public was read and stays; None when they may.

    Source: docs/rules/proposals.md section 2.8.
    """
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if is_author(actor, idea):
        return NotAllowed("idea.not_your_own")
    return None if idea.is_unread else Conflict("idea.read_already")


def is_author(actor: ActorRef, idea: Idea) -> bool:
    return actor.account_id is not None and actor.account_id == idea.author_id


def may_see(actor: ActorRef | None, idea: Idea, *, facilitates: bool) -> bool:
    """Whether the words of an idea may be shown: everybody's once public."""
    if idea.is_public:
        return True
    return facilitates or (actor is not None and is_author(actor, idea))


def refuse_to_ask_again(actor: ActorRef, idea: Idea, today: date) -> DomainError | None:
    """Why the author may not ask for a second look; None when they may."""
    if not is_author(actor, idea):
        return NotAllowed("idea.only_its_author")
    if idea.state != IdeaState.REFUSED:
        return Conflict("state.not_from_here")
    if idea.second_look_at is not None:
        return Conflict("idea.second_look_used")
    if idea.ask_again_by is None or today > idea.ask_again_by:
        return Conflict("idea.second_look_too_late")
    return None


def refuse_to_withdraw(actor: ActorRef, idea: Idea) -> DomainError | None:
    """Why `actor` may not withdraw the idea; None when they may."""
    if not is_author(actor, idea):
        return NotAllowed("idea.only_its_author")
    if idea.state not in (*WAITING_STATES, IdeaState.PUBLISHED):
        return Conflict("idea.too_late_to_withdraw")
    return None


def refuse_to_withdraw_for(actor: ActorRef, round_: Round, idea: Idea) -> DomainError | None:
    """Why staff may not withdraw an idea on its author's word; None for facilitators and clerks of
    the round, where the author has no account, in the time that an author has.

    Source: docs/rules/intake.md section 8.
    """
    if refusal := refuse_to_name_for(actor, round_, idea):
        return refusal
    if idea.state not in (*WAITING_STATES, IdeaState.PUBLISHED):
        return Conflict("idea.too_late_to_withdraw")
    return None


def refuse_to_name_for(actor: ActorRef, round_: Round, idea: Idea) -> DomainError | None:
    """Why staff may not change the name beside an idea on its author's word; None for facilitators
    and clerks of the round, where the author has no account.

    Source: docs/rules/intake.md section 8.
    """
    if actor.role not in (Role.FACILITATOR, Role.CLERK) or not covers(actor.scope, round_.scope):
        return NotAllowed("idea.only_staff_for")
    if not idea.entered or idea.author_id is not None:
        return NotAllowed("idea.has_an_author")
    return None


def refuse_to_support(actor: ActorRef, idea: Idea) -> DomainError | None:
    """Why `actor` may not support the idea; None when they may."""
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    if is_author(actor, idea):
        return NotAllowed("idea.own_support")
    if idea.state not in SUPPORTABLE_STATES:
        return Conflict("idea.support_over")
    return None


def refuse_to_delegate(actor: ActorRef, round_: Round, committee: Committee) -> DomainError | None:
    """Why `actor` is not acting as a delegate of this committee; None when they are."""
    if actor.role != Role.DELEGATE or not covers(actor.scope, committee_scope(round_, committee)):
        return NotAllowed("committee.only_its_delegates")
    return None


def refuse_to_claim(
    actor: ActorRef, round_: Round, committee: Committee, idea: Idea, today: date
) -> DomainError | None:
    """Why the idea may not be claimed for the committee; None when it may.

    A delegate may at any time; the round's facilitator once the first look is late.
    """
    if committee.round_id != idea.round_id:
        return Conflict("committee.other_round")
    if actor.role == Role.FACILITATOR:
        if refusal := refuse_to_facilitate(actor, round_):
            return refusal
        if idea.look_by is not None and today <= idea.look_by:
            return Conflict("idea.first_look_not_late")
    elif refusal := refuse_to_delegate(actor, round_, committee):
        return refusal
    if idea.state != IdeaState.PUBLISHED:
        return Conflict("idea.claimed_already" if idea.is_public else "state.not_from_here")
    return refuse_called_off(round_)


def refuse_to_leave(
    actor: ActorRef, round_: Round, committee: Committee, idea: Idea, now: datetime
) -> DomainError | None:
    """Why the idea may not be left aside with a reason; None when it may.

    A delegate of the committee that holds it; the facilitator once review is over.
    """
    if actor.role == Role.FACILITATOR:
        if refusal := refuse_to_facilitate(actor, round_):
            return refusal
        if not round_.review_is_over(now):
            return Conflict("idea.review_not_over")
    elif refusal := refuse_to_delegate(actor, round_, committee):
        return refusal
    if idea.state != IdeaState.CLAIMED:
        return Conflict("state.not_from_here")
    return refuse_called_off(round_)


def refuse_to_pass_claim(
    actor: ActorRef, round_: Round, committee: Committee, idea: Idea
) -> DomainError | None:
    """Why `actor` may not say who in the committee looks after a claimed idea; None when they may.

    The machine may: it takes an idea from somebody who is no delegate any more.
    """
    if actor.kind != "system" and (refusal := refuse_to_delegate(actor, round_, committee)):
        return refusal
    if idea.state != IdeaState.CLAIMED:
        return Conflict("state.not_from_here")
    return None


def _refuse_reopening(round_: Round, idea: Idea) -> DomainError | None:
    if idea.state != IdeaState.NOT_TAKEN:
        return Conflict("state.not_from_here")
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.frozen_at is not None:
        return Conflict("round.frozen")
    return None


def refuse_to_reopen(
    actor: ActorRef, round_: Round, committee: Committee, idea: Idea
) -> DomainError | None:
    """Why an idea that was not taken may not be taken up again; None when it may.

    A delegate of its committee; the round's facilitator when the author asked. Section 7.
    """
    if actor.role == Role.FACILITATOR:
        return refuse_to_look_again(actor, round_, idea) or _refuse_reopening(round_, idea)
    if refusal := refuse_to_delegate(actor, round_, committee):
        return refusal
    return _refuse_reopening(round_, idea)


def refuse_to_look_again(actor: ActorRef, round_: Round, idea: Idea) -> DomainError | None:
    """Why `actor` may not answer an author who asked to look again; None when they may."""
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if is_author(actor, idea):
        return NotAllowed("idea.not_your_own")
    if idea.plea_answer_by is None or idea.state != IdeaState.NOT_TAKEN:
        return Conflict("idea.nobody_asked")
    return None


def refuse_to_plead(actor: ActorRef, round_: Round, idea: Idea, today: date) -> DomainError | None:
    """Why the author may not ask to look again at an idea not taken; None when they may, once."""
    if not is_author(actor, idea):
        return NotAllowed("idea.only_its_author")
    if refusal := _refuse_reopening(round_, idea):
        return refusal
    if idea.plea_at is not None:
        return Conflict("idea.second_look_used")
    if idea.plead_by is None or today > idea.plead_by:
        return Conflict("idea.second_look_too_late")
    return None


def refuse_to_answer_join(
    actor: ActorRef, idea: Idea, proposal: Proposal, join: IdeaJoin | None, now: datetime
) -> DomainError | None:
    """Why `actor` may not agree to a join or object to it; None when they may.

    Args:
        join: of the idea with others in `proposal`; None where it is not joined, or it stands.
    """
    if not is_author(actor, idea):
        return NotAllowed("idea.only_its_author")
    if join is None or not join.is_open(now):
        return Conflict("join.stands")
    if proposal.state != ProposalState.WRITING:
        return Conflict("proposal.decided_already")
    return None


def refuse_to_write(
    actor: ActorRef, round_: Round, committee: Committee, proposal: Proposal | None
) -> DomainError | None:
    """Why the proposal may not be written or changed (None: a new one); None when it may."""
    if refusal := refuse_to_delegate(actor, round_, committee):
        return refusal
    if refusal := refuse_called_off(round_):
        return refusal
    if proposal is not None and proposal.state != ProposalState.WRITING:
        return Conflict("proposal.decided_already")
    if proposal is None and round_.frozen_at is not None:
        return Conflict("round.frozen")
    return None
