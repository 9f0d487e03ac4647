"""Who may declare, ask, answer and decide. Source: docs/rules/review.md."""

from __future__ import annotations

from datetime import datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.places.models import Team
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.policies import refuse_to_delegate
from pbplatform.review.models import Costing, CostingCondition, DraftComment
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.policies import refuse_called_off, refuse_to_facilitate

OBJECT_DAYS = 3  # working days to object to a decision that was written down


def refuse_undeclared(
    actor: ActorRef, round_: Round, committee: Committee, *, declared: bool
) -> DomainError | None:
    """Why `actor` may not act in the committee; None once they declared their interests."""
    if refusal := refuse_to_delegate(actor, round_, committee):
        return refusal
    if not declared:
        return NotAllowed("review.declare_first")
    return refuse_called_off(round_)


def refuse_to_ask(
    actor: ActorRef,
    round_: Round,
    committee: Committee,
    proposal: Proposal,
    *,
    declared: bool,
    asked_already: bool,
) -> DomainError | None:
    """Why a team may not be asked about the proposal; None when it may."""
    if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
        return refusal
    if proposal.state != ProposalState.WRITING:
        return Conflict("proposal.decided_already")
    if asked_already:
        return Conflict("costing.asked_already", field="team")
    return None


def refuse_to_answer(
    actor: ActorRef, team: Team, costing: Costing, proposal: Proposal
) -> DomainError | None:
    """Why `actor` may not answer the costing; None when they may."""
    if actor.role != Role.OFFICIAL or not covers(actor.scope, team.scope):
        return NotAllowed("costing.only_its_team")
    if not costing.is_open:
        return Conflict("costing.answered_already")
    # A project on the ballot is priced again until the freeze; no other decided proposal is.
    again = costing.replaces is not None and proposal.state == ProposalState.ON_BALLOT
    if proposal.state != ProposalState.WRITING and not again:
        return Conflict("proposal.decided_already")
    return None


def refuse_to_price_again(
    actor: ActorRef,
    round_: Round,
    team: Team,
    proposal: Proposal,
    *,
    waiting: bool,
) -> DomainError | None:
    """Why the team that priced the proposal may not be made to price it again; None when it may.

    Args:
        team: of the latest answer; one of its officials may, and a facilitator of the round.
        waiting: whether a team is pricing it already.
    Source: docs/rules/review.md section 11.8.
    """
    if actor.role == Role.FACILITATOR:
        if refusal := refuse_to_facilitate(actor, round_):
            return refusal
    elif actor.role != Role.OFFICIAL or not covers(actor.scope, team.scope):
        return NotAllowed("costing.only_its_team")
    if round_.frozen_at is not None:
        return Conflict("costing.frozen")
    if proposal.state == ProposalState.NOT_THIS_ROUND:
        return Conflict("proposal.decided_already")
    if waiting:
        return Conflict("costing.asked_already")
    return None


def _refuse_word_of_team(
    actor: ActorRef, round_: Round, team: Team, proposal: Proposal
) -> DomainError | None:
    if actor.role != Role.OFFICIAL or not covers(actor.scope, team.scope):
        return NotAllowed("costing.only_its_team")
    if round_.frozen_at is not None:
        return Conflict("costing.frozen")
    if proposal.state != ProposalState.WRITING:
        return Conflict("proposal.decided_already")
    return None


def refuse_to_hold_price(
    actor: ActorRef, round_: Round, team: Team, proposal: Proposal, *, asked: bool
) -> DomainError | None:
    """Why `actor` may not say that the price holds for the version that stands; None when they may.

    Args:
        asked: whether that is asked: the price is the latest, and for an older version.
    Source: docs/rules/review.md section 11.2.
    """
    if refusal := _refuse_word_of_team(actor, round_, team, proposal):
        return refusal
    return None if asked else Conflict("price.not_asked")


def refuse_to_judge_condition(
    actor: ActorRef, round_: Round, team: Team, proposal: Proposal, condition: CostingCondition
) -> DomainError | None:
    """Why `actor` may not say whether a condition is met; None when they may.

    Source: docs/rules/review.md section 11.5.
    """
    if refusal := _refuse_word_of_team(actor, round_, team, proposal):
        return refusal
    return None if condition.with_team else Conflict("condition.not_shown")


def refuse_to_show_condition(
    actor: ActorRef,
    round_: Round,
    committee: Committee,
    proposal: Proposal,
    condition: CostingCondition,
    *,
    declared: bool,
) -> DomainError | None:
    """Why `actor` may not say where a condition is met; None when they may.

    Source: docs/rules/review.md section 11.5.
    """
    if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
        return refusal
    if round_.frozen_at is not None:
        return Conflict("round.frozen")
    if proposal.state != ProposalState.WRITING:
        return Conflict("proposal.decided_already")
    return Conflict("condition.met_already") if condition.met else None


def refuse_to_pass(
    actor: ActorRef,
    team: Team,
    to: Team,
    costing: Costing,
    proposal: Proposal,
    *,
    asked_already: bool,
) -> DomainError | None:
    """Why `actor` may not pass the question on to another team; None when they may, once."""
    if refusal := refuse_to_answer(actor, team, costing, proposal):
        return refusal
    if costing.passed_from is not None:
        return Conflict("costing.passed_already")
    if team.id == to.id:
        return Conflict("point.same_team", field="team")
    if asked_already:
        return Conflict("costing.asked_already", field="team")
    return None


