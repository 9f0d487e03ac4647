"""The author asks for a second look, and another person gives it.

Source: docs/rules/moderation.md section 4.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, required
from pbplatform.core.text import tidy_text
from pbplatform.moderation.kinds import LONGEST_WORDS, SECOND_LOOK_DAYS, ModerationLog, Standing
from pbplatform.moderation.policies import refuse_to_ask_for_look, refuse_to_give_look
from pbplatform.moderation.services.checking import checked_reason
from pbplatform.moderation.services.deciding import looked_at, put_back
from pbplatform.moderation.services.locking import locked_decision
from pbplatform.moderation.services.seeing import facts_of_decision
from pbplatform.moderation.services.telling import tell_authors, tell_lookers, tell_reporters
from pbplatform.places import queries as places


def ask_for_look(
    session: Session, *, actor: ActorRef, number: int, words: str, now: datetime
) -> None:
    """Ask for a second look at a decision about one's own text, once.

    Raises:
        NotAllowed: not an author of the text.
        Conflict: nothing went, asked before, too late, or no words.
    """
    decision, _text = locked_decision(session, number)
    days = places.working_days(session)
    today = days.day_of(now)
    if refusal := refuse_to_ask_for_look(actor, decision, today, authors=decision.authors):
        raise refusal
    words = required(tidy_text(words), "moderation.ask_words_needed", "words")
    if len(words) > LONGEST_WORDS:
        raise Conflict("moderation.too_long", field="words", letters=LONGEST_WORDS)
    decision.move_to(Standing.ASKED)
    decision.asked_at, decision.asked_words = now, words
    decision.look_by = days.after(today, SECOND_LOOK_DAYS)
    session.flush()
    audit.record(
        session,
        ModerationLog.LOOK_ASKED,
        actor=actor,
        subject=decision.subject,
        now=now,
        decision_no=decision.number,
        look_by=decision.look_by.isoformat(),
    )
    tell_lookers(session, decision, now=now)


def give_look(
    session: Session,
    *,
    actor: ActorRef,
    number: int,
    confirms: bool,
    reason: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Confirm a decision as another person, or put the words back.

    Raises:
        NotAllowed: in no such role, the person who decided, or an author.
        ChangedMeanwhile: it is not what the page showed.
        Conflict: nobody asked, or no reason.
    """
    decision, text = locked_decision(session, number)
    if refusal := refuse_to_give_look(actor, decision, authors=decision.authors):
        raise refusal
    if seen is not None:
        require_same(seen, facts_of_decision(decision))
    if not confirms:
        put_back(session, actor=actor, decision=decision, text=text, reason=reason, now=now)
        return
    reason = checked_reason(reason)
    decision.move_to(Standing.CONFIRMED)
    looked_at(session, decision, actor, reason, now)
    audit.record(
        session,
        ModerationLog.DECISION_CONFIRMED,
        actor=actor,
        subject=decision.subject,
        now=now,
        decision_no=decision.number,
        reason=reason,
    )
    tell_authors(session, "author_settled", decision, now=now)
    tell_reporters(session, decision, now=now)
