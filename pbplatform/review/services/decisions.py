"""A committee decides. Source: docs/rules/review.md sections 4 and 5."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import names_of
from pbplatform.audit import services as audit
from pbplatform.audit.kinds import Kind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.places import queries as places
from pbplatform.proposals.kinds import NotTaken, ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.paths import proposal_path
from pbplatform.proposals.queries import ProposalRow, proposal_row
from pbplatform.proposals.services import settle_proposal
from pbplatform.review import queries
from pbplatform.review.kinds import Stance
from pbplatform.review.models import Costing, Decision, DecisionVote
from pbplatform.review.policies import refuse_on_ballot, refuse_to_decide
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.services import ProjectFacts, put_on_ballot


def _refuse(
    session: Session,
    actor: ActorRef,
    round_: Round,
    committee: Committee,
    proposal: Proposal,
    votes: Mapping[int, str],
    *,
    now: datetime,
) -> None:
    """Raise when this person may not record it, or these votes do not stand."""
    interested = queries.interested_in_proposal(session, proposal.id)
    if refusal := refuse_to_decide(
        actor,
        round_,
        committee,
        proposal,
        declared=queries.has_declared(session, committee.id, actor.account_id),
        has_interest=actor.account_id in interested,
    ):
        raise refusal
    delegates = {
        holder.account_id for holder in queries.members(session, round_, committee, now=now)
    }
    _check_votes(votes, delegates, interested)


def _refuse_day(session: Session, proposal: Proposal, decided_on: date, *, now: datetime) -> None:
    days = places.working_days(session)
    if decided_on > days.day_of(now):
        raise Conflict("decision.day_to_come", field="decided_on")
    if decided_on < days.day_of(proposal.created_at):
        raise Conflict("decision.before_the_proposal", field="decided_on")


def decide(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    onto_ballot: bool,
    votes: Mapping[int, str],
    decided_on: date,
    words: str,
    now: datetime,
    reason: str = "",
) -> None:
    """Record what the committee decided about a proposal; it is final.

    Args:
        votes: a `Stance` by account, for every delegate who was there.
        words: why, in the committee's words.
        reason: a code of `NotTaken` when it is not this round.
    Raises:
        NotAllowed: not a delegate of the committee, not declared, or an interest in it.
        Conflict: decided already; the day is to come; votes by others or against the interest
            rule, or no majority; no reason; or it may not go onto the ballot.
    """
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound("proposal.not_found")
    committee = session.get_one(Committee, proposal.committee_id)
    round_ = session.get_one(Round, proposal.round_id)
    _refuse(session, actor, round_, committee, proposal, votes, now=now)
    _refuse_day(session, proposal, decided_on, now=now)
    if not words.strip():
        raise Conflict("decision.words_needed", field="words")
    answer = queries.latest_answer(session, proposal_id)
    if onto_ballot:
        row = proposal_row(session, proposal)
        if refusal := refuse_on_ballot(round_, answer, row.now.summary):
            raise refusal
        _put_on_ballot(session, row, round_, answer, now=now)
        reason = ""
    elif reason not in set(NotTaken):
        raise Conflict("idea.reason_needed", field="reason")
    state = ProposalState.ON_BALLOT if onto_ballot else ProposalState.NOT_THIS_ROUND
    settle_proposal(
        session, proposal_id=proposal_id, state=state, reason=reason, words=words.strip(), now=now
    )
    _keep(session, actor, proposal, answer if onto_ballot else None, votes, decided_on, now=now)
    _log(session, actor, round_, committee, proposal, votes, decided_on, now=now)


def _check_votes(votes: Mapping[int, str], delegates: set[int], interested: set[int]) -> None:
    if not set(votes) <= delegates:
        raise Conflict("decision.not_a_delegate", field="votes")
    for account_id, stance in votes.items():
        if stance not in set(Stance):
            raise Conflict("decision.stance_needed", field="votes")
        if (account_id in interested) != (stance == Stance.NO_PART):
            raise Conflict("decision.interest_rule", field="votes")
    given = list(votes.values())
    if given.count(Stance.FOR) <= given.count(Stance.AGAINST):
        raise Conflict("decision.no_majority", field="votes")


def _put_on_ballot(
    session: Session, row: ProposalRow, round_: Round, answer: Costing | None, *, now: datetime
) -> None:
    if answer is None or answer.price_minor is None:
        raise Conflict("decision.no_costing")
    facts = ProjectFacts(
        number=row.proposal.number,
        title=row.now.title,
        cost_minor=answer.price_minor,
        summary=row.now.summary,
        area=row.area,
        drawing=row.proposal.drawing,
    )
    put_on_ballot(session, round_id=round_.id, facts=facts, now=now)


def _keep(
    session: Session,
    actor: ActorRef,
    proposal: Proposal,
    answer: Costing | None,
    votes: Mapping[int, str],
    decided_on: date,
    *,
    now: datetime,
) -> None:
    session.add(
        Decision(
            proposal_id=proposal.id,
            decided_on=decided_on,
            recorded_by=actor.account_id,
            recorded_at=now,
            costing_id=answer.id if answer else None,
        )
    )
    session.flush()
    session.add_all(
        DecisionVote(proposal_id=proposal.id, account_id=account_id, stance=stance)
        for account_id, stance in votes.items()
    )
    session.flush()


def _log(
    session: Session,
    actor: ActorRef,
    round_: Round,
    committee: Committee,
    proposal: Proposal,
    votes: Mapping[int, str],
    decided_on: date,
    *,
    now: datetime,
) -> None:
    names = names_of(session, votes)
    stances = {
        str(stance): sorted(names[person] for person, own in votes.items() if own == stance)
        for stance in Stance
    }
    audit.record(
        session,
        Kind.PROPOSAL_DECIDED,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        committee=committee.slug,
        decision=str(proposal.state),
        reason=proposal.reason,
        words=proposal.reason_words,
        day=decided_on.isoformat(),
        votes=stances,
    )