def refuse_to_confirm(
    actor: ActorRef,
    round_: Round,
    committee: Committee,
    proposal: Proposal,
    *,
    declared: bool,
    named: bool,
) -> DomainError | None:
    """Why `actor` may not confirm a record or object to it; None when they may."""
    if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
        return refusal
    if proposal.state != ProposalState.WRITING:
        return Conflict("proposal.decided_already")
    if not named:
        return NotAllowed("decision.not_named")
    return None


def refuse_to_comment(
    actor: ActorRef, team: Team, proposal: Proposal, *, asked: bool
) -> DomainError | None:
    """Why `actor` may not comment on the draft for their team; None when they may.

    Args:
        asked: whether the team was asked about this proposal.
    """
    if actor.role != Role.OFFICIAL or not covers(actor.scope, team.scope) or not asked:
        return NotAllowed("comment.only_asked_teams")
    if proposal.state != ProposalState.WRITING:
        return Conflict("proposal.decided_already")
    return None


def refuse_to_answer_comment(
    actor: ActorRef,
    round_: Round,
    committee: Committee,
    proposal: Proposal,
    comment: DraftComment,
    *,
    declared: bool,
) -> DomainError | None:
    """Why `actor` may not say what became of a comment; None when they may, once."""
    if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
        return refusal
    if not comment.is_open:
        return Conflict("comment.answered_already")
    if proposal.state != ProposalState.WRITING:
        return Conflict("proposal.decided_already")
    return None


def refuse_to_score(
    actor: ActorRef,
    round_: Round,
    committee: Committee,
    proposal: Proposal,
    *,
    declared: bool,
    has_interest: bool,
    public: bool,
) -> DomainError | None:
    """Why `actor` may not score the proposal, or change their scores; None when they may.

    Args:
        public: whether its scores are public already.
    """
    if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
        return refusal
    if has_interest:
        return NotAllowed("review.interest_declared")
    if not round_.criteria:
        return Conflict("scores.none_asked")
    if proposal.state != ProposalState.WRITING:
        return Conflict("proposal.decided_already")
    if public:
        return Conflict("scores.public_already")
    return None


def refuse_to_decide(
    actor: ActorRef,
    round_: Round,
    committee: Committee,
    proposal: Proposal,
    *,
    declared: bool,
    has_interest: bool,
) -> DomainError | None:
    """Why `actor` may not record a decision; None when they may."""
    if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
        return refusal
    if has_interest:
        return NotAllowed("review.interest_declared")
    if proposal.state != ProposalState.WRITING:
        return Conflict("proposal.decided_already")
    return None


def refuse_to_reopen_decision(
    actor: ActorRef,
    round_: Round,
    committee: Committee,
    proposal: Proposal,
    *,
    declared: bool,
    has_interest: bool,
) -> DomainError | None:
    """Why a decision may not be taken up again; None when it may.

    A delegate of the committee, with whom others must agree; a facilitator of the round.
    Source: docs/rules/review.md section 12.1.
    """
    if actor.role == Role.DELEGATE:
        if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
            return refusal
        if has_interest:
            return NotAllowed("review.interest_declared")
    elif refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if round_.frozen_at is not None:
        return Conflict("reopening.frozen")
    if proposal.state == ProposalState.WRITING:
        return Conflict("reopening.not_decided")
    return None


def _refuse_vote_over(round_: Round, now: datetime) -> DomainError | None:
    if round_.state(now) not in (State.READY, State.VOTING):
        return Conflict("recheck.not_on_ballot")
    return None


def refuse_to_recheck(
    actor: ActorRef, round_: Round, team: Team, proposal: Proposal, now: datetime
) -> DomainError | None:
    """Why `actor` may not say whether a project is still true; None when they may.

    Source: docs/rules/review.md section 13.1.
    """
    if actor.role != Role.OFFICIAL or not covers(actor.scope, team.scope):
        return NotAllowed("costing.only_its_team")
    if proposal.state != ProposalState.ON_BALLOT:
        return Conflict("recheck.not_on_ballot")
    return _refuse_vote_over(round_, now)


def refuse_to_leave_on_ballot(
    actor: ActorRef, round_: Round, now: datetime, *, wrong: bool
) -> DomainError | None:
    """Why `actor` may not say that a project stays though something is wrong; None when they may.

    Source: docs/rules/review.md section 13.3.
    """
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if refusal := _refuse_vote_over(round_, now):
        return refusal
    return None if wrong else Conflict("recheck.nothing_wrong")


def refuse_on_ballot(
    round_: Round,
    costing: Costing | None,
    summary: str,
    *,
    priced: bool,
    unmet: int,
    again: bool,
) -> DomainError | None:
    """Why the proposal may not go onto the ballot; None when it may. Sections 4 and 11.

    Args:
        priced: whether the price is for the version that stands.
        unmet: how many conditions are not met.
        again: whether the team is pricing it again.
    """
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.frozen_at is not None:
        return Conflict("round.frozen")
    if costing is None:
        return Conflict("decision.no_costing")
    if not costing.can_be_done or costing.price_minor is None:
        return Conflict("decision.cannot_be_done")
    if costing.price_minor > round_.money_minor:
        return Conflict("decision.costs_too_much")
    if not summary.strip():
        return Conflict("decision.no_summary")
    if again:
        return Conflict("decision.priced_again")
    if unmet:
        return Conflict("decision.conditions_open")
    if not priced:
        return Conflict("decision.price_of_older_text")
    return None
