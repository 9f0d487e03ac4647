"""A committee decides. Source: docs/rules/review.md sections 4 and 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.queries import names_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.places import queries as places
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.kinds import NotTaken, ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.queries import ProposalRow, proposal_row
from pbplatform.proposals.services import settle_proposal
from pbplatform.review import queries
from pbplatform.review.kinds import ReviewLog, Stance
from pbplatform.review.models import (
    Costing,
    Decision,
    DecisionRecord,
    DecisionRecordVote,
    DecisionVote,
)
from pbplatform.review.policies import (
    PRESENT,
    refuse_on_ballot,
    refuse_to_confirm,
    refuse_to_decide,
)
from pbplatform.review.queries.records import facts_of
from pbplatform.review.services.records import (
    forget_record,
    require_record,
    tell_fallen,
    tell_named,
)
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


def record_decision(
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
) -> DecisionRecord:
    """Write down what the committee decided; it stands when all who are named confirmed it.

    Args:
        votes: a `Stance` by account, for every delegate who was there; two at least.
        words: why, in the committee's words.
        reason: a code of `NotTaken` when it is not this round.
    Raises:
        NotAllowed: not a delegate of the committee, not declared, or an interest in it.
        Conflict: decided or written down already; the day, the votes or the reason do not stand;
            or it may not go onto the ballot.
    """
    proposal, committee, round_ = _locked(session, proposal_id)
    _refuse(session, actor, round_, committee, proposal, votes, now=now)
    if session.get(DecisionRecord, proposal_id) is not None:
        raise Conflict("decision.recorded_already")
    _refuse_day(session, proposal, decided_on, now=now)
    if not words.strip():
        raise Conflict("decision.words_needed", field="words")
    if not onto_ballot and reason not in set(NotTaken):
        raise Conflict("idea.reason_needed", field="reason")
    answer = queries.latest_answer(session, proposal_id)
    if onto_ballot:
        _refuse_on_ballot(session, proposal, round_, answer)
    record = DecisionRecord(
        proposal_id=proposal_id,
        onto_ballot=onto_ballot,
        reason="" if onto_ballot else reason,
        words=words.strip(),
        decided_on=decided_on,
        version=proposal.version,
        costing_id=answer.id if answer else None,
        recorded_by=int(actor.key),
        recorded_at=now,
    )
    _write_down(session, record, votes, now=now)
    _log_written_down(session, actor, _Case(round_, committee, proposal, record), votes, now=now)
    tell_named(session, record, round_, proposal, votes, now=now, but=actor.account_id)
    return record


def _write_down(
    session: Session, record: DecisionRecord, votes: Mapping[int, str], *, now: datetime
) -> None:
    """The record and its votes; the writer's own, and who took no part, need no second word."""
    session.add(record)
    session.flush()
    for account_id, stance in votes.items():
        own = account_id == record.recorded_by or stance == Stance.NO_PART
        session.add(
            DecisionRecordVote(
                proposal_id=record.proposal_id,
                account_id=account_id,
                stance=stance,
                confirmed_at=now if own else None,
            )
        )
    session.flush()


def confirm_decision(
    session: Session, *, actor: ActorRef, proposal_id: int, now: datetime, seen: str | None = None
) -> bool:
    """Say that one's own vote is written down rightly; the last one makes the decision stand.

    Args:
        seen: seal of the record that was shown; None does not ask.
    Returns:
        Whether the decision stands now.
    Raises:
        NotAllowed: not a delegate of the committee, or not named in the record.
        Conflict: nothing is written down, the record, the text or the costing is another by now,
            somebody who voted has declared an interest since, or it may no longer go onto the
            ballot.
    """
    proposal, committee, round_ = _locked(session, proposal_id)
    record, votes = require_record(session, proposal_id)
    if refusal := refuse_to_confirm(
        actor,
        round_,
        committee,
        proposal,
        declared=queries.has_declared(session, committee.id, actor.account_id),
        named=any(vote.account_id == actor.account_id for vote in votes),
    ):
        raise refusal
    if seen is not None:
        require_same(seen, facts_of(record, votes))
    answer = queries.latest_answer(session, proposal_id)
    if proposal.version != record.version or (answer.id if answer else None) != record.costing_id:
        raise Conflict("decision.text_changed")
    interested = queries.interested_in_proposal(session, proposal_id)
    if any(vote.stance != Stance.NO_PART and vote.account_id in interested for vote in votes):
        raise Conflict("decision.interest_rule")  # declared since it was written down
    for vote in votes:
        if vote.account_id == actor.account_id and vote.confirmed_at is None:
            vote.confirmed_at = now
    session.flush()
    if any(vote.confirmed_at is None for vote in votes):
        return False
    _stand(session, actor, record, votes, round_, committee, proposal, answer, now=now)
    return True


def _stand(
    session: Session,
    actor: ActorRef,
    record: DecisionRecord,
    votes: Sequence[DecisionRecordVote],
    round_: Round,
    committee: Committee,
    proposal: Proposal,
    answer: Costing | None,
    *,
    now: datetime,
) -> None:
    """All who are named confirmed: the decision is final, and every author is told."""
    stances = {vote.account_id: vote.stance for vote in votes}
    if record.onto_ballot:
        row = _refuse_on_ballot(session, proposal, round_, answer)
        _put_on_ballot(session, row, round_, answer)
    state = ProposalState.ON_BALLOT if record.onto_ballot else ProposalState.NOT_THIS_ROUND
    settle_proposal(
        session,
        proposal_id=proposal.id,
        state=state,
        reason=record.reason,
        words=record.words,
        now=now,
    )
    _keep(session, record, answer if record.onto_ballot else None, stances)
    case = _Case(round_, committee, proposal, record)
    _log_decided(session, actor, case, stances, now=now)
    forget_record(session, record)


