"""A record of a decision comes to stand. Source: docs/rules/review.md section 4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import names_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.places import queries as places
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.queries import ProposalRow, proposal_row
from pbplatform.proposals.services import settle_proposal
from pbplatform.review import queries
from pbplatform.review.kinds import VOTES, ReviewLog, Stance
from pbplatform.review.models import Costing, DecisionRecord, DecisionRecordVote
from pbplatform.review.policies import refuse_on_ballot
from pbplatform.review.queries.holding import holding
from pbplatform.review.queries.quorum import quorum_for
from pbplatform.review.services.records import forget_record, require_record
from pbplatform.review.services.votes import keep_decision, refuse_outcome
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.services import ProjectFacts, put_on_ballot


@dataclass(frozen=True)
class Case:
    """What a committee decides about."""

    round_: Round
    committee: Committee
    proposal: Proposal


def locked_case(session: Session, proposal_id: int) -> Case:
    """The proposal with its row locked: two delegates press one after the other."""
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound("proposal.not_found")
    committee = session.get_one(Committee, proposal.committee_id)
    return Case(session.get_one(Round, proposal.round_id), committee, proposal)


def require_standing(
    session: Session, case: Case, record: DecisionRecord, votes: Sequence[DecisionRecordVote]
) -> None:
    """Raise when text, costing or interests are others than when it was written down.

    A text of which both sides say that only its spelling changed is the same (section 11.4).
    """
    answer = queries.latest_answer(session, case.proposal.id)
    priced = answer.id if answer else None
    if case.proposal.version != record.version:
        told = holding(session, case.proposal, answer)
        if told is None or not told.only_spelling_since(record.version):
            raise Conflict("decision.text_changed")
    if priced != record.costing_id:
        raise Conflict("decision.text_changed")
    interested = queries.interested_in_proposal(session, case.proposal.id)
    if any(vote.is_vote and vote.account_id in interested for vote in votes):
        raise Conflict("decision.interest_rule")  # declared since it was written down


def strike_leavers(
    session: Session, case: Case, votes: Sequence[DecisionRecordVote], *, now: datetime
) -> list[int]:
    """Votes that wait for somebody who is no delegate any more wait for nobody.

    Returns:
        The accounts that left.
    """
    held = queries.members(session, case.round_, case.committee, now=now)
    here = {each.account_id for each in held}
    gone = [vote for vote in votes if vote.waits and vote.account_id not in here]
    for vote in gone:
        vote.stance = Stance.LEFT
    session.flush()
    return [vote.account_id for vote in gone]


def stand(
    session: Session,
    actor: ActorRef,
    case: Case,
    record: DecisionRecord,
    votes: Sequence[DecisionRecordVote],
    *,
    now: datetime,
) -> None:
    """The decision is made, and every author is told.

    Raises:
        Conflict: too few took part, no majority, or it may not go onto the ballot.
    """
    proposal, by_account = case.proposal, {vote.account_id: vote for vote in votes}
    interested = queries.interested_in_proposal(session, proposal.id)
    voted = {key for key, vote in by_account.items() if vote.is_vote}
    quorum = quorum_for(
        session, case.round_, case.committee, interested=interested, now=now, also=voted
    )
    refuse_outcome([vote.stance for vote in votes], quorum)
    answer = queries.latest_answer(session, proposal.id)
    if record.onto_ballot:
        row = require_for_ballot(session, proposal, case.round_, answer)
        _put_on_ballot(session, row, case.round_, answer)
    settle_proposal(
        session,
        proposal_id=proposal.id,
        state=ProposalState.ON_BALLOT if record.onto_ballot else ProposalState.NOT_THIS_ROUND,
        reason=record.reason,
        words=record.words,
        now=now,
    )
    keep_decision(session, record, answer if record.onto_ballot else None, by_account, quorum)
    _log_decided(session, actor, case, record, votes, needed=quorum.needed, now=now)
    forget_record(session, record)


def let_stand(session: Session, *, proposal_id: int, now: datetime) -> bool:
    """After the last day to object a record stands, if somebody else who was there confirmed it.

    Returns:
        Whether the decision stands now.
    Raises:
        Conflict: it cannot stand: text, costing, interests, quorum or ballot.
    """
    case = locked_case(session, proposal_id)
    record, votes = require_record(session, proposal_id)
    today = places.working_days(session).day_of(now)
    if record.object_by is None or today <= record.object_by:
        return False
    strike_leavers(session, case, votes, now=now)
    if not seconded(record, votes):
        return False
    require_standing(session, case, record, votes)
    stand(session, SYSTEM, case, record, votes, now=now)
    return True


def seconded(record: DecisionRecord, votes: Sequence[DecisionRecordVote]) -> bool:
    """Whether a second delegate who was there confirmed the record."""
    return any(
        vote.is_vote and vote.confirmed_at is not None and vote.account_id != record.recorded_by
        for vote in votes
    )


def require_for_ballot(
    session: Session, proposal: Proposal, round_: Round, answer: Costing | None
) -> ProposalRow:
    """The proposal as it would go onto the ballot.

    Raises:
        Conflict: it may not.
    """
    row = proposal_row(session, proposal)
    told = holding(session, proposal, answer)
    if refusal := refuse_on_ballot(
        round_,
        answer,
        row.now.summary,
        priced=told is not None and told.is_priced,
        unmet=len(told.unmet) if told else 0,
        again=queries.priced_again(session, proposal.id) is not None,
    ):
        raise refusal
    return row


def _put_on_ballot(
    session: Session, row: ProposalRow, round_: Round, answer: Costing | None
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
    put_on_ballot(session, round_id=round_.id, facts=facts)


def log_of(
    session: Session,
    kind: ReviewLog,
    actor: ActorRef,
    case: Case,
    record: DecisionRecord,
    *,
    now: datetime,
    **told: Any,
) -> None:
    """An entry about the decision: its proposal, committee and day, and what else is told."""
    audit.record(
        session,
        kind,
        actor=actor,
        subject=proposal_path(case.round_.slug, case.proposal.number),
        now=now,
        committee=case.committee.slug,
        day=record.decided_on.isoformat(),
        **told,
    )


def log_written_down(
    session: Session,
    actor: ActorRef,
    case: Case,
    record: DecisionRecord,
    votes: Mapping[int, str],
    *,
    now: datetime,
) -> None:
    """A decision was written down: who has yet to confirm, and until when one can object."""
    names = names_of(session, votes)
    to_confirm = sorted(
        names[each]
        for each, stance in votes.items()
        if each != actor.account_id and stance in VOTES
    )
    log_of(
        session,
        ReviewLog.DECISION_RECORDED,
        actor,
        case,
        record,
        now=now,
        onto_ballot=record.onto_ballot,
        to_confirm=to_confirm,
        object_by=record.object_by.isoformat() if record.object_by else "",
    )


def _log_decided(
    session: Session,
    actor: ActorRef,
    case: Case,
    record: DecisionRecord,
    votes: Sequence[DecisionRecordVote],
    *,
    needed: int,
    now: datetime,
) -> None:
    names = names_of(session, {record.recorded_by, *(vote.account_id for vote in votes)})
    stances = {
        str(stance): sorted(names[vote.account_id] for vote in votes if vote.stance == stance)
        for stance in Stance
    }
    silent = sorted(names[vote.account_id] for vote in votes if vote.waits)
    log_of(
        session,
        ReviewLog.PROPOSAL_DECIDED,
        actor,
        case,
        record,
        now=now,
        decision=str(case.proposal.state),
        reason=case.proposal.reason,
        words=case.proposal.reason_words,
        recorded_by=names[record.recorded_by],
        votes=stances,
        needed=needed,
        without_own_word=silent,
    )
