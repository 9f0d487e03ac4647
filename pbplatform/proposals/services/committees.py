"""Committees take ideas up or leave them. Source: docs/rules/proposals.md section 4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.places import queries as places
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import IdeaState, NotTaken, ProposalLog
from pbplatform.proposals.models import Idea
from pbplatform.proposals.policies import (
    ASK_AGAIN_DAYS,
    refuse_to_claim,
    refuse_to_delegate,
    refuse_to_leave,
    refuse_to_pass_claim,
)
from pbplatform.proposals.services.telling import (
    locked_idea,
    locked_ideas,
    record_of_ideas,
    tell_of_idea,
)
from pbplatform.rounds.models import Committee, Round


def claim_idea(
    session: Session, *, actor: ActorRef, idea_id: int, committee_id: int, now: datetime
) -> None:
    """Take an idea up for a committee.

    Raises:
        NotAllowed: neither a delegate of the committee nor the round's facilitator.
        Conflict: not published or claimed already; a facilitator before the first look is late.
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
    """Take ideas up for a committee, all or none.

    Raises:
        NotAllowed, Conflict: as `claim_idea`, for any of them.
    """
    held = locked_ideas(session, idea_ids)
    committee = session.get_one(Committee, committee_id)
    days = places.working_days(session)
    for idea in held.ideas:
        if refusal := refuse_to_claim(actor, held.round_, committee, idea, days.day_of(now)):
            raise refusal
    for idea in held.ideas:
        idea.move_to(IdeaState.CLAIMED)
        idea.committee_id = committee_id
        idea.claimed_by = actor.account_id
        idea.claimed_at = now
    session.flush()
    entry = {"committee": committee.slug}
    record_of_ideas(session, held, ProposalLog.IDEA_CLAIMED, actor, now, lambda _idea: entry)
    told = {
        "committee": committee.name,
        "by": days.last_day_of(held.round_.review_close_at).isoformat(),
    }
    for idea in held.ideas:
        tell_of_idea(session, "idea_claimed", idea, held.round_, now=now, **told)


@dataclass(frozen=True)
class IdeaLeft:
    """An idea that is not taken forward: a code of `NotTaken`, and why in words."""

    idea_id: int
    reason: str
    words: str


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
    leave_ideas(session, actor=actor, left=[IdeaLeft(idea_id, reason, words)], now=now)


def leave_ideas(
    session: Session, *, actor: ActorRef, left: Sequence[IdeaLeft], now: datetime
) -> None:
    """Do not take claimed ideas of one round forward, and tell their authors why, all or none.

    Raises:
        NotAllowed, Conflict: as `leave_idea`, for any of them.
    """
    held = locked_ideas(session, [each.idea_id for each in left])
    days = places.working_days(session)
    for idea, each in zip(held.ideas, left, strict=True):
        _refuse_leaving(session, actor, held.round_, idea, each, now)
    for idea, each in zip(held.ideas, left, strict=True):
        idea.move_to(IdeaState.NOT_TAKEN)
        idea.not_taken_reason = each.reason
        idea.not_taken_words = each.words.strip()
        idea.settled_at = now
        idea.plead_by = days.after(days.day_of(now), ASK_AGAIN_DAYS)
        idea.plea_answer_by = None
    session.flush()
    record_of_ideas(session, held, ProposalLog.IDEA_NOT_TAKEN, actor, now, _why)
    for idea in held.ideas:
        tell_of_idea(session, "idea_not_taken", idea, held.round_, now=now, **_why(idea))


def _refuse_leaving(
    session: Session,
    actor: ActorRef,
    round_: Round,
    idea: Idea,
    left: IdeaLeft,
    now: datetime,
) -> None:
    if idea.committee_id is None:
        raise Conflict("state.not_from_here")
    committee = session.get_one(Committee, idea.committee_id)
    if refusal := refuse_to_leave(actor, round_, committee, idea, now):
        raise refusal
    if left.reason not in set(NotTaken):
        raise Conflict("idea.reason_needed", field="reason")
    if not left.words.strip():
        raise Conflict("idea.reason_words_needed", field="words")


def _why(idea: Idea) -> dict[str, str]:
    """Why an idea is not taken: the code, and the words."""
    return {"reason": idea.not_taken_reason, "words": idea.not_taken_words}


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
