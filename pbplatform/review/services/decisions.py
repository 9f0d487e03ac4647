"""A committee decides. Source: docs/rules/review.md sections 4 and 5."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.places import queries as places
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.kinds import NotTaken
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.queries.joins import joins_of
from pbplatform.review import queries
from pbplatform.review.kinds import VOTES, ReviewLog, Stance
from pbplatform.review.models import DecisionRecord
from pbplatform.review.policies import OBJECT_DAYS, refuse_to_confirm, refuse_to_decide
from pbplatform.review.queries.quorum import quorum_for
from pbplatform.review.queries.records import facts_of
from pbplatform.review.services.records import (
    forget_record,
    require_record,
    tell_fallen,
    tell_named,
)
from pbplatform.review.services.standing import (
    Case,
    locked_case,
    log_of,
    log_written_down,
    require_for_ballot,
    require_standing,
    stand,
    strike_leavers,
)
from pbplatform.review.services.votes import refuse_outcome, refuse_votes, write_down


def _all_stances(
    session: Session,
    actor: ActorRef,
    case: Case,
    votes: Mapping[int, str],
    *,
    now: datetime,
) -> dict[int, str]:
    """The votes, with every other delegate as absent; raises when they do not stand."""
    interested = queries.interested_in_proposal(session, case.proposal.id)
    if refusal := refuse_to_decide(
        actor,
        case.round_,
        case.committee,
        case.proposal,
        declared=queries.has_declared(session, case.committee.id, actor.account_id),
        has_interest=actor.account_id in interested,
    ):
        raise refusal
    held = queries.members(session, case.round_, case.committee, now=now)
    delegates = {each.account_id for each in held}
    refuse_votes(votes, members=delegates, interested=interested)
    missing = {
        each: str(Stance.NO_PART if each in interested else Stance.ABSENT)
        for each in delegates - set(votes)
    }
    told = {**votes, **missing}
    quorum = quorum_for(session, case.round_, case.committee, interested=interested, now=now)
    refuse_outcome(list(told.values()), quorum)
    return told


def _refuse_day(session: Session, proposal: Proposal, decided_on: date, *, now: datetime) -> None:
    days = places.working_days(session)
    if decided_on > days.day_of(now):
        raise Conflict("decision.day_to_come", field="decided_on")
    if decided_on < days.day_of(proposal.created_at):
        raise Conflict("decision.before_the_proposal", field="decided_on")


def _refuse_state(session: Session, proposal_id: int, *, now: datetime) -> None:
    if joins_of(session, proposal_id, now).waiting:
        raise Conflict("decision.join_open")
    if session.get(DecisionRecord, proposal_id) is not None:
        raise Conflict("decision.recorded_already")


def _refuse_reason(words: str, reason: str, *, onto_ballot: bool) -> None:
    if not words.strip():
        raise Conflict("decision.words_needed", field="words")
    if not onto_ballot and reason not in set(NotTaken):
        raise Conflict("idea.reason_needed", field="reason")


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
    case = locked_case(session, proposal_id)
    stances = _all_stances(session, actor, case, votes, now=now)
    proposal, round_ = case.proposal, case.round_
    _refuse_state(session, proposal_id, now=now)
    _refuse_day(session, proposal, decided_on, now=now)
    _refuse_reason(words, "" if onto_ballot else reason, onto_ballot=onto_ballot)
    answer = queries.latest_answer(session, proposal_id)
    if onto_ballot:
        require_for_ballot(session, proposal, round_, answer)
    today = places.working_days(session).day_of(now)
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
        object_by=places.working_days(session).after(today, OBJECT_DAYS),
    )
    write_down(session, record, stances, now=now)
    log_written_down(session, actor, case, record, stances, now=now)
    tell_named(session, record, round_, proposal, stances, now=now, but=actor.account_id)
    return record


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
    case = locked_case(session, proposal_id)
    record, votes = require_record(session, proposal_id)
    own = [vote for vote in votes if vote.account_id == actor.account_id]
    _refuse_word(session, actor, case, named=any(vote.stance != Stance.ABSENT for vote in own))
    if seen is not None:
        require_same(seen, facts_of(record, votes))
    require_standing(session, case, record, votes)
    for vote in own:
        vote.confirmed_at = vote.confirmed_at or now
    strike_leavers(session, case, votes, now=now)
    session.flush()
    if any(vote.waits for vote in votes):
        return False
    stand(session, actor, case, record, votes, now=now)
    return True


def vote_yourself(
    session: Session,
    *,
    actor: ActorRef,
    proposal_id: int,
    stance: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Add one's own vote to a record that says one was not there; the stance is one's own word.

    Args:
        stance: one of `VOTES`.
        seen: seal of the record that was shown; None does not ask.
    Raises:
        NotAllowed: not a delegate of the committee, not in the record as absent, or an interest.
        Conflict: nothing is written down, no stance, or the record, the text or the costing is
            another by now.
    """
    case = locked_case(session, proposal_id)
    record, votes = require_record(session, proposal_id)
    own = [vote for vote in votes if vote.account_id == actor.account_id]
    _refuse_word(session, actor, case, named=any(vote.stance == Stance.ABSENT for vote in own))
    if actor.account_id in queries.interested_in_proposal(session, proposal_id):
        raise NotAllowed("review.interest_declared")
    if seen is not None:
        require_same(seen, facts_of(record, votes))
    require_standing(session, case, record, votes)
    if stance not in VOTES:
        raise Conflict("decision.stance_needed", field="stance")
    own[0].stance, own[0].confirmed_at = stance, now
    session.flush()
    log_of(session, ReviewLog.DECISION_VOTED, actor, case, record, now=now)


def _refuse_word(session: Session, actor: ActorRef, case: Case, *, named: bool) -> None:
    if refusal := refuse_to_confirm(
        actor,
        case.round_,
        case.committee,
        case.proposal,
        declared=queries.has_declared(session, case.committee.id, actor.account_id),
        named=named,
    ):
        raise refusal


def object_to_decision(
    session: Session, *, actor: ActorRef, proposal_id: int, words: str, now: datetime
) -> None:
    """Say that the record is wrong: it falls, with a public reason, and can be written again.

    Raises:
        NotAllowed: not a delegate of the committee, or neither named in it nor its writer.
        Conflict: nothing is written down, or no reason.
    """
    case = locked_case(session, proposal_id)
    record, votes = require_record(session, proposal_id)
    named = {vote.account_id for vote in votes} | {record.recorded_by}
    held = queries.members(session, case.round_, case.committee, now=now)
    deserted = not named & {each.account_id for each in held}
    _refuse_word(session, actor, case, named=deserted or actor.account_id in named)
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    forget_record(session, record)
    audit.record(
        session,
        ReviewLog.DECISION_OBJECTED,
        actor=actor,
        subject=proposal_path(case.round_.slug, case.proposal.number),
        now=now,
        committee=case.committee.slug,
        reason=words.strip(),
    )
    but = actor.account_id
    tell_fallen(session, case.round_, case.proposal, named, words.strip(), now=now, but=but)
