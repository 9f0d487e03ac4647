"""Committees take ideas up or leave them. Source: docs/rules/proposals.md section 4."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.places import queries as places
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import IdeaState, NotTaken, ProposalLog
from pbplatform.proposals.policies import (
    ASK_AGAIN_DAYS,
    refuse_to_claim,
    refuse_to_delegate,
    refuse_to_leave,
    refuse_to_pass_claim,
)
from pbplatform.proposals.services.telling import locked_idea, tell_of_idea
from pbplatform.rounds.models import Committee


def claim_idea(
    session: Session, *, actor: ActorRef, idea_id: int, committee_id: int, now: datetime
) -> None:
    """Take an idea up for a committee.

    Raises:
        NotAllowed: neither a delegate of the committee nor the round's facilitator.
        Conflict: not published or claimed already; a facilitator before the first look is late.
    """
    idea, round_ = locked_idea(session, idea_id)
    committee = session.get_one(Committee, committee_id)
    days = places.working_days(session)
    if refusal := refuse_to_claim(actor, round_, committee, idea, days.day_of(now)):
        raise refusal
    idea.move_to(IdeaState.CLAIMED)
    idea.committee_id = committee_id
    idea.claimed_by = actor.account_id
    idea.claimed_at = now
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_CLAIMED,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        committee=committee.slug,
    )
    tell_of_idea(
        session,
        "idea_claimed",
        idea,
        round_,
        now=now,
        committee=committee.name,
        by=days.last_day_of(round_.review_close_at).isoformat(),
    )


def leave_idea(
    session: Session, *, actor: ActorRef, idea_id: int, reason: str, words: str, now: datetime
) -> None:
    """Do not take a claimed idea forward, and tell its author why.

    Args:
        reason: a code of `NotTaken`.
    Raises:
        NotAllowed: neither a delegate of its committee nor the round's facilitator.
        Conflict: not claimed, no reason; a facilitator before review is over.
    """
    idea, round_ = locked_idea(session, idea_id)
    if idea.committee_id is None:
        raise Conflict("state.not_from_here")
    committee = session.get_one(Committee, idea.committee_id)
    if refusal := refuse_to_leave(actor, round_, committee, idea, now):
        raise refusal
    if reason not in set(NotTaken):
        raise Conflict("idea.reason_needed", field="reason")
    if not words.strip():
        raise Conflict("idea.reason_words_needed", field="words")
    idea.move_to(IdeaState.NOT_TAKEN)
    idea.not_taken_reason = reason
    idea.not_taken_words = words.strip()
    idea.settled_at = now
    days = places.working_days(session)
    idea.plead_by = days.after(days.day_of(now), ASK_AGAIN_DAYS)
    idea.plea_answer_by = None
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_NOT_TAKEN,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        reason=reason,
        words=words.strip(),
    )
    tell_of_idea(
        session,
        "idea_not_taken",
        idea,
        round_,
        now=now,
        reason=reason,
        words=words.strip(),
    )


def pass_claim(
    session: Session,
    *,
    actor: ActorRef,
    idea_id: int,
    to: int | None,
    holder: str,
    words: str,
    now: datetime,
) -> int | None:
    """Say which delegate looks after a claimed idea; it stays with its committee.

    The machine gives no reason: it takes the idea from somebody who is no delegate any more.

    Args:
        to: account of the delegate; None for the whole committee.
        holder: their public name; empty for the whole committee.
    Returns:
        The account that looked after it before.
    Raises:
        NotAllowed: no delegate of its committee.
        Conflict: not claimed, theirs already, or no reason.
    """
    idea, round_ = locked_idea(session, idea_id)
    if idea.committee_id is None:
        raise Conflict("state.not_from_here")
    committee = session.get_one(Committee, idea.committee_id)
    if refusal := refuse_to_pass_claim(actor, round_, committee, idea):
        raise refusal
    machine = actor.kind == "system"
    if not machine and not words.strip():
        raise Conflict("text.reason_needed", field="words")
    before = idea.claimed_by
    if before == to:
        raise Conflict("idea.theirs_already")
    idea.claimed_by = to
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_HANDED_OVER if machine else ProposalLog.IDEA_PASSED,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        committee=committee.slug,
        **({} if machine else {"reason": words.strip()}),
        **({"holder": holder} if holder else {}),
    )
    return before


def hand_back_idea(
    session: Session, *, actor: ActorRef, idea_id: int, words: str, now: datetime
) -> None:
    """Give a claimed idea back with a public reason; it waits for a committee again.

    The day of its first look stays: an idea that goes to and fro becomes late, and a facilitator
    gives it out then.

    Raises:
        NotAllowed: no delegate of its committee.
        Conflict: not claimed, or no reason.
    """
    idea, round_ = locked_idea(session, idea_id)
    if idea.committee_id is None:
        raise Conflict("state.not_from_here")
    committee = session.get_one(Committee, idea.committee_id)
    if refusal := refuse_to_delegate(actor, round_, committee):
        raise refusal
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    idea.move_to(IdeaState.PUBLISHED)
    idea.committee_id = None
    idea.claimed_by = None
    idea.claimed_at = None
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_HANDED_BACK,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        committee=committee.slug,
        reason=words.strip(),
    )
    tell_of_idea(
        session,
        "idea_handed_back",
        idea,
        round_,
        now=now,
        committee=committee.name,
        words=words.strip(),
    )
