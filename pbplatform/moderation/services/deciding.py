"""A facilitator leaves, hides or strikes words, and takes that back.

Source: docs/rules/moderation.md sections 3 and 5.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.numbers import next_number
from pbplatform.core.texts import FoundText, kind_of
from pbplatform.moderation.kinds import ASK_DAYS, CaseState, ModerationLog, Outcome, Standing
from pbplatform.moderation.models import TextDecision
from pbplatform.moderation.policies import refuse_to_take_back
from pbplatform.moderation.queries import open_case
from pbplatform.moderation.services.checking import Wish, checked, checked_reason
from pbplatform.moderation.services.locking import locked_decision, locked_text
from pbplatform.moderation.services.seeing import facts_of_decision, facts_of_text
from pbplatform.moderation.services.telling import tell_authors, tell_reporters
from pbplatform.moderation.services.unsent import take_from_unsent
from pbplatform.moderation.services.vault import cover, uncover
from pbplatform.places import queries as places

_KINDS = {
    Outcome.LEFT: ModerationLog.TEXT_LEFT,
    Outcome.HIDDEN: ModerationLog.TEXT_HIDDEN,
    Outcome.STRUCK: ModerationLog.WORDS_STRUCK,
}


def decide(
    session: Session,
    *,
    actor: ActorRef,
    path: str,
    wish: Wish,
    now: datetime,
    seen: str | None = None,
) -> int:
    """Leave a text, hide it or a part of it, or strike words in it; returns the decision's number.

    Args:
        seen: what the page showed of the text; None for acts without a page.
    Raises:
        NotAllowed: not a facilitator of its scope, or a text of their own.
        NotFound: no such public text.
        ChangedMeanwhile: it is not what the page showed.
        Conflict: rule or reason is missing, nothing waits to be left, or nothing would go.
    """
    text = locked_text(session, path)
    if seen is not None:
        require_same(seen, facts_of_text(session, text))
    wish = checked(session, actor=actor, text=text, wish=wish)
    decision = _stored(session, actor, text, wish, now)
    if wish.outcome != Outcome.LEFT:
        cover(session, decision, text, now=now)
        take_from_unsent(session, decision, text)
    if case := open_case(session, text.path):
        case.state, case.decision = CaseState.DECIDED, decision.number
    session.flush()
    _say(session, actor, decision, text, now)
    return decision.number


def _say(
    session: Session, actor: ActorRef, decision: TextDecision, text: FoundText, now: datetime
) -> None:
    """In the log, to the authors, and to those who reported."""
    audit.record(
        session,
        _KINDS[Outcome(decision.outcome)],
        actor=actor,
        subject=text.in_log,
        now=now,
        decision_no=decision.number,
        ground=decision.rule,
        reason=decision.reason,
    )
    if decision.outcome != Outcome.LEFT:
        tell_authors(session, "author", decision, now=now)
    tell_reporters(session, decision, now=now)


def take_back(
    session: Session,
    *,
    actor: ActorRef,
    number: int,
    reason: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Put the words back that a decision took away; its page stays and says so.

    Raises:
        NotAllowed: not a facilitator of its scope, or a text of their own.
        Conflict: no reason, or it is not in force.
    """
    decision, text = locked_decision(session, number)
    if refusal := refuse_to_take_back(actor, decision, authors=decision.authors):
        raise refusal
    if seen is not None:
        require_same(seen, facts_of_decision(decision))
    put_back(session, actor=actor, decision=decision, text=text, reason=reason, now=now)


def put_back(
    session: Session,
    *,
    actor: ActorRef,
    decision: TextDecision,
    text: FoundText | None,
    reason: str,
    now: datetime,
) -> None:
    """Do it, write it and tell it; who may is asked before."""
    reason = checked_reason(reason)
    if text is not None:
        uncover(session, decision, text)
    decision.move_to(Standing.TAKEN_BACK)
    looked_at(session, decision, actor, reason, now)
    audit.record(
        session,
        ModerationLog.DECISION_TAKEN_BACK,
        actor=actor,
        subject=decision.subject,
        now=now,
        decision_no=decision.number,
        ground=decision.rule,
        reason=reason,
    )
    tell_authors(session, "author_settled", decision, now=now)
    tell_reporters(session, decision, now=now)


def looked_at(
    session: Session, decision: TextDecision, actor: ActorRef, reason: str, now: datetime
) -> None:
    """Write down who looked again, when and why."""
    decision.looked_role = actor.role
    decision.looked_by_account_id = actor.account_id
    decision.looked_day = places.working_days(session).day_of(now)
    decision.looked_reason = reason
    session.flush()


def _stored(
    session: Session, actor: ActorRef, text: FoundText, wish: Wish, now: datetime
) -> TextDecision:
    days = places.working_days(session)
    today = days.day_of(now)
    decision = TextDecision(
        number=next_number(session, "moderation"),
        path=text.path,
        kind=kind_of(text.path),
        named=text.number,
        subject=text.in_log,
        url=text.url,
        scope=text.scope,
        outcome=wish.outcome,
        rule=wish.rule,
        reason=wish.reason,
        part=wish.part,
        struck=wish.struck,
        role=actor.role,
        by_account_id=actor.account_id,
        authors=sorted(text.authors),
        decided_at=now,
        day=today,
        ask_by=None if wish.outcome == Outcome.LEFT else days.after(today, ASK_DAYS),
        standing=Standing.STANDS,
    )
    session.add(decision)
    session.flush()
    return decision
