"""A decision on a proposal is taken up again. Source: docs/rules/review.md section 12."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict
from pbplatform.proposals import services as proposals
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.review import queries
from pbplatform.review.kinds import ReviewLog
from pbplatform.review.models import (
    Decision,
    DecisionVote,
    PastDecision,
    PastDecisionVote,
    Reopening,
    ReopeningConfirmation,
    Scoring,
)
from pbplatform.review.policies import refuse_to_reopen_decision
from pbplatform.review.queries.reopened import Wish, wish_to_reopen
from pbplatform.review.services.holding import ask_price_to_hold, price_again
from pbplatform.review.services.standing import Case, locked_case
from pbplatform.review.services.telling import tell_delegates
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.rounds.services import take_off_ballot


def facts_to_reopen(proposal: Proposal) -> Facts:
    """What somebody has before them who takes a decision up again."""
    return {
        "state": proposal.state,
        "reason": proposal.reason,
        "words": proposal.reason_words,
        "decided_at": proposal.decided_at,
        "version": proposal.version,
    }


def _may(session: Session, actor: ActorRef, proposal_id: int) -> Case:
    """The proposal with its row and its round locked, for somebody who may take it up again."""
    case = locked_case(session, proposal_id)
    lock_round(session, case.round_.id)  # a freeze at this moment waits, or was first
    committee_id = case.committee.id
    if refusal := refuse_to_reopen_decision(
        actor,
        case.round_,
        case.committee,
        case.proposal,
        declared=queries.has_declared(session, committee_id, actor.account_id),
        has_interest=actor.account_id in queries.interested_in_proposal(session, proposal_id),
    ):
        raise refusal
    return case


def reopen_decision(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    words: str,
    now: datetime,
    price: bool = False,
    seen: str | None = None,
) -> None:
    """A facilitator sends a decided proposal back to its committee, with a public reason.

    Args:
        price: the team is to price it again too.
        seen: seal of what was shown; None does not ask.
    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: not decided, frozen, another decision by now, or no reason.
    """
    case = _may(session, actor, proposal_id)
    if actor.role == Role.DELEGATE:
        raise Conflict("reopening.others_must_agree")
    if seen is not None:
        require_same(seen, facts_to_reopen(case.proposal))
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    take_up_again(session, actor, case, words.strip(), now=now)
    if price:
        price_again(session, actor=actor, proposal_id=proposal_id, words=words, now=now)


def ask_to_reopen(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    words: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """A delegate says why a decision should be taken up again; as many must agree as for one.

    Raises:
        NotAllowed: not a delegate of the committee, interests not declared, or an interest in it.
        Conflict: not decided, frozen, asked already, another decision by now, or no reason.
    """
    case = _may(session, actor, proposal_id)
    if seen is not None:
        require_same(seen, facts_to_reopen(case.proposal))
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    if session.get(Reopening, proposal_id) is not None:
        raise Conflict("leaving.recorded_already")
    session.add(
        Reopening(
            proposal_id=proposal_id,
            words=words.strip(),
            recorded_by=int(actor.key),
            recorded_at=now,
        )
    )
    session.flush()
    _log(session, ReviewLog.REOPENING_WANTED, actor, case, words.strip(), now=now)
    tell_delegates(
        session,
        "reopening_wanted",
        case.round_,
        case.proposal,
        now=now,
        but=actor.account_id,
        name=actor.name,
        words=words.strip(),
        path=f"/desk/delegate/{case.round_.slug}/proposals/{case.proposal.number}/reopen",
    )


def _wish(session: Session, case: Case, now: datetime) -> Wish:
    found = wish_to_reopen(session, case.proposal, case.round_, case.committee, now=now)
    if found is None:
        raise Conflict("leaving.none")
    return found


def agree_to_reopen(
    session: Session, *, actor: ActorRef, proposal_id: int, now: datetime, seen: str | None = None
) -> bool:
    """Agree that the decision is taken up again; with the last one it is.

    Returns:
        Whether enough agree, so that it is done now.
    Raises:
        NotAllowed: as `ask_to_reopen`.
        Conflict: nobody asks, the same person again, or other words by now.
    """
    case = _may(session, actor, proposal_id)
    found = _wish(session, case, now)
    if found.record.recorded_by == actor.account_id:
        raise Conflict("leaving.second_person")
    if seen is not None:
        require_same(seen, found.facts)
    account = int(actor.key)
    if session.get(ReopeningConfirmation, (proposal_id, account)) is None:
        session.add(
            ReopeningConfirmation(proposal_id=proposal_id, account_id=account, confirmed_at=now)
        )
        session.flush()
    if not _wish(session, case, now).agreed.is_reached:
        return False
    take_up_again(session, actor, case, found.record.words, now=now)
    return True


def drop_reopening(
    session: Session, *, actor: ActorRef, proposal_id: int, words: str, now: datetime
) -> None:
    """Say that the decision shall stand; who asked takes it back the same way.

    Raises:
        NotAllowed: as `ask_to_reopen`.
        Conflict: nobody asks, or no reason.
    """
    case = _may(session, actor, proposal_id)
    _wish(session, case, now)
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    _forget_wish(session, proposal_id)
    _log(session, ReviewLog.REOPENING_DROPPED, actor, case, words.strip(), now=now)


def _forget_wish(session: Session, proposal_id: int) -> None:
    for table in (ReopeningConfirmation, Reopening):
        session.execute(delete(table).where(table.proposal_id == proposal_id))
    session.flush()


def take_up_again(
    session: Session, actor: ActorRef, case: Case, words: str, *, now: datetime
) -> None:
    """The decision is one of the past, the proposal is with its committee, all are told.

    Raises:
        Conflict: not decided, or frozen.
    """
    proposal, round_ = case.proposal, case.round_
    was = str(proposal.state)
    if was == ProposalState.ON_BALLOT:
        take_off_ballot(session, round_id=round_.id, number=proposal.number)
    _keep_as_past(session, actor, proposal, words, now=now)
    _forget_wish(session, proposal.id)
    scoring = session.get(Scoring, proposal.id)
    if scoring is not None and scoring.published_at is None:
        scoring.published_at = now  # a decision made them public, and public scores stay
    proposals.reopen_proposal(session, proposal_id=proposal.id, words=words, now=now)
    _log(session, ReviewLog.DECISION_REOPENED, actor, case, words, now=now, undone=was)
    ask_price_to_hold(session, actor, proposal, now=now)
    tell_delegates(
        session,
        "decision_reopened",
        round_,
        proposal,
        now=now,
        was=was,
        words=words,
        path="/" + proposal_path(round_.slug, proposal.number),
    )


def _keep_as_past(
    session: Session, actor: ActorRef, proposal: Proposal, words: str, *, now: datetime
) -> None:
    decision = session.get(Decision, proposal.id)
    if decision is None:
        raise Conflict("reopening.not_decided")
    mine = PastDecision.proposal_id == proposal.id
    n = 1 + (session.scalar(select(func.count()).select_from(PastDecision).where(mine)) or 0)
    session.add(
        PastDecision(
            proposal_id=proposal.id,
            n=n,
            onto_ballot=proposal.state == ProposalState.ON_BALLOT,
            reason=proposal.reason,
            words=proposal.reason_words,
            decided_on=decision.decided_on,
            recorded_by=decision.recorded_by,
            costing_id=decision.costing_id,
            reopened_words=words,
            reopened_role=actor.role,
            reopened_by=actor.account_id,
            reopened_at=now,
        )
    )
    session.flush()
    own = DecisionVote.proposal_id == proposal.id
    for vote in session.scalars(select(DecisionVote).where(own)).all():
        session.add(
            PastDecisionVote(
                proposal_id=proposal.id, n=n, account_id=vote.account_id, stance=vote.stance
            )
        )
        session.delete(vote)
    session.flush()
    session.delete(decision)
    session.flush()


def _log(
    session: Session,
    kind: ReviewLog,
    actor: ActorRef,
    case: Case,
    words: str,
    *,
    now: datetime,
    **told: str,
) -> None:
    audit.record(
        session,
        kind,
        actor=actor,
        subject=proposal_path(case.round_.slug, case.proposal.number),
        now=now,
        committee=case.committee.slug,
        reason=words,
        **told,
    )
