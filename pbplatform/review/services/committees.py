"""Delegates declare, claim, leave and write. Source: docs/rules/review.md section 1."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.proposals import services as proposals
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.proposals.policies import refuse_to_delegate
from pbplatform.review import queries
from pbplatform.review.kinds import ReviewLog
from pbplatform.review.models import Declaration, Interest
from pbplatform.review.policies import refuse_undeclared
from pbplatform.review.services.holding import ask_price_to_hold
from pbplatform.review.services.records import let_fall
from pbplatform.rounds.models import Committee, Round


def declare_interests(
    session: Session,
    *,
    actor: ActorRef,
    committee_id: int,
    interests: Mapping[int, str],
    now: datetime,
) -> None:
    """Say from which ideas one stands to gain; an empty mapping says from none.

    Args:
        interests: one line of words by idea number. Those declared before stay.
    Raises:
        NotAllowed: not a delegate of the committee.
        Conflict: an idea without words, or that is not public in this round.
    """
    committee = session.get_one(Committee, committee_id)
    round_ = session.get_one(Round, committee.round_id)
    if refusal := refuse_to_delegate(actor, round_, committee):
        raise refusal
    account_id = _account(actor)
    if any(not words.strip() for words in interests.values()):
        raise Conflict("review.interest_words", field="interests")
    public = Idea.published_at.is_not(None)
    query = select(Idea).where(Idea.round_id == round_.id, Idea.number.in_(list(interests)), public)
    ideas = list(session.scalars(query.order_by(Idea.number)))
    if len(ideas) != len(interests):
        raise Conflict("review.interest_unknown_idea", field="interests")
    if not queries.has_declared(session, committee_id, account_id):
        session.add(Declaration(committee_id=committee_id, account_id=account_id, declared_at=now))
    new = [idea for idea in ideas if session.get(Interest, (idea.id, account_id)) is None]
    session.add_all(
        Interest(
            idea_id=idea.id,
            account_id=account_id,
            committee_id=committee_id,
            words=interests[idea.number].strip(),
            declared_at=now,
        )
        for idea in new
    )
    session.flush()
    audit.record(
        session,
        ReviewLog.INTEREST_DECLARED,
        actor=actor,
        subject=f"{round_.path}/committees/{committee.slug}",
        now=now,
        ideas=[idea.number for idea in new],
    )


def _account(actor: ActorRef) -> int:
    if actor.account_id is None:
        raise NotAllowed("account.sign_in_first")
    return actor.account_id


def _require_declared(session: Session, actor: ActorRef, committee_id: int) -> None:
    committee = session.get_one(Committee, committee_id)
    round_ = session.get_one(Round, committee.round_id)
    declared = queries.has_declared(session, committee_id, actor.account_id)
    if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
        raise refusal


def claim_idea(
    session: Session, *, actor: ActorRef, idea_id: int, committee_id: int, now: datetime
) -> None:
    """Claim an idea for one's committee; a facilitator gives it out once the first look is late.

    Raises:
        NotAllowed: interests not declared, or as `proposals.claim_idea`.
        Conflict: as `proposals.claim_idea`.
    """
    claim_ideas(session, actor=actor, idea_ids=[idea_id], committee_id=committee_id, now=now)


def claim_ideas(
    session: Session,
    *,
    actor: ActorRef,
    idea_ids: Sequence[int],
    committee_id: int,
    now: datetime,
) -> None:
    """Claim ideas for one's committee, all or none; raises as `claim_idea`, for any of them."""
    if actor.role != Role.FACILITATOR:
        _require_declared(session, actor, committee_id)
    proposals.claim_ideas(
        session, actor=actor, idea_ids=idea_ids, committee_id=committee_id, now=now
    )


def create_proposal(
    session: Session,
    *,
    actor: ActorRef,
    committee_id: int,
    idea_numbers: Collection[int],
    facts: proposals.ProposalFacts,
    now: datetime,
) -> Proposal:
    """Write a proposal from claimed ideas.

    Raises:
        NotAllowed: interests not declared, or not a delegate of the committee.
        Conflict: as `proposals.create_proposal`.
    """
    _require_declared(session, actor, committee_id)
    return proposals.create_proposal(
        session,
        actor=actor,
        committee_id=committee_id,
        idea_numbers=idea_numbers,
        facts=facts,
        now=now,
    )


def split_proposal(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    facts: proposals.ProposalFacts,
    reason: str,
    now: datetime,
) -> Proposal:
    """Write a second proposal from the ideas of this one.

    Raises:
        NotAllowed: interests not declared, or not a delegate of the committee.
        Conflict: as `proposals.split_proposal`.
    """
    _require_declared(session, actor, session.get_one(Proposal, proposal_id).committee_id)
    return proposals.split_proposal(
        session, actor=actor, proposal_id=proposal_id, facts=facts, reason=reason, now=now
    )


def change_proposal(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    facts: proposals.ProposalFacts,
    reason: str,
    now: datetime,
    after: int | None = None,
    spelling: bool = False,
) -> None:
    """Add a version of a proposal's text; a team that priced it is asked whether that holds.

    Args:
        after: the version that the writer had before them; None does not ask.
        spelling: the delegate says that only the spelling changed.
    Raises:
        NotAllowed: interests not declared, or not a delegate of the committee.
        Conflict: as `proposals.change_proposal`.
    Source: docs/rules/review.md section 11.
    """
    proposal = session.get_one(Proposal, proposal_id)
    _require_declared(session, actor, proposal.committee_id)
    if not proposals.change_proposal(
        session,
        actor=actor,
        proposal_id=proposal_id,
        facts=facts,
        reason=reason,
        now=now,
        after=after,
    ):
        return
    by = actor.account_id if spelling else None
    check = ask_price_to_hold(session, actor, proposal, now=now, spelling_by=by)
    if check is None or check.spelling_by is None:
        round_ = session.get_one(Round, proposal.round_id)
        let_fall(session, actor, round_, proposal, why="text", now=now)
