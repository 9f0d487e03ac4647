"""Ideas that a committee leaves or hands back. Source: docs/rules/review.md section 7."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import email_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.core.outbox import announce
from pbplatform.proposals import services as proposals
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import IdeaState, NotTaken
from pbplatform.proposals.models import Idea
from pbplatform.proposals.policies import refuse_to_reopen
from pbplatform.review import queries
from pbplatform.review.kinds import ReviewLog
from pbplatform.review.models import LeavingConfirmation, LeavingRecord
from pbplatform.review.policies import refuse_undeclared
from pbplatform.review.queries.records import leaving_quorum, leaving_row
from pbplatform.rounds.models import Committee, Round

_BOTH = (IdeaState.CLAIMED, IdeaState.NOT_TAKEN)


def _held(
    session: Session,
    actor: ActorRef,
    idea_id: int,
    *,
    states: Collection[str] = (IdeaState.CLAIMED,),
) -> tuple[Idea, Round, Committee]:
    """A claimed idea, its row locked, for a delegate who may decide about it.

    Raises:
        NotAllowed: no delegate of its committee, interests not declared, or one in this idea.
        Conflict: not claimed.
    """
    idea = session.get(Idea, idea_id, with_for_update=True, populate_existing=True)
    if idea is None:
        raise NotFound("idea.not_found")
    if idea.committee_id is None or idea.state not in states:
        raise Conflict("state.not_from_here")
    committee = session.get_one(Committee, idea.committee_id)
    round_ = session.get_one(Round, idea.round_id)
    declared = queries.has_declared(session, committee.id, actor.account_id)
    if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
        raise refusal
    if actor.account_id in queries.interested_in_idea(session, idea_id):
        raise NotAllowed("review.interest_declared")
    return idea, round_, committee


def forget_leaving(session: Session, record: LeavingRecord) -> None:
    """It has done its work; the log keeps what it said."""
    own = LeavingConfirmation.idea_id == record.idea_id
    session.execute(delete(LeavingConfirmation).where(own))
    session.delete(record)
    session.flush()


def leave_idea(
    session: Session, *, actor: ActorRef, idea_id: int, reason: str, words: str, now: datetime
) -> None:
    """Say that a claimed idea should not go further; as many as a decision needs must agree.

    A facilitator, once review is over, answers what the committee left open.

    Raises:
        NotAllowed: interests not declared, or an interest in this idea.
        Conflict: not claimed, said already, no reason, or as `proposals.leave_idea`.
    """
    if actor.role == Role.FACILITATOR:
        proposals.leave_idea(
            session, actor=actor, idea_id=idea_id, reason=reason, words=words, now=now
        )
        return
    idea, round_, committee = _held(session, actor, idea_id)
    if reason not in set(NotTaken):
        raise Conflict("idea.reason_needed", field="reason")
    if not words.strip():
        raise Conflict("idea.reason_words_needed", field="words")
    if session.get(LeavingRecord, idea_id) is not None:
        raise Conflict("leaving.recorded_already")
    session.add(
        LeavingRecord(
            idea_id=idea_id,
            reason=reason,
            words=words.strip(),
            recorded_by=int(actor.key),
            recorded_at=now,
        )
    )
    session.flush()
    audit.record(
        session,
        ReviewLog.LEAVING_RECORDED,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        committee=committee.slug,
        reason=reason,
    )


def reopen_idea(
    session: Session, *, actor: ActorRef, idea_id: int, words: str, now: datetime
) -> None:
    """Say that an idea that was not taken should be taken up again; others must agree.

    Raises:
        NotAllowed: interests not declared, or an interest in this idea.
        Conflict: it was taken, said already, no reason, or the ballot is frozen.
    """
    idea, round_, committee = _held(session, actor, idea_id, states=(IdeaState.NOT_TAKEN,))
    if refusal := refuse_to_reopen(actor, round_, committee, idea):
        raise refusal
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    if session.get(LeavingRecord, idea_id) is not None:
        raise Conflict("leaving.recorded_already")
    session.add(
        LeavingRecord(
            idea_id=idea_id,
            reason="",
            words=words.strip(),
            recorded_by=int(actor.key),
            recorded_at=now,
            reopens=True,
        )
    )
    session.flush()
    audit.record(
        session,
        ReviewLog.REOPENING_RECORDED,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        committee=committee.slug,
        reason=words.strip(),
    )


def pass_claim(
    session: Session, *, actor: ActorRef, idea_id: int, take: bool, words: str, now: datetime
) -> None:
    """Look after a claimed idea oneself, or leave that to the whole committee.

    Raises:
        NotAllowed: no delegate of its committee, or interests not declared.
        Conflict: not claimed, theirs already, or no reason.
    """
    committee_id = session.get_one(Idea, idea_id).committee_id
    if committee_id is None:
        raise Conflict("state.not_from_here")
    committee = session.get_one(Committee, committee_id)
    round_ = session.get_one(Round, committee.round_id)
    declared = queries.has_declared(session, committee_id, actor.account_id)
    if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
        raise refusal
    before = proposals.pass_claim(
        session,
        actor=actor,
        idea_id=idea_id,
        to=actor.account_id if take else None,
        holder=actor.name if take else "",
        words=words,
        now=now,
    )
    if before is not None and before != actor.account_id and (to := email_of(session, before)):
        idea = session.get_one(Idea, idea_id)
        announce(
            session,
            "review:claim_passed",
            now=now,
            to=to,
            number=idea.number,
            name=actor.name,
            words=words.strip(),
            path=f"/{idea_path(round_.slug, idea.number)}",
        )


def confirm_leaving(
    session: Session, *, actor: ActorRef, idea_id: int, now: datetime, seen: str | None = None
) -> bool:
    """Agree that the idea is left or taken up again; with the last one its author is told why.

    Args:
        seen: seal of what was shown; None does not ask.
    Returns:
        Whether enough delegates agree, so that it is done now.
    Raises:
        NotAllowed: as `leave_idea`.
        Conflict: nobody wants to leave it, the same person again, or other words by now.
    """
    idea, round_, committee = _held(session, actor, idea_id, states=_BOTH)
    found = leaving_row(session, idea_id)
    if found is None:
        raise Conflict("leaving.none")
    if found.record.recorded_by == actor.account_id:
        raise Conflict("leaving.second_person")
    if seen is not None:
        require_same(seen, found.facts)
    if session.get(LeavingConfirmation, (idea_id, int(actor.key))) is None:
        account = int(actor.key)
        session.add(LeavingConfirmation(idea_id=idea_id, account_id=account, confirmed_at=now))
        session.flush()
    if not leaving_quorum(session, idea, round_, committee, now=now).is_reached:
        return False
    reason, words = found.record.reason, found.record.words
    reopens = found.record.reopens
    forget_leaving(session, found.record)
    if reopens:
        proposals.reopen_idea(session, actor=actor, idea_id=idea_id, words=words, now=now)
        return True
    proposals.leave_idea(session, actor=actor, idea_id=idea_id, reason=reason, words=words, now=now)
    return True


def object_to_leaving(
    session: Session, *, actor: ActorRef, idea_id: int, words: str, now: datetime
) -> None:
    """Say that it shall not be so; the first delegate takes it back the same way.

    Raises:
        NotAllowed: as `leave_idea`.
        Conflict: nobody wants to leave it, or no reason.
    """
    idea, round_, committee = _held(session, actor, idea_id, states=_BOTH)
    found = session.get(LeavingRecord, idea_id)
    if found is None:
        raise Conflict("leaving.none")
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    kind = ReviewLog.REOPENING_OBJECTED if found.reopens else ReviewLog.LEAVING_OBJECTED
    forget_leaving(session, found)
    audit.record(
        session,
        kind,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        committee=committee.slug,
        reason=words.strip(),
    )


def hand_back(
    session: Session, *, actor: ActorRef, idea_id: int, words: str, now: datetime
) -> None:
    """Give a claimed idea back, so that another committee can take it; with a public reason.

    Raises:
        NotAllowed: no delegate of its committee, or interests not declared.
        Conflict: not claimed, or no reason.
    """
    committee_id = session.get_one(Idea, idea_id).committee_id
    if committee_id is None:
        raise Conflict("state.not_from_here")
    committee = session.get_one(Committee, committee_id)
    round_ = session.get_one(Round, committee.round_id)
    declared = queries.has_declared(session, committee_id, actor.account_id)
    if refusal := refuse_undeclared(actor, round_, committee, declared=declared):
        raise refusal
    if found := session.get(LeavingRecord, idea_id):
        forget_leaving(session, found)
    proposals.hand_back_idea(session, actor=actor, idea_id=idea_id, words=words, now=now)
