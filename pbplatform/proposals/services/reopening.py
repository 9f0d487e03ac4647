"""An idea that was not taken is taken up again. Source: docs/rules/proposals.md section 7."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.places import queries as places
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import IdeaState, LookedAgain, ProposalLog
from pbplatform.proposals.models import Idea, IdeaAnswer
from pbplatform.proposals.policies import (
    READING_DAYS,
    refuse_to_look_again,
    refuse_to_plead,
    refuse_to_reopen,
)
from pbplatform.proposals.services.telling import locked_idea, tell_author, tell_of_idea
from pbplatform.rounds.models import Committee


def reopen_idea(
    session: Session, *, actor: ActorRef, idea_id: int, words: str, now: datetime
) -> None:
    """Take an idea up again that was not taken; what its author was told stays readable.

    Raises:
        NotAllowed: neither a delegate of its committee nor a facilitator whom the author asked.
        Conflict: it was taken, the ballot is frozen, or no reason.
    """
    idea, round_ = locked_idea(session, idea_id)
    if idea.committee_id is None:
        raise Conflict("state.not_from_here")
    committee = session.get_one(Committee, idea.committee_id)
    if refusal := refuse_to_reopen(actor, round_, committee, idea):
        raise refusal
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    _keep_answer(session, actor, idea, LookedAgain.REOPENED, words.strip(), now)
    idea.move_to(IdeaState.CLAIMED)
    idea.not_taken_reason = idea.not_taken_words = ""
    idea.settled_at = idea.plead_by = idea.plea_answer_by = None
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_REOPENED,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        committee=committee.slug,
        reason=words.strip(),
    )
    days = places.working_days(session)
    tell_of_idea(
        session,
        "idea_reopened",
        idea,
        round_,
        now=now,
        committee=committee.name,
        words=words.strip(),
        by=days.last_day_of(round_.review_close_at).isoformat(),
    )


def plead(session: Session, *, actor: ActorRef, idea_id: int, words: str, now: datetime) -> None:
    """Ask a facilitator to look again at one's own idea that was not taken; once.

    Raises:
        NotAllowed: not its author.
        Conflict: it was taken, asked before, too late, the ballot is frozen, or no words.
    """
    idea, round_ = locked_idea(session, idea_id)
    days = places.working_days(session)
    today = days.day_of(now)
    if refusal := refuse_to_plead(actor, round_, idea, today):
        raise refusal
    if not words.strip():
        raise Conflict("idea.second_look_words", field="words")
    idea.plea_at = now
    idea.plea_words = words.strip()
    idea.plea_answer_by = days.after(today, READING_DAYS)
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_PLEA,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        read_by=idea.plea_answer_by.isoformat(),
    )
    tell_author(session, "idea_plea", idea, round_, now=now, by=idea.plea_answer_by.isoformat())


def decline_plea(
    session: Session, *, actor: ActorRef, idea_id: int, words: str, now: datetime
) -> None:
    """Say that the answer stands, and why; the author is told.

    Raises:
        NotAllowed: not the round's facilitator, or the idea is their own.
        Conflict: nobody asked, or no reason.
    """
    idea, round_ = locked_idea(session, idea_id)
    if refusal := refuse_to_look_again(actor, round_, idea):
        raise refusal
    if not words.strip():
        raise Conflict("text.reason_needed", field="words")
    _keep_answer(session, actor, idea, LookedAgain.STANDS, words.strip(), now)
    idea.plea_answer_by = None
    session.flush()
    audit.record(
        session,
        ProposalLog.IDEA_PLEA_DECLINED,
        actor=actor,
        subject=idea_path(round_.slug, idea.number),
        now=now,
        reason=words.strip(),
    )
    tell_author(session, "idea_plea_declined", idea, round_, now=now, words=words.strip())


def _keep_answer(
    session: Session, actor: ActorRef, idea: Idea, outcome: str, words: str, now: datetime
) -> None:
    session.add(
        IdeaAnswer(
            idea_id=idea.id,
            reason=idea.not_taken_reason,
            words=idea.not_taken_words,
            said_at=idea.settled_at or now,
            outcome=outcome,
            outcome_words=words,
            looked_at=now,
            role=actor.role,
        )
    )
    session.flush()