def object_to_decision(
    session: Session, *, actor: ActorRef, proposal_id: int, words: str, now: datetime
) -> None:
    """Say that the record is wrong: it falls, with a public reason, and can be written again.

    Raises:
        NotAllowed: not a delegate of the committee, or neither named in it nor its writer.
        Conflict: nothing is written down, or no reason.
    """
    proposal, committee, round_ = _locked(session, proposal_id)
    record, votes = require_record(session, proposal_id)
    named = {vote.account_id for vote in votes} | {record.recorded_by}
    if refusal := refuse_to_confirm(
        actor,
        round_,
        committee,
        proposal,
        declared=queries.has_declared(session, committee.id, actor.account_id),
        named=actor.account_id in named,
    ):
        raise refusal
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    forget_record(session, record)
    audit.record(
        session,
        ReviewLog.DECISION_OBJECTED,
        actor=actor,
        subject=proposal_path(round_.slug, proposal.number),
        now=now,
        committee=committee.slug,
        reason=words.strip(),
    )
    tell_fallen(session, round_, proposal, named, words.strip(), now=now, but=actor.account_id)


def _locked(session: Session, proposal_id: int) -> tuple[Proposal, Committee, Round]:
    """The proposal with its row locked: two delegates press one after the other."""
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound("proposal.not_found")
    committee = session.get_one(Committee, proposal.committee_id)
    return proposal, committee, session.get_one(Round, proposal.round_id)


def _refuse_on_ballot(
    session: Session, proposal: Proposal, round_: Round, answer: Costing | None
) -> ProposalRow:
    row = proposal_row(session, proposal)
    if refusal := refuse_on_ballot(round_, answer, row.now.summary):
        raise refusal
    return row


def _check_votes(votes: Mapping[int, str], delegates: set[int], interested: set[int]) -> None:
    if not set(votes) <= delegates:
        raise Conflict("decision.not_a_delegate", field="votes")
    for account_id, stance in votes.items():
        if stance not in set(Stance):
            raise Conflict("decision.stance_needed", field="votes")
        if (account_id in interested) != (stance == Stance.NO_PART):
            raise Conflict("decision.interest_rule", field="votes")
    given = list(votes.values())
    if len(given) - given.count(Stance.NO_PART) < PRESENT:
        raise Conflict("decision.too_few", field="votes")
    if given.count(Stance.FOR) <= given.count(Stance.AGAINST):
        raise Conflict("decision.no_majority", field="votes")


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


def _keep(
    session: Session, record: DecisionRecord, answer: Costing | None, votes: Mapping[int, str]
) -> None:
    session.add(
        Decision(
            proposal_id=record.proposal_id,
            decided_on=record.decided_on,
            recorded_by=record.recorded_by,
            recorded_at=record.recorded_at,
            costing_id=answer.id if answer else None,
        )
    )
    session.flush()
    session.add_all(
        DecisionVote(proposal_id=record.proposal_id, account_id=account_id, stance=stance)
        for account_id, stance in votes.items()
    )
    session.flush()


@dataclass(frozen=True)
class _Case:
    """A decision that was written down, and what it is about."""

    round_: Round
    committee: Committee
    proposal: Proposal
    record: DecisionRecord


def _log(
    session: Session, kind: ReviewLog, actor: ActorRef, case: _Case, *, now: datetime, **told: Any
) -> None:
    """An entry about the decision: its proposal, committee and day, and what else is told."""
    audit.record(
        session,
        kind,
        actor=actor,
        subject=proposal_path(case.round_.slug, case.proposal.number),
        now=now,
        committee=case.committee.slug,
        day=case.record.decided_on.isoformat(),
        **told,
    )


def _log_written_down(
    session: Session, actor: ActorRef, case: _Case, votes: Mapping[int, str], *, now: datetime
) -> None:
    names = names_of(session, votes)
    to_confirm = sorted(
        names[each]
        for each, stance in votes.items()
        if each != actor.account_id and stance != Stance.NO_PART
    )
    onto = case.record.onto_ballot
    kind = ReviewLog.DECISION_RECORDED
    _log(session, kind, actor, case, now=now, onto_ballot=onto, to_confirm=to_confirm)


def _log_decided(
    session: Session, actor: ActorRef, case: _Case, votes: Mapping[int, str], *, now: datetime
) -> None:
    names = names_of(session, {*votes, case.record.recorded_by})
    stances = {
        str(stance): sorted(names[person] for person, own in votes.items() if own == stance)
        for stance in Stance
    }
    _log(
        session,
        ReviewLog.PROPOSAL_DECIDED,
        actor,
        case,
        now=now,
        decision=str(case.proposal.state),
        reason=case.proposal.reason,
        words=case.proposal.reason_words,
        recorded_by=names[case.record.recorded_by],
        votes=stances,
    )
