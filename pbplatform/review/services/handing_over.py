"""What a delegate who left looked after goes to the committee.

Source: docs/rules/review.md section 8.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import Holder, email_of, standings
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM
from pbplatform.core.outbox import announce
from pbplatform.proposals import services as proposals
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.review.kinds import ReviewLog
from pbplatform.review.models import DecisionRecord, Departure, LeavingRecord
from pbplatform.review.queries.strength import (
    Strength,
    departures_seen,
    perhaps_left,
    strengths,
    working_committees,
)
from pbplatform.review.services.leaving import forget_leaving
from pbplatform.review.services.records import require_record
from pbplatform.review.services.standing import locked_case, log_of, strike_leavers
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee_scope


def committees_left(session: Session, *, now: datetime) -> list[int]:
    """Committees of working rounds that somebody left, and nothing was handed over yet."""
    working = perhaps_left(session, working_committees(session, now), now=now)
    told = strengths(session, working, now=now) if working else []
    grants = {each.grant_id: one.committee.id for one in told for each in one.past}
    seen = departures_seen(session, grants) if grants else set()
    return sorted({held for grant, held in grants.items() if grant not in seen})


def hand_over(session: Session, *, committee_id: int, now: datetime) -> None:
    """Give the committee what people who are no delegates any more looked after; done once.

    Those who stay and the facilitators are told.
    """
    committee = session.get_one(
        Committee, committee_id, with_for_update=True, populate_existing=True
    )
    round_ = session.get_one(Round, committee.round_id)
    told = strengths(session, [(round_, committee)], now=now)[0]
    seen = departures_seen(session, {each.grant_id for each in told.past})
    for gone in told.past:
        if gone.grant_id not in seen:
            _hand_over_of(session, told, gone, now=now)


def _hand_over_of(session: Session, told: Strength, gone: Holder, *, now: datetime) -> None:
    session.add(Departure(grant_id=gone.grant_id, handed_over_at=now))
    session.flush()
    audit.record(
        session,
        ReviewLog.DELEGATE_LEFT,
        actor=SYSTEM,
        subject=f"{told.round.path}/committees/{told.committee.slug}",
        now=now,
        name=gone.name,
        committee=told.committee.slug,
        lacking=told.lacking,
    )
    claims = _claims_of(session, told, gone)
    for idea_id in claims:
        proposals.pass_claim(
            session, actor=SYSTEM, idea_id=idea_id, to=None, holder="", words="", now=now
        )
    _drop_wishes(session, told, gone, now=now)
    _drop_votes(session, told.committee, now=now)
    _tell(session, told, gone, claims=len(claims), now=now)


def _claims_of(session: Session, told: Strength, gone: Holder) -> list[int]:
    query = select(Idea.id).where(
        Idea.committee_id == told.committee.id,
        Idea.state == IdeaState.CLAIMED,
        Idea.claimed_by == gone.account_id,
    )
    return list(session.scalars(query.order_by(Idea.number)))


def _drop_wishes(session: Session, told: Strength, gone: Holder, *, now: datetime) -> None:
    """What they alone wrote down of an idea; others write it down again if they want it."""
    query = (
        select(LeavingRecord, Idea.number)
        .join(Idea, Idea.id == LeavingRecord.idea_id)
        .where(Idea.committee_id == told.committee.id, LeavingRecord.recorded_by == gone.account_id)
        .order_by(Idea.number)
    )
    for record, number in session.execute(query).all():
        forget_leaving(session, record)
        audit.record(
            session,
            ReviewLog.LEAVING_LAPSED,
            actor=SYSTEM,
            subject=idea_path(told.round.slug, number),
            now=now,
            committee=told.committee.slug,
        )


def _drop_votes(session: Session, committee: Committee, *, now: datetime) -> None:
    """Votes in open records that wait for somebody who left."""
    query = (
        select(DecisionRecord.proposal_id)
        .join(Proposal, Proposal.id == DecisionRecord.proposal_id)
        .where(Proposal.committee_id == committee.id)
    )
    for proposal_id in session.scalars(query.order_by(DecisionRecord.proposal_id)).all():
        case = locked_case(session, proposal_id)
        record, votes = require_record(session, proposal_id)
        for _account in strike_leavers(session, case, votes, now=now):
            log_of(session, ReviewLog.DECISION_LEFT, SYSTEM, case, record, now=now)


def _tell(session: Session, told: Strength, gone: Holder, *, claims: int, now: datetime) -> None:
    """The delegates who stay, and the facilitators of the round."""
    scope = committee_scope(told.round, told.committee)
    heads = standings(session, scope, roles=[Role.FACILITATOR], now=now)
    stay = {each.account_id for each in told.members}
    for account_id in sorted(stay | {held.account_id for held, _name in heads}):
        if to := email_of(session, account_id):
            announce(
                session,
                "review:delegate_left",
                now=now,
                to=to,
                name=gone.name,
                committee=told.committee.name,
                claims=claims,
                lacking=told.lacking,
                by=told.by.isoformat(),
                path=f"/{told.round.path}/committees/{told.committee.slug}",
            )
